//! Accounts, made, found and changed by the platform.

use serde_json::{Value, json};

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    accounts_are_made_found_and_changed,
    a_closed_account_gives_nothing_until_reopened,
);

async fn accounts_are_made_found_and_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let external_id = scene.unique("account");
    let account = platform
        .post(
            "/v1/accounts",
            json!({
                "name": "Fabrikam",
                "external_id": external_id,
                "program": "solutions_provider",
                "seat_pricing": "legacy",
            }),
        )
        .await
        .created();
    assert_eq!(account["name"], "Fabrikam");
    assert_eq!(account["external_id"], external_id.as_str());
    assert_eq!(account["program"], "solutions_provider");
    assert_eq!(account["seat_pricing"], "legacy");
    assert_eq!(account["status"], "active");
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    assert_eq!(platform.get(&path).await.ok(), account);
    let changed = platform
        .patch(&path, json!({"name": "Fabrikam AS", "program": null}))
        .await
        .ok();
    assert_eq!(changed["name"], "Fabrikam AS");
    assert_eq!(changed["program"], Value::Null);
    assert_eq!(changed["seat_pricing"], "legacy", "what is left out stays");
    let revision = platform.revision().await;
    let same = platform.patch(&path, json!({"name": "Fabrikam AS"})).await;
    assert_eq!(same.ok()["name"], "Fabrikam AS");
    assert!(same.revision() >= revision);

    let plain = platform
        .post("/v1/accounts", json!({"name": "Plain"}))
        .await
        .created();
    assert_eq!(plain["program"], Value::Null);
    assert_eq!(plain["external_id"], Value::Null);
    assert!(["seat_based", "legacy"].contains(&plain["seat_pricing"].as_str().unwrap()));

    for body in [
        json!({"name": ""}),
        json!({"name": "   "}),
        json!({"name": "x".repeat(10_000)}),
    ] {
        platform.post("/v1/accounts", body).await.invalid("/name");
    }
    for body in [
        json!({"name": "X", "program": "friend"}),
        json!({"name": "X", "seat_pricing": "free"}),
    ] {
        let answer = platform.post("/v1/accounts", body).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    platform
        .get("/v1/accounts/acc_01h455vb4pex5vsknk084sn02q")
        .await
        .not_found();
    platform
        .get(format!("/v1/accounts/{}", scene.owner.id))
        .await
        .not_found();
}

/// P5, I3: everything ends with the account, and comes back with it.
async fn a_closed_account_gives_nothing_until_reopened(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let path = format!("/v1/accounts/{}", client.id);
    let status = |status: &str| scene.platform.patch(&path, json!({"status": status}));
    let closed = status("closed").await.ok();
    assert_eq!(closed["status"], "closed");
    for person in [&client.admin, &manager] {
        assert_eq!(
            scene.why_not(person, "contacts.view", &client).await,
            "account_closed"
        );
    }
    assert_eq!(status("active").await.ok()["status"], "active");
    for person in [&client.admin, &manager] {
        assert!(scene.may(person, "contacts.view", &client).await);
    }
    // A closed partner has no employees (L1).
    let partner = format!("/v1/accounts/{}", scene.partner);
    scene
        .platform
        .patch(&partner, json!({"status": "closed"}))
        .await
        .ok();
    let reason = scene.why_not(&manager, "contacts.view", &client).await;
    assert!(["partner_not_enrolled", "not_an_employee"].contains(&reason.as_str()));
    scene
        .platform
        .patch(&partner, json!({"status": "active"}))
        .await
        .ok();
    assert!(scene.may(&manager, "contacts.view", &client).await);
}
