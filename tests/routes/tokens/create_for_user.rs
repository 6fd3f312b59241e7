//! Tokens that the platform makes for people.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Caller, Scene, Server, on_both_databases};

on_both_databases!(
    they_are_shown_once_listed_and_revoked,
    they_end_by_themselves,
    revoking_one_revokes_those_made_with_it,
);

async fn they_are_shown_once_listed_and_revoked(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let made = scene
        .platform
        .post(&tokens, json!({"label": "laptop"}))
        .await
        .created();
    let secret = made["token"].as_str().unwrap();
    assert!(secret.len() >= 43, "256 bits: {made}");
    assert!(made["expires_at"].is_string(), "90 days by default: {made}");
    let caller = scene.platform.with_token(secret);
    caller.get("/v1/me").await.ok();
    // The platform's tokens have the scope `manage`: they write as well.
    caller
        .post(
            "/v1/me/tokens",
            json!({"label": "own", "scopes": ["manage"]}),
        )
        .await
        .created();
    let listed = scene.platform.get(&tokens).await;
    let items = listed.ok()["items"].as_array().unwrap().clone();
    assert!(
        items.iter().any(|item| item["id"] == made["id"]),
        "{listed}"
    );
    assert!(
        items.iter().any(|item| item["label"] == "laptop"),
        "{listed}"
    );
    assert!(!listed.body.contains(secret), "{listed}");
    let one = format!("{tokens}/{}", made["id"].as_str().unwrap());
    // The token of one person is unknown under another.
    let other = scene.outsider("Egon").await;
    scene
        .platform
        .delete(one.replace(&person.id, &other.id))
        .await
        .not_found();
    caller.get("/v1/me").await.ok();
    scene.platform.delete(&one).await.done();
    caller.get("/v1/me").await.problem(401);
    let again = scene.platform.delete(&one).await;
    assert!([200, 204, 404].contains(&again.status), "{again}");
    for seconds in [json!(0), json!(-1)] {
        let answer = scene
            .platform
            .post(
                &tokens,
                json!({"label": "x", "expires_in_seconds": seconds}),
            )
            .await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
}

/// I3; waits for the clock, since a lifetime cannot begin in the past.
async fn they_end_by_themselves(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let made = scene
        .platform
        .post(
            format!("/v1/users/{}/tokens", person.id),
            json!({"label": "short", "expires_in_seconds": 1}),
        )
        .await
        .created();
    let caller = scene.platform.with_token(made["token"].as_str().unwrap());
    let start = Instant::now();
    loop {
        let answer = caller.get("/v1/me").await;
        if answer.status != 200 {
            answer.problem(401);
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{answer}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// I3: within scopes and lifetime, and gone with the parent.
async fn revoking_one_revokes_those_made_with_it(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let body = json!({"label": "parent", "expires_in_seconds": 3600});
    let parent = scene.platform.post(&tokens, body).await.created();
    let make = |caller: &Caller, seconds: u32| {
        let body = json!({"label": "child", "scopes": ["manage"], "expires_in_seconds": seconds});
        caller.post("/v1/me/tokens", body)
    };
    let caller = |token: &Value| scene.platform.with_token(token["token"].as_str().unwrap());
    let parent_caller = caller(&parent);
    let child = make(&parent_caller, 1800).await.created();
    let grandchild = make(&caller(&child), 900).await.created();
    let longer = make(&parent_caller, 7200).await;
    if longer.status == 201 {
        let ends = longer.json()["expires_at"].clone();
        assert!(ends.as_str() <= parent["expires_at"].as_str(), "{longer}");
    } else {
        assert!([403, 422].contains(&longer.status), "{longer}");
    }
    let beside = scene
        .platform
        .post(&tokens, json!({"label": "beside"}))
        .await
        .created();
    let path = format!("{tokens}/{}", parent["id"].as_str().unwrap());
    scene.platform.delete(path).await.done();
    for token in [&parent, &child, &grandchild] {
        caller(token).get("/v1/me").await.problem(401);
    }
    caller(&beside).get("/v1/me").await.ok();
}
