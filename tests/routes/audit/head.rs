//! The head of the chain over the trail.

use serde_json::{Value, json};

use crate::support::{Kind, Scene, Server, until, with_own_servers};

with_own_servers!(the_head_is_sealed_and_grows,);

/// T3: sealed within ten seconds; the head is for scope `audit`.
async fn the_head_is_sealed_and_grows(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let head = async || scene.platform.get("/v1/audit/head").await.ok();
    let sealed = async || {
        until("the trail is sealed", async || {
            let head = head().await;
            (head["unsealed"] == 0 && head["number"].is_u64()).then_some(head)
        })
        .await
    };
    let first = sealed().await;
    let hash = |head: &Value| {
        let hash = head["hash"].as_str().unwrap().to_owned();
        assert!(
            hash.len() >= 64
                && hash
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)),
            "{head}"
        );
        hash
    };
    hash(&first);
    assert!(first["sealed_at"].is_string(), "{first}");
    scene.client("Contoso").await;
    let second = sealed().await;
    assert!(second["number"].as_u64() > first["number"].as_u64());
    assert_ne!(hash(&second), hash(&first));
    // Nothing new, nothing sealed.
    assert_eq!(head().await, second);
    let narrow = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "x", "scopes": ["provision", "decide", "activity", "admin"]}),
        )
        .await
        .created();
    let narrow = scene.platform.with_token(narrow["token"].as_str().unwrap());
    for caller in [&narrow, &*scene.owner] {
        caller.get("/v1/audit/head").await.missing_permission();
    }
}
