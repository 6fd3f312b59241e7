//! Deleting a set.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(a_set_in_use_is_not_deleted,);

/// A7: `set-in-use` names how many hold it.
async fn a_set_in_use_is_not_deleted(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for name in ["Dora", "Egon", "Pia"] {
        let person = scene.outsider(name).await;
        scene
            .put_member(&client.id, &person, json!({"access": access::set(&set)}))
            .await;
    }
    let path = client.at(&format!("/permission-sets/{set}"));
    let problem = client.admin.delete(&path).await.refused(409, "set-in-use");
    assert!(problem.to_string().contains('3'), "how many: {problem}");
    // Held anywhere: a partner's set in a client.
    let set = scene.partner_set(&["contacts.view"]).await;
    let employee = scene.employee("Emil").await;
    scene.let_act(&client, &employee, &set).await;
    let path = format!("/v1/accounts/{}/permission-sets/{set}", scene.partner);
    scene.owner.delete(&path).await.refused(409, "set-in-use");
    // A deactivated holder still holds it.
    scene
        .put_member(&client.id, &employee, json!({"status": "deactivated"}))
        .await;
    scene.owner.delete(&path).await.refused(409, "set-in-use");
    client.admin.delete(client.member(&employee)).await.done();
    scene.owner.delete(&path).await.done();
}
