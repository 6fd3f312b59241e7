//! `If-Match` guards single resources.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(guards_single_resources,);

async fn guards_single_resources(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let stale = "\"no-such-version\"";

    // Accounts.
    let path = format!("/v1/accounts/{}", client.id);
    let before = scene.platform.get(&path).await.etag();
    let rename = |name: &str, etag: &str| {
        let body = json!({"name": name});
        scene.platform.patch(&path, body).header("If-Match", etag)
    };
    let renamed = rename("Contoso 2", &before).await;
    renamed.ok();
    let after = scene.platform.get(&path).await.etag();
    assert_ne!(before, after);
    if let Some(etag) = renamed.header("etag") {
        assert_eq!(etag, after);
    }
    rename("Contoso 3", &before).await.refused(412, "stale");
    rename("Contoso 3", stale).await.refused(412, "stale");
    rename("Contoso 3", &format!("{stale}, {after}")).await.ok();
    rename("Contoso 4", "*").await.ok();
    let account = scene.platform.get(&path).await.ok();
    assert_eq!(account["name"], "Contoso 4");

    // Sets.
    let path = client.at(&format!("/permission-sets/{set}"));
    let before = client.admin.get(&path).await.etag();
    let body = json!({"name": "Renamed"});
    let send = |etag: &str| {
        client
            .admin
            .patch(&path, body.clone())
            .header("If-Match", etag)
    };
    send(stale).await.refused(412, "stale");
    send(&before).await.ok();
    send(&before).await.refused(412, "stale");

    // Memberships, on both sides.
    let path = client.member(&manager);
    let before = client.admin.get(&path).await.etag();
    let off = format!("{path}/deactivate");
    client
        .admin
        .post_nothing(&off)
        .header("If-Match", stale)
        .await
        .refused(412, "stale");
    client
        .admin
        .post_nothing(&off)
        .header("If-Match", &before)
        .await
        .ok();
    assert_ne!(client.admin.get(&path).await.etag(), before);
    client
        .admin
        .delete(&path)
        .header("If-Match", &before)
        .await
        .refused(412, "stale");
    scene
        .platform
        .put(&path, json!({"status": "active"}))
        .header("If-Match", &before)
        .await
        .refused(412, "stale");

    // Relationships.
    let path = scene.at_client(&client, "");
    let before = scene.owner.get(&path).await.etag();
    let body = json!({"display_name": "Ours"});
    let send = |etag: &str| {
        scene
            .owner
            .patch(&path, body.clone())
            .header("If-Match", etag)
    };
    send(stale).await.refused(412, "stale");
    send(&before).await.ok();
    assert_ne!(scene.owner.get(&path).await.etag(), before);
    send(&before).await.refused(412, "stale");
}
