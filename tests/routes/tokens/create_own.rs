//! Tokens that people make for themselves.

use serde_json::{Value, json};

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(own_tokens_stay_within_their_maker,);

/// I3: a call made with a token makes only tokens within its scopes and lifetime.
async fn own_tokens_stay_within_their_maker(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let body = |scopes: Value| json!({"label": "own", "scopes": scopes, "expires_in_seconds": 600});
    let make = |scopes: Value| client.admin.post("/v1/me/tokens", body(scopes));
    let reading = make(json!(["read"])).await.created();
    let reader = client.admin.with_token(reading["token"].as_str().unwrap());
    reader.get("/v1/me").await.ok();
    reader.get(client.at("/members")).await.ok();
    // A token that reads writes nothing, makes nothing and revokes nothing.
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    reader
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .await
        .missing_permission();
    reader
        .put(
            client.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        )
        .await
        .missing_permission();
    for scopes in [
        json!(["read"]),
        json!(["manage"]),
        json!(["read", "manage"]),
    ] {
        let answer = reader.post("/v1/me/tokens", body(scopes)).await;
        assert_eq!(answer.status, 403, "{answer}");
    }
    let managing = make(json!(["manage"])).await.created();
    let manager = client.admin.with_token(managing["token"].as_str().unwrap());
    manager
        .post("/v1/me/tokens", body(json!(["read"])))
        .await
        .created();

    let listed = client.admin.get("/v1/me/tokens").await;
    for token in [&reading, &managing] {
        assert!(
            listed.body.contains(token["id"].as_str().unwrap()),
            "{listed}"
        );
        assert!(!listed.body.contains(token["token"].as_str().unwrap()));
    }
    // Nobody revokes another person's token.
    let path = format!("/v1/me/tokens/{}", reading["id"].as_str().unwrap());
    person.delete(&path).await.not_found();
    reader.get("/v1/me").await.ok();
    client.admin.delete(&path).await.done();
    reader.get("/v1/me").await.problem(401);
    for scopes in [
        json!(["provision"]),
        json!(["admin"]),
        json!([]),
        json!("read"),
    ] {
        let answer = make(scopes).await;
        assert!([400, 403, 422].contains(&answer.status), "{answer}");
    }
}
