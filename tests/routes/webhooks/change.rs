//! Changing, disabling and removing webhook endpoints.

use serde_json::json;

use crate::support::{Receiver, Scene, Server, Webhook, on_both_databases, rename, until};

on_both_databases!(
    what_is_left_out_stays,
    what_happens_meanwhile_is_sent_later,
    nothing_is_sent_to_a_removed_endpoint,
);

async fn what_is_left_out_stays(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let endpoint = Webhook::of(&scene.platform, "http://127.0.0.1:1/", &[&client]).await;
    let before = endpoint.show().await;
    let path = endpoint.at("");
    let answer = scene
        .platform
        .patch(&path, json!({"format": "cloudevents"}))
        .await;
    let after = answer.ok();
    assert_eq!(after["format"], "cloudevents");
    for member in [
        "url",
        "types",
        "accounts",
        "description",
        "status",
        "created_at",
    ] {
        assert_eq!(after[member], before[member], "{member}");
    }
    let seen = answer.etag();
    let clear = json!({"types": null, "accounts": null, "description": null});
    let cleared = scene
        .platform
        .patch(&path, clear)
        .header("if-match", &seen)
        .await;
    let cleared = cleared.ok();
    assert!(cleared["types"].is_null() && cleared["accounts"].is_null());
    let stale = json!({"url": "http://127.0.0.1:2/"});
    let stale = scene
        .platform
        .patch(&path, stale)
        .header("if-match", &seen)
        .await;
    stale.refused(412, "stale");
    for wrong in [json!({"url": null}), json!({"status": null})] {
        scene.platform.patch(&path, wrong).await.problem(422);
    }
    scene.platform.delete(path).await.no_content();
}

async fn what_happens_meanwhile_is_sent_later(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    let status = |status: &str| json!({"status": status});
    let off = scene
        .platform
        .patch(endpoint.at(""), status("disabled"))
        .await
        .ok();
    assert_eq!(off["disabled"]["reason"], "by_platform");
    let names = rename(&scene.platform, &client, 5).await;
    assert_eq!(receiver.count(), 0);
    scene
        .platform
        .patch(endpoint.at(""), status("enabled"))
        .await
        .ok();
    endpoint.has("delivered", 5).await;
    assert_eq!(receiver.count(), names.len());
}

async fn nothing_is_sent_to_a_removed_endpoint(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (gone, stays) = (Receiver::start().await, Receiver::start().await);
    let removed = Webhook::of(&scene.platform, &gone.url("/"), &[&client]).await;
    let other = Webhook::of(&scene.platform, &stays.url("/"), &[&client]).await;
    scene.platform.delete(removed.at("")).await.no_content();
    rename(&scene.platform, &client, 3).await;
    other.has("delivered", 3).await;
    assert_eq!(gone.count(), 0);
    let paths = ["", "/deliveries"].map(|path| removed.at(path));
    for path in paths {
        scene.platform.get(path).await.not_found();
    }
    until("the trail tells of it", async || {
        let trail = scene
            .platform
            .get("/v1/events?types=webhook_endpoint.removed&limit=200");
        trail.await.body.contains(&removed.id).then_some(())
    })
    .await;
}
