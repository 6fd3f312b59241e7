//! Who decides who becomes partner admin.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(is_for_super_admins,);

/// L3: reading is for SA and `users.edit`, changing for SA.
async fn is_for_super_admins(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let stranger = scene.outsider("Sven").await;
    let path = client.at("/policy");
    for caller in [&client.admin, &manager] {
        let policy = caller.get(&path).await.ok();
        assert_eq!(policy["partner_admins_by"], "users_edit");
    }
    plain.get(&path).await.missing_permission();
    stranger.get(&path).await.kept_out();
    let strict = json!({"partner_admins_by": "super_admin"});
    for caller in [&manager, &plain] {
        caller.put(&path, strict.clone()).await.missing_permission();
    }
    let set = client.admin.put(&path, strict.clone()).await.ok();
    assert_eq!(set["partner_admins_by"], "super_admin");
    let shown = manager.get(&path).await.ok();
    assert_eq!(shown["partner_admins_by"], "super_admin");
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    client.admin.put(&path, strict).await.ok();
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events, "T4: nothing changed");
    let answer = client
        .admin
        .put(&path, json!({"partner_admins_by": "anybody"}))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}
