//! Resuming services to a client.

use serde_json::Value;

use crate::support::{
    Scene, Server, later, on_both_databases,
    relationships::{act, connected, told, work},
};

on_both_databases!(services_are_resumed_as_connected,);

/// R4: as `connected`; activity before that moment no longer counts.
async fn services_are_resumed_as_connected(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    work(&scene, &client, &mona, &now).await;
    act(&mona, &scene, &client, "end-services").await.ok();
    let resumed = act(&mona, &scene, &client, "resume-services").await.ok();
    assert_eq!(resumed["status"], "connected");
    assert_eq!(resumed["last_qualifying_activity_at"], Value::Null);
    assert_eq!(resumed["ends_at"], Value::Null);
    let old = work(&scene, &client, &mona, &now).await;
    assert_eq!(old["qualifying"], 0, "from before the moment: {old}");
    assert_eq!(scene.relationship(&client).await["status"], "connected");
    let fresh = later(&scene.now().await, 60);
    assert_eq!(work(&scene, &client, &mona, &fresh).await["qualifying"], 1);
    assert_eq!(scene.relationship(&client).await["status"], "managed");
    assert_eq!(told(&client, "relationship.managed").await, 2);
    // Running services need no resuming (T4).
    let before = scene.relationship(&client).await;
    let trail = scene.trail(&client).await;
    act(&mona, &scene, &client, "resume-services").await.ok();
    assert_eq!(scene.relationship(&client).await, before);
    assert_eq!(scene.trail(&client).await, trail);
}
