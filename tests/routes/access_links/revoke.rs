//! A revoked link is over.

use serde_json::json;

use super::{approve, decline};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(a_revoked_link_no_longer_counts,);

async fn a_revoked_link_no_longer_counts(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (id, token) = scene.link(&employee).await;
    let path = scene.at_partner(&format!("/access-links/{id}"));
    scene.owner.delete(&path).await.done();
    let gone = [(409, "link-not-valid"), (404, "not-found")];
    approve(&client.admin, &token, &client.id)
        .await
        .refused_as_one_of(&gone);
    decline(&client.admin, &token, &client.id)
        .await
        .refused_as_one_of(&gone);
    client
        .admin
        .get(format!("/v1/access-links/{token}"))
        .await
        .refused_as_one_of(&gone);
    assert_eq!(
        scene.why_not(&employee, "contacts.view", &client).await,
        "no_membership"
    );
    let listed = scene.owner.all(&scene.at_partner("/access-links")).await;
    let shown = listed.iter().find(|link| link["id"] == id.as_str());
    if let Some(shown) = shown {
        assert_eq!(shown["state"], "revoked");
    }
    let body = json!({"employee": employee.id});
    let fresh = scene
        .owner
        .post(scene.at_partner("/access-links"), body)
        .await
        .created();
    assert!(!fresh["url"].as_str().unwrap().ends_with(&token));
    assert_eq!(fresh["state"], "standing");
}
