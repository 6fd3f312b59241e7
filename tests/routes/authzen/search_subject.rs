//! Which users may do something, by the `OpenID` AuthZEN Authorization API 1.0.

use std::collections::BTreeSet;

use serde_json::json;

use super::{SUBJECTS, ids, who};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(finds_users_who_may_do_it,);

/// Members of every kind: what is found is granted, and what is not found is not.
async fn finds_users_who_may_do_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let plain = scene.staff(&client, "Emil", &["reports.view"]).await;
    let paid = scene.staff(&client, "Sol", &["sequences.use"]).await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Wim").await;
    scene.let_act(&client, &worker, &set).await;
    let off = scene.staff(&client, "Olga", &["contacts.view"]).await;
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&off)))
        .await
        .ok();
    let leaver = scene.employee("Leo").await;
    scene.let_act(&client, &leaver, &set).await;
    scene
        .put_member(&scene.partner, &leaver, json!({"status": "deactivated"}))
        .await;
    let disabled = scene.staff(&client, "Dina", &["contacts.view"]).await;
    let path = format!("/v1/users/{}", disabled.id);
    scene
        .platform
        .patch(path, json!({"status": "disabled"}))
        .await
        .ok();
    let outsider = scene.outsider("Sven").await;

    let people = [
        &client.admin,
        &staff,
        &plain,
        &paid,
        &manager,
        &worker,
        &off,
        &leaver,
        &disabled,
        &outsider,
        &scene.owner,
    ];
    for action in [
        "contacts.view",
        "contacts.view:own",
        "reports.view",
        "sequences.use",
        "billing.view",
        "super_admins.manage",
        "no.such",
        "Not a key",
    ] {
        let found = ids(&scene.platform, SUBJECTS, &who(action, &client.id)).await;
        let mut expected = BTreeSet::new();
        for person in people {
            if scene.may(person, action, &client).await {
                expected.insert(person.id.clone());
            }
        }
        assert_eq!(found, expected, "{action}");
    }
    let found = ids(&scene.platform, SUBJECTS, &who("contacts.view", &client.id)).await;
    let expected = [&client.admin, &staff, &manager, &worker].map(|person| person.id.clone());
    assert_eq!(found, expected.into());
    let close = scene.platform.patch(
        format!("/v1/accounts/{}", client.id),
        json!({"status": "closed"}),
    );
    close.await.ok();
    let found = ids(&scene.platform, SUBJECTS, &who("contacts.view", &client.id)).await;
    assert_eq!(found, BTreeSet::new(), "a closed account");
}
