//! Links that sign a person in, which the platform gets.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    the_platform_gets_links_for_people,
    a_link_leads_nowhere_else,
    who_cannot_sign_in_gets_no_link,
);

/// The link leads to this server, is new each time, and its token is nowhere else.
async fn the_platform_gets_links_for_people(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let links = format!("/v1/users/{}/sign-in-links", person.id);
    let mut urls = Vec::new();
    for body in [
        json!({}),
        json!({"to": "/clients?q=a", "expires_in_seconds": 60}),
    ] {
        let made = scene.platform.post(&links, body).await;
        assert!(made.header("latchkey-revision").is_some(), "{made}");
        let made = made.created();
        assert!(made["expires_at"].is_string(), "{made}");
        let url = made["url"].as_str().unwrap().to_owned();
        let (_base, token) = url.rsplit_once("/sign-in/").unwrap();
        assert!(token.len() >= 43, "256 bits: {url}");
        urls.push(url);
    }
    assert_ne!(urls[0], urls[1]);
    scene.platform.post_nothing(&links).await.created();
}

async fn a_link_leads_nowhere_else(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let links = format!("/v1/users/{}/sign-in-links", person.id);
    for to in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "clients",
        "/\n",
        "",
    ] {
        let answer = scene.platform.post(&links, json!({"to": to})).await;
        answer.invalid("/to");
    }
    for seconds in [0, -1, 86_401] {
        let body = json!({"expires_in_seconds": seconds});
        let answer = scene.platform.post(&links, body).await;
        answer.invalid("/expires_in_seconds");
    }
}

/// I3.
async fn who_cannot_sign_in_gets_no_link(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let path = format!("/v1/users/{}", person.id);
    let links = format!("{path}/sign-in-links");
    scene
        .platform
        .patch(&path, json!({"status": "disabled"}))
        .await
        .ok();
    let answer = scene.platform.post_nothing(&links).await;
    answer.refused(409, "conflict");
    scene
        .platform
        .post_nothing(format!("{path}/erase"))
        .await
        .done();
    let answer = scene.platform.post_nothing(&links).await;
    answer.refused(409, "conflict");
    let nobody = "/v1/users/usr_01h455vb4pex5vsknk084sn02q/sign-in-links";
    scene.platform.post_nothing(nobody).await.not_found();
}
