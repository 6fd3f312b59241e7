//! Permission sets, from making to deleting.

use serde_json::json;

use super::new_set;
use crate::support::{Scene, Server, access, keys, on_both_databases};

on_both_databases!(sets_are_made_changed_and_deleted,);

async fn sets_are_made_changed_and_deleted(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let sets = client.at("/permission-sets");
    let external_id = scene.unique("set");
    let body = json!({
        "name": "Temps",
        "description": "For the summer",
        "external_id": external_id,
        "permissions": ["contacts.edit:team"],
    });
    let set = client.admin.post(&sets, body).await.created();
    assert_eq!(set["name"], "Temps");
    assert_eq!(set["description"], "For the summer");
    assert_eq!(set["external_id"], external_id.as_str());
    let mut held = keys(&set["permissions"]);
    held.sort_unstable();
    assert_eq!(
        held,
        ["contacts.edit:team", "contacts.view:team"],
        "closed (P4)"
    );
    let path = format!("{sets}/{}", set["id"].as_str().unwrap());
    assert_eq!(client.admin.get(&path).await.ok(), set);
    let changed = client
        .admin
        .patch(
            &path,
            json!({"name": "Casuals", "permissions": ["crm.export"]}),
        )
        .await
        .ok();
    assert_eq!(changed["name"], "Casuals");
    assert_eq!(changed["description"], "For the summer");
    assert!(keys(&changed["permissions"]).contains(&"crm.export"));
    assert!(!keys(&changed["permissions"]).contains(&"contacts.edit:team"));
    let listed = client.admin.all(&sets).await;
    assert!(
        listed.iter().any(|item| item["id"] == set["id"]),
        "{listed:?}"
    );
    // An editor, a manager of people and a plain member.
    let editor = scene
        .staff(&client, "Edda", &["permission_sets.edit"])
        .await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let stranger = scene.outsider("Sven").await;
    editor.get(&path).await.ok();
    manager.get(&path).await.ok();
    manager
        .patch(&path, json!({"name": "No"}))
        .await
        .missing_permission();
    plain.get(&sets).await.missing_permission();
    plain
        .post(&sets, new_set("No", &["contacts.view"]))
        .await
        .missing_permission();
    stranger.get(&sets).await.kept_out();
    client.admin.delete(&path).await.done();
    client.admin.get(&path).await.not_found();
    let free = json!({"access": access::set(set["id"].as_str().unwrap())});
    scene
        .platform
        .put(client.member(&plain), free)
        .await
        .refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
}
