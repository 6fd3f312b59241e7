//! Sending a test event.

use serde_json::json;

use crate::support::{Receiver, Reply, Scene, Server, Webhook, on_both_databases};

on_both_databases!(how_the_test_ended_is_told);

async fn how_the_test_ended_is_told(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    let path = endpoint.at("/test");
    let tested = scene.platform.post_nothing(&path).await.ok();
    assert_eq!(tested["delivered"], true, "{tested}");
    assert_eq!(tested["attempt"]["status"], 204);
    let sent = receiver.received().pop().unwrap();
    assert_eq!(tested["id"], sent.id());
    assert_eq!(sent.json()["type"], "webhook_endpoint.test");
    assert!(sent.json()["data"]["revision"].is_string());
    receiver.answer(|_request| Reply::Status(500));
    let tested = scene.platform.post_nothing(&path).await.ok();
    assert_eq!(tested["delivered"], false);
    assert_eq!(tested["attempt"]["status"], 500);
    let off = json!({"url": "http://127.0.0.1:1/", "status": "disabled"});
    scene.platform.patch(endpoint.at(""), off).await.ok();
    let tested = scene.platform.post_nothing(&path).await.ok();
    assert_eq!(tested["attempt"]["failure"], "connection", "{tested}");
    assert!(tested["attempt"]["status"].is_null());
    assert!(endpoint.log().await.is_empty(), "a test is no delivery");
}
