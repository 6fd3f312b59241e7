//! Who changes a set, and what that does to those who hold it.

use serde_json::json;

use super::new_set;
use crate::support::{Person, Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    an_editor_gives_and_takes_only_what_they_hold,
    reaches_holders_in_the_owning_account_at_once,
    standard_sets_are_read_only,
);

/// A7: refused whole.
async fn an_editor_gives_and_takes_only_what_they_hold(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let sets = client.at("/permission-sets");
    let editor = scene
        .staff(&client, "Edda", &["permission_sets.edit", "contacts.edit"])
        .await;
    let make = |name: &str, keys: &[&str]| editor.post(&sets, new_set(name, keys));
    let own = make("Own", &["contacts.view"]).await.created();
    make("Beyond", &["contacts.view", "crm.export"])
        .await
        .refused(403, "exceeds-own-permissions");
    let own = format!("{sets}/{}", own["id"].as_str().unwrap());
    let patch = |path: &str, keys: &[&str]| editor.patch(path, json!({"permissions": keys}));
    patch(&own, &["contacts.edit"]).await.ok();
    patch(&own, &["contacts.edit", "reports.view"])
        .await
        .refused(403, "exceeds-own-permissions");
    let shown = editor.get(&own).await.ok();
    assert!(!keys(&shown["permissions"]).contains(&"reports.view"));
    // Neither do they take what they do not hold.
    let rich = scene
        .client_set(&client, &["contacts.edit", "crm.export"])
        .await;
    let rich = format!("{sets}/{rich}");
    patch(&rich, &["contacts.edit"])
        .await
        .refused(403, "exceeds-own-permissions");
    patch(&rich, &["contacts.view", "crm.export"]).await.ok();
    let shown = editor.get(&rich).await.ok();
    assert!(keys(&shown["permissions"]).contains(&"crm.export"));
    assert!(!keys(&shown["permissions"]).contains(&"contacts.edit"));
    client
        .admin
        .patch(&rich, json!({"permissions": ["reports.view"]}))
        .await
        .ok();
}

/// A7: holders in the owning account follow at once, adjustments untouched; holders elsewhere stay
/// on theirs and are shown as outdated.
async fn reaches_holders_in_the_owning_account_at_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let at_home = scene.newcomer("Hilda").await;
    scene
        .put_member(
            &scene.partner,
            &at_home,
            json!({
                "access": access::set(&set),
                "adjustments": {"added": ["crm.import"], "withheld": []},
            }),
        )
        .await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let abroad = scene.employee("Emil").await;
    let added = scene.add(&manager, &client, &abroad, &set).await;
    assert_eq!(added["outcome"], "added", "A5: the partner's own set");
    scene
        .owner
        .patch(
            format!("/v1/accounts/{}/permission-sets/{set}", scene.partner),
            json!({"permissions": ["contacts.view", "reports.view"]}),
        )
        .await
        .ok();
    let may = |person: &Person, account: &str| {
        let (user, account) = (person.id.clone(), account.to_owned());
        let platform = scene.platform.clone();
        async move { platform.may(&user, "reports.view", &account).await }
    };
    assert!(may(&at_home, &scene.partner).await);
    let home = scene
        .owner
        .get(format!(
            "/v1/accounts/{}/members/{}",
            scene.partner, at_home.id
        ))
        .await
        .ok();
    assert_eq!(home["outdated"], false);
    assert_eq!(home["adjustments"]["added"], json!(["crm.import"]));
    assert!(!may(&abroad, &client.id).await);
    let there = client.admin.get(client.member(&abroad)).await.ok();
    assert_eq!(there["outdated"], true);
    // Giving the set again applies the new version (A2).
    manager
        .patch(
            scene.employee_at(&client, &abroad),
            json!({"permission_set": set}),
        )
        .await
        .ok();
    assert!(may(&abroad, &client.id).await);
    let there = client.admin.get(client.member(&abroad)).await.ok();
    assert_eq!(there["outdated"], false);
}

async fn standard_sets_are_read_only(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let own = scene.client_set(&client, &["contacts.view"]).await;
    let listed = client.admin.all(&client.at("/permission-sets")).await;
    let standard = listed
        .iter()
        .find(|set| set["id"] != own.as_str())
        .unwrap_or_else(|| panic!("the standard sets are listed: {listed:?}"));
    let id = standard["id"].as_str().unwrap();
    let path = client.at(&format!("/permission-sets/{id}"));
    for call in [
        client.admin.patch(&path, json!({"name": "Mine"})),
        client
            .admin
            .patch(&path, json!({"permissions": ["crm.export"]})),
        client.admin.delete(&path),
    ] {
        let answer = call.await;
        assert!([403, 404, 409].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    let person = scene.outsider("Dora").await;
    let member = scene
        .put_member(&client.id, &person, json!({"access": access::set(id)}))
        .await;
    assert_eq!(member["access"]["permission_set"], id);
    assert!(!keys(&member["permissions"]).is_empty(), "{member}");
}
