//! Bringing employees back to a client.

use serde_json::json;

use super::{act, sorted};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    restores_the_former_access_clipped,
    when_all_are_off_the_client_lets_somebody_in,
);

/// D2: S is what they had, C is empty.
async fn restores_the_former_access_clipped(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let body = json!({"adjustments": {"added": ["billing.view", "crm.import"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    // Active already: nothing to do.
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "billing.view", &client).await);
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    for caller in [&scene.owner, &scene.manager("Max").await] {
        act(caller, &scene, &client, &worker, "reactivate")
            .await
            .refused(403, "not-partner-admin");
    }
    let body = json!({"adjustments": {"added": [], "withheld": ["crm.export"]}});
    scene.put_member(&client.id, &mona, body).await;
    let on = act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert_eq!(on["status"], "active");
    assert_eq!(on["access"]["permission_set"], json!(set));
    assert_eq!(sorted(&on["permissions"]), ["contacts.view", "crm.import"]);
    for (key, granted) in [
        ("contacts.view", true),
        ("crm.import", true),
        ("crm.export", false),
        ("billing.view", false),
    ] {
        assert_eq!(scene.may(&worker, key, &client).await, granted, "{key}");
    }
    // A partner admin colleague comes back as one, clipped.
    let lars = scene.partner_admin(&client, "Lars").await;
    act(&mona, &scene, &client, &lars, "deactivate").await.ok();
    let on = act(&mona, &scene, &client, &lars, "reactivate").await.ok();
    assert_eq!(on["access"]["type"], "partner_admin");
    assert!(scene.may(&lars, "crm.import", &client).await);
    assert!(!scene.may(&lars, "crm.export", &client).await);
}

/// D4.
async fn when_all_are_off_the_client_lets_somebody_in(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &mona, "deactivate").await.ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(403, "not-partner-admin");
    let answer = act(&mona, &scene, &client, &mona, "reactivate").await;
    assert_eq!(answer.status, 403, "{answer}");
    let (_, token) = scene.link(&mona).await;
    client
        .admin
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": client.id}),
        )
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}
