//! `Idempotency-Key`: a call that is sent again has one effect.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    a_repeated_key_has_one_answer_and_one_effect,
    a_key_belongs_to_its_principal_method_and_path,
    two_calls_at_once_with_one_key_have_one_effect,
    a_refused_call_does_not_use_up_its_key,
    an_answer_with_a_secret_is_not_kept,
    a_revoked_principal_cannot_replay,
);

async fn a_repeated_key_has_one_answer_and_one_effect(server: &Server) {
    let scene = Scene::new(server).await;
    let key = scene.unique("key");
    let platform = &scene.platform;
    let body = json!({"name": "Once", "external_id": scene.unique("once")});
    let first = platform.post("/v1/accounts", body.clone()).key(&key).await;
    let account = first.created();
    scene.account("In between").await;
    for form in [key.clone(), format!("\"{key}\"")] {
        let again = platform.post("/v1/accounts", body.clone()).key(&form).await;
        again.created();
        assert_eq!(again.body, first.body, "the same bytes");
        assert_eq!(again.revision(), first.revision(), "and the same revision");
    }
    let other = json!({"name": "Twice"});
    platform
        .post("/v1/accounts", other)
        .key(&key)
        .await
        .refused(422, "idempotency-mismatch");

    // Also where the repeated act would be refused by now, and for calls without a body.
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let adding = json!({"employees": [employee.id], "permission_set": set});
    let employees = scene.at_client(&client, "/employees");
    let call = || manager.post(&employees, adding.clone()).key("add-emil");
    let (first, again) = (call().await, call().await);
    assert_eq!(first.ok()["results"][0]["outcome"], "added");
    assert_eq!(again.ok(), first.json());
    let off = format!("{}/deactivate", scene.employee_at(&client, &employee));
    let first = manager.post_nothing(&off).key("off").await;
    first.ok();
    let on = format!("{}/reactivate", scene.employee_at(&client, &employee));
    manager.post_nothing(on).await.ok();
    let again = manager.post_nothing(&off).key("off").await;
    assert_eq!(again.body, first.body);
    assert!(
        scene.may(&employee, "contacts.view", &client).await,
        "the replay did nothing"
    );

    // One body cannot be told from another by its white space or the order of its members alone,
    // so the test asks nothing there; an empty key is no key.
    let answer = platform
        .post("/v1/accounts", json!({"name": account["name"]}))
        .key("")
        .await;
    assert!([201, 400, 422].contains(&answer.status), "{answer}");
    let answer = platform
        .post("/v1/accounts", json!({"name": "Long key"}))
        .key(&"k".repeat(5_000))
        .await;
    assert!([201, 400, 422].contains(&answer.status), "{answer}");
}

async fn a_key_belongs_to_its_principal_method_and_path(server: &Server) {
    let scene = Scene::new(server).await;
    let key = scene.unique("key");
    let other = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "other", "scopes": ["provision"]}),
        )
        .await
        .created();
    let other = scene.platform.with_token(other["token"].as_str().unwrap());
    let body = json!({"name": "Mine"});
    let mine = scene
        .platform
        .post("/v1/accounts", body.clone())
        .key(&key)
        .await
        .created();
    let theirs = other.post("/v1/accounts", body).key(&key).await.created();
    assert_ne!(mine["id"], theirs["id"]);

    let client = scene.client("Contoso").await;
    let (a, b) = (
        scene.partner_admin(&client, "Ada").await,
        scene.partner_admin(&client, "Bea").await,
    );
    for person in [&a, &b] {
        let off = format!("{}/deactivate", scene.employee_at(&client, person));
        let answer = scene.owner.post_nothing(off).key(&key).await.ok();
        assert_eq!(answer["user"]["id"], person.id.as_str());
    }
}

async fn two_calls_at_once_with_one_key_have_one_effect(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    for round in 0..5 {
        let body = json!({"name": scene.unique("Race"), "external_id": null});
        let key = scene.unique("race");
        let calls = (0..6).map(|_| {
            let call = platform.post("/v1/accounts", body.clone()).key(&key);
            tokio::spawn(async move { call.await })
        });
        let mut ids = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            let answer = call.await.unwrap();
            if answer.status == 409 {
                answer.refused(409, "conflict");
            } else {
                ids.push(answer.created()["id"].clone());
            }
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "round {round}: {ids:?}");
    }
}

async fn a_refused_call_does_not_use_up_its_key(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.manager("Mona").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"employees": [employee.id], "permission_set": set});
    let employees = scene.at_client(&client, "/employees");
    let call = || manager.post(&employees, body.clone()).key("again");
    let answer = call().await;
    answer.refused_as_one_of(&[(403, "not-partner-admin"), (404, "not-found")]);
    scene.make_partner_admin(&client, &manager).await;
    assert_eq!(call().await.ok()["results"][0]["outcome"], "added");
}

/// I3, L2: secrets are shown once.
async fn an_answer_with_a_secret_is_not_kept(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.employee("Emil").await;
    let body = json!({"label": "laptop"});
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let made = scene
        .platform
        .post(&tokens, body.clone())
        .key("t")
        .await
        .created();
    let secret = made["token"].as_str().unwrap();
    let replay = scene.platform.post(&tokens, body).key("t").await;
    replay.refused(409, "conflict");
    assert!(!replay.body.contains(secret));
    assert!(
        replay.body.contains(made["id"].as_str().unwrap()),
        "it names what was made\n{replay}"
    );

    let links = scene.at_partner("/access-links");
    let body = json!({"employee": person.id});
    let call = || scene.owner.post(&links, body.clone()).key("link");
    let link = call().await.created();
    let replay = call().await;
    replay.refused(409, "conflict");
    assert!(
        replay.body.contains(link["id"].as_str().unwrap()),
        "{replay}"
    );
    assert!(!replay.body.contains(link["url"].as_str().unwrap()));
}

/// I3: the principal must still be in force to replay.
async fn a_revoked_principal_cannot_replay(server: &Server) {
    let scene = Scene::new(server).await;
    let made = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "gone", "scopes": ["provision"]}),
        )
        .await
        .created();
    let caller = scene.platform.with_token(made["token"].as_str().unwrap());
    let body = json!({"name": "Kept"});
    let call = || caller.post("/v1/accounts", body.clone()).key("kept");
    call().await.created();
    let path = format!("/v1/service-tokens/{}", made["id"].as_str().unwrap());
    scene.platform.delete(path).await.done();
    call().await.problem(401);
}
