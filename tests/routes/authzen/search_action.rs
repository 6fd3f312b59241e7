//! Which permissions a user may use, by the `OpenID` AuthZEN Authorization API 1.0.

use std::collections::BTreeSet;

use serde_json::json;

use super::names;
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(finds_permissions_that_a_user_may_use,);

/// P1, S3: names as answers have them, cut by the seat; each is granted when it is asked for, and
/// no permission of the catalogue that is granted is left out.
async fn finds_permissions_that_a_user_may_use(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let keys = [
        "contacts.edit:team",
        "deals.view",
        "sequences.use",
        "reports.view",
    ];
    let person = scene.staff(&client, "Dora", &keys).await;
    let found = names(&scene.platform, &person, &client).await;
    let expected = [
        "contacts.edit:team",
        "contacts.view:team",
        "deals.view",
        "reports.view",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    for seat in [
        json!({"paid_seats": ["sales"]}),
        json!({"paid_seats": [], "seat": "view_only"}),
    ] {
        scene.put_member(&client.id, &person, seat).await;
        let found = names(&scene.platform, &person, &client).await;
        for permission in client.admin.all("/v1/permissions").await {
            let key = permission["key"].as_str().unwrap();
            let bare = found.contains(key);
            let part = found
                .iter()
                .find(|name| name.split(':').next() == Some(key));
            assert_eq!(
                scene.may(&person, key, &client).await,
                bare,
                "{key}: {found:?}"
            );
            if let Some(part) = part {
                assert!(scene.may(&person, part, &client).await, "{part}");
            } else {
                let own = format!("{key}:own");
                assert!(!scene.may(&person, &own, &client).await, "{own}: {found:?}");
            }
        }
    }
    let shown = client.admin.get(client.member(&person)).await.ok();
    let shown = crate::support::keys(&shown["permissions"]);
    let found = names(&scene.platform, &person, &client).await;
    assert_eq!(found, shown.into_iter().map(str::to_owned).collect());
    let admin = names(&scene.platform, &client.admin, &client).await;
    assert!(admin.contains("super_admins.manage"), "{admin:?}");
    let outsider = scene.outsider("Sven").await;
    assert_eq!(
        names(&scene.platform, &outsider, &client).await,
        BTreeSet::new()
    );
}
