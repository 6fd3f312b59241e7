//! Having an event sent again.

use serde_json::json;

use crate::support::{
    Kind, Receiver, Reply, Scene, Server, Webhook, on_both_databases, rename, with_own_servers,
};

on_both_databases!(an_event_is_sent_again_with_its_id);
with_own_servers!(an_event_that_is_dead_comes_back);

async fn an_event_is_sent_again_with_its_id(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    rename(&scene.platform, &client, 2).await;
    let log = endpoint.has("delivered", 2).await;
    let id = log[0]["id"].as_str().unwrap();
    let path = endpoint.at(&format!("/deliveries/{id}/redeliver"));
    let again = scene.platform.post_nothing(&path).await.ok();
    assert_eq!(again["id"], id);
    endpoint.has("delivered", 2).await;
    let got: Vec<_> = receiver
        .received()
        .iter()
        .map(|it| it.id().to_owned())
        .collect();
    assert_eq!(got.len(), 3);
    assert_eq!(got.last().unwrap(), id);
    for wrong in ["evt_01h455vb4pex5vsknk084sn02q", "acc_1", "x"] {
        let path = endpoint.at(&format!("/deliveries/{wrong}/redeliver"));
        scene.platform.post_nothing(&path).await.not_found();
    }
}

async fn an_event_that_is_dead_comes_back(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("WEBHOOKS__RETRY_SCHEDULE", "0s, 10ms")
    });
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    receiver.answer(|_request| Reply::Status(500));
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    rename(&scene.platform, &client, 1).await;
    let log = endpoint.has("dead", 1).await;
    assert_eq!(log[0]["attempts"], 2);
    assert_eq!(log[0]["last_attempt"]["status"], 500);
    let dead = scene
        .platform
        .get(endpoint.at("/deliveries?state=dead"))
        .await
        .ok();
    assert_eq!(dead["items"], json!(log));
    receiver.answer(|_request| Reply::Status(200));
    let id = log[0]["id"].as_str().unwrap();
    let path = endpoint.at(&format!("/deliveries/{id}/redeliver"));
    scene.platform.post_nothing(path).await.ok();
    endpoint.has("delivered", 1).await;
}
