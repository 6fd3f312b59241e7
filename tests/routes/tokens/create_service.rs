//! Tokens of the platform's own services.

use serde_json::{Value, json};

use crate::support::{Answer, Scene, Server, keys, on_both_databases};

on_both_databases!(they_reach_as_far_as_their_scopes,);

async fn they_reach_as_far_as_their_scopes(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let body = |scopes: Value| json!({"label": "scoped", "scopes": scopes});
    for scope in ["provision", "decide", "activity", "audit", "admin"] {
        let made = platform
            .post("/v1/service-tokens", body(json!([scope])))
            .await
            .created();
        let caller = platform.with_token(made["token"].as_str().unwrap());
        let check = |answer: &Answer, allowed: &str| {
            if scope == allowed {
                assert!(answer.status < 300, "{scope}: {answer}");
            } else {
                answer.missing_permission();
            }
        };
        check(&caller.get("/v1/accounts").await, "provision");
        let account = caller.post("/v1/accounts", json!({"name": "X"})).await;
        check(&account, "provision");
        check(&caller.get("/v1/service-tokens").await, "admin");
        let tokens = format!("/v1/users/{}/tokens", scene.owner.id);
        check(&caller.get(&tokens).await, "admin");
        let question = json!({
            "subject": {"type": "user", "id": scene.owner.id},
            "action": {"name": "contacts.view"},
            "resource": {"type": "account", "id": scene.partner},
        });
        let decision = caller.post("/access/v1/evaluation", question).await;
        if scope == "decide" {
            assert_eq!(decision.ok()["decision"], true);
        } else {
            assert_eq!(decision.status, 403, "{decision}");
        }
        caller.get("/v1/me").await.problem(403);
    }
    for scopes in [
        json!([]),
        json!(["everything"]),
        json!("admin"),
        json!(null),
    ] {
        let answer = platform.post("/v1/service-tokens", body(scopes)).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    let made = platform
        .post("/v1/service-tokens", body(json!(["audit"])))
        .await
        .created();
    let listed = platform.all("/v1/service-tokens").await;
    let item = listed.iter().find(|item| item["id"] == made["id"]).unwrap();
    assert_eq!(keys(&item["scopes"]), ["audit"]);
    let secret = made["token"].as_str().unwrap();
    assert!(!Value::from(listed.clone()).to_string().contains(secret));
}
