//! People, registered, found and changed by the platform.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    people_are_registered_found_and_changed,
    disabling_a_person_ends_their_tokens_for_good,
);

async fn people_are_registered_found_and_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let word = scene.unique("uma");
    let email = format!("{word}@elsewhere.test");
    let user = platform
        .post(
            "/v1/users",
            json!({"email": email, "name": "Uma", "locale": "nb", "external_id": word}),
        )
        .await
        .created();
    let id = user["id"].as_str().unwrap();
    assert_eq!(user["email"], email.as_str());
    assert_eq!(user["name"], "Uma");
    assert_eq!(user["locale"], "nb");
    assert_eq!(user["status"], "active");
    assert_eq!(user["confirmed"], true, "I1: the platform confirms");
    assert!(!user.to_string().contains("password"), "{user}");
    for query in [
        format!("email={email}"),
        format!("email={}", email.to_uppercase()),
        format!("external_id={word}"),
    ] {
        let found = platform.all(&format!("/v1/users?{query}")).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["id"], id);
    }
    for body in [
        json!({"email": email, "name": "Double"}),
        json!({"email": email.to_uppercase(), "name": "Double"}),
        json!({"email": format!("x{email}"), "name": "Double", "external_id": word}),
    ] {
        platform
            .post("/v1/users", body)
            .await
            .refused(409, "conflict");
    }
    let path = format!("/v1/users/{id}");
    let changed = platform
        .patch(&path, json!({"name": "Uma Berg", "locale": "de"}))
        .await
        .ok();
    assert_eq!(changed["name"], "Uma Berg");
    assert_eq!(changed["locale"], "de");
    assert_eq!(changed["email"], email.as_str());

    let by_external_id = format!("/v1/users/by-external-id/{}", scene.unique("ulf"));
    let body = |name: &str| json!({"email": format!("ulf-{word}@elsewhere.test"), "name": name});
    let made = platform.put(&by_external_id, body("Ulf")).await.created();
    let kept = platform.put(&by_external_id, body("Ulf B")).await.ok();
    assert_eq!(made["id"], kept["id"]);
    assert_eq!(kept["name"], "Ulf B");
    for address in [
        "",
        "uma",
        "@elsewhere.test",
        "uma@",
        "u ma@elsewhere.test",
        "a@b@c.test",
    ] {
        let body = json!({"email": address, "name": "Uma"});
        platform.post("/v1/users", body).await.invalid("/email");
    }
}

/// I3: the tokens of a disabled person do not come back with them; P6: at once.
async fn disabling_a_person_ends_their_tokens_for_good(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let own = person
        .post("/v1/me/tokens", json!({"label": "own", "scopes": ["read"]}))
        .await
        .created();
    let own = person.with_token(own["token"].as_str().unwrap());
    own.get("/v1/me").await.ok();
    let path = format!("/v1/users/{}", person.id);
    let status = |status: &str| scene.platform.patch(&path, json!({"status": status}));
    assert_eq!(status("disabled").await.ok()["status"], "disabled");
    person.get("/v1/me").await.problem(401);
    own.get("/v1/me").await.problem(401);
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "user_disabled"
    );
    assert_eq!(status("active").await.ok()["status"], "active");
    assert!(scene.may(&person, "contacts.view", &client).await);
    person.get("/v1/me").await.problem(401);
    own.get("/v1/me").await.problem(401);
    // Nobody makes tokens for a disabled person that outlive the disabling.
    status("disabled").await.ok();
    let made = scene
        .platform
        .post(format!("{path}/tokens"), json!({"label": "late"}))
        .await;
    if made.status == 201 {
        let token = made.json()["token"].as_str().unwrap().to_owned();
        scene
            .platform
            .with_token(&token)
            .get("/v1/me")
            .await
            .problem(401);
    } else {
        assert!([404, 409, 422].contains(&made.status), "{made}");
    }
}
