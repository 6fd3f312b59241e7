//! Giving an endpoint another secret.

use crate::support::{Receiver, Scene, Server, Webhook, is_genuine, on_both_databases};

on_both_databases!(both_secrets_are_valid_for_a_day);

async fn both_secrets_are_valid_for_a_day(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    let rotated = scene
        .platform
        .post_nothing(endpoint.at("/rotate-secret"))
        .key("rotate");
    let rotated = rotated.await.ok();
    let secret = rotated["secret"].as_str().unwrap();
    assert_ne!(secret, endpoint.secret);
    assert!(rotated["previous_secret_until"].is_string(), "{rotated}");
    let again = scene.platform.post_nothing(endpoint.at("/rotate-secret"));
    let again = again.key("rotate").await;
    again.refused(409, "conflict");
    assert!(!again.body.contains(secret));
    scene.platform.post_nothing(endpoint.at("/test")).await.ok();
    let sent = receiver.received().pop().unwrap();
    let signatures = sent.headers["webhook-signature"].split(' ').count();
    assert_eq!(signatures, 2);
    assert!(is_genuine(&sent, secret) && is_genuine(&sent, &endpoint.secret));
    let twice = scene
        .platform
        .post_nothing(endpoint.at("/rotate-secret"))
        .await
        .ok();
    scene.platform.post_nothing(endpoint.at("/test")).await.ok();
    let sent = receiver.received().pop().unwrap();
    assert!(
        !is_genuine(&sent, &endpoint.secret),
        "of two rotations the first is over"
    );
    assert!(is_genuine(&sent, twice["secret"].as_str().unwrap()));
}
