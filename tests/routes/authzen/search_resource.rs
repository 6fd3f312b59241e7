//! Which accounts a user may do something in, by the `OpenID` AuthZEN Authorization API 1.0.

use std::collections::BTreeSet;

use serde_json::json;

use super::{RESOURCES, ids, place};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(finds_accounts_where_a_user_may_do_it,);

async fn finds_accounts_where_a_user_may_do_it(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.employee("Wim").await;
    let mut clients = Vec::new();
    for number in 0..6 {
        let client = scene.client(&format!("Client {number}")).await;
        let key = if number % 2 == 0 {
            "contacts.view"
        } else {
            "reports.view"
        };
        let set = scene.client_set(&client, &[key]).await;
        scene.let_act(&client, &person, &set).await;
        clients.push(client);
    }
    let elsewhere = scene.client("Elsewhere").await;
    for action in ["contacts.view", "reports.view", "crm.export", "no.such"] {
        let found = ids(&scene.platform, RESOURCES, &place(&person.id, action)).await;
        let mut expected = BTreeSet::new();
        for client in clients.iter().chain([&elsewhere]) {
            if scene.may(&person, action, client).await {
                expected.insert(client.id.clone());
            }
        }
        if scene.platform.may(&person.id, action, &scene.partner).await {
            expected.insert(scene.partner.clone());
        }
        assert_eq!(found, expected, "{action}");
    }
    let path = format!("/v1/accounts/{}", clients[0].id);
    scene
        .platform
        .patch(path, json!({"status": "closed"}))
        .await
        .ok();
    let found = ids(
        &scene.platform,
        RESOURCES,
        &place(&person.id, "contacts.view"),
    )
    .await;
    let expected = [
        clients[2].id.clone(),
        clients[4].id.clone(),
        scene.partner.clone(),
    ];
    assert_eq!(found, expected.into());
    let path = format!("/v1/users/{}", person.id);
    scene
        .platform
        .patch(path, json!({"status": "disabled"}))
        .await
        .ok();
    let found = ids(
        &scene.platform,
        RESOURCES,
        &place(&person.id, "contacts.view"),
    )
    .await;
    assert_eq!(found, BTreeSet::new(), "a disabled user");
}
