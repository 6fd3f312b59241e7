//! A set of an account.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(a_set_belongs_to_its_account,);

/// A5: any other account's set is unknown.
async fn a_set_belongs_to_its_account(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let theirs = scene.client_set(&other, &["contacts.view"]).await;
    let path = client.at(&format!("/permission-sets/{theirs}"));
    client.admin.get(&path).await.not_found();
    client
        .admin
        .patch(&path, json!({"name": "Mine"}))
        .await
        .not_found();
    client.admin.delete(&path).await.not_found();
    let person = scene.outsider("Dora").await;
    scene
        .platform
        .put(
            client.member(&person),
            json!({"access": access::set(&theirs)}),
        )
        .await
        .refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    let manager = scene.partner_admin(&client, "Mona").await;
    let employee = scene.employee("Emil").await;
    let body = json!({"employees": [employee.id], "permission_set": theirs});
    manager
        .post(scene.at_client(&client, "/employees"), body)
        .await
        .not_found();
}
