//! Who changes a set, and what that does to those who hold it.

use serde_json::json;

use super::new_set;
use crate::support::{Person, Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    an_editor_gives_and_takes_only_what_they_hold,
    reaches_holders_in_the_owning_account_at_once,
    standard_sets_are_read_only,
    the_platform_keeps_the_sets_of_an_account,
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

/// I7: with `provision`, by either id of the account; rules of state hold, and the trail names the platform.
async fn the_platform_keeps_the_sets_of_an_account(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let external = scene.unique("contoso");
    let path = format!("/v1/accounts/{}", client.id);
    let body = json!({"external_id": external});
    scene.platform.patch(path, body).await.ok();
    let sets = format!("/v1/accounts/{external}/permission-sets");
    let mut new = new_set("Support", &["contacts.view"]);
    new["external_id"] = json!(scene.unique("support"));
    let made = scene.platform.post(&sets, new.clone()).await.created();
    let set = format!("{sets}/{}", new["external_id"].as_str().unwrap());
    scene
        .platform
        .post(&sets, new)
        .await
        .refused(409, "conflict");
    let dora = scene.outsider("Dora").await;
    let body = json!({"access": access::set(made["id"].as_str().unwrap())});
    scene.put_member(&client.id, &dora, body).await;

    let body = json!({"permissions": ["contacts.view", "billing.view"], "reason": "A new role"});
    let changed = scene.platform.patch(&set, body).await.ok();
    assert!(keys(&changed["permissions"]).contains(&"billing.view"));
    assert!(
        scene.may(&dora, "billing.view", &client).await,
        "holders follow at once"
    );
    let beyond = json!({"permissions": ["contacts.view", "super_admins.manage"]});
    scene
        .platform
        .patch(&set, beyond.clone())
        .await
        .invalid("/permissions/1");
    let beyond = new_set("Too much", &["super_admins.manage"]);
    scene
        .platform
        .post(&sets, beyond)
        .await
        .invalid("/permissions/0");
    scene.platform.delete(&set).await.refused(409, "set-in-use");
    scene.platform.delete(client.member(&dora)).await.done();
    scene.platform.delete(&set).await.done();
    scene.platform.get(&set).await.not_found();
    let listed = scene.platform.all(&sets).await;
    let standard = listed.iter().find(|set| set["standard"] == true).unwrap();
    let standard = format!("{sets}/{}", standard["id"].as_str().unwrap());
    let body = json!({"name": "Mine"});
    scene
        .platform
        .patch(&standard, body)
        .await
        .refused(409, "conflict");

    let path = client.at("/audit-events?type=permission_set.changed");
    let events = scene.platform.all(&path).await;
    let done: Vec<_> = events
        .iter()
        .filter(|event| event["outcome"] == "done")
        .collect();
    let [event] = done.as_slice() else {
        panic!("{events:#?}");
    };
    assert_eq!(event["reason"], "A new role");
    assert_eq!(event["actor"]["type"], "service");
    let elsewhere = "/v1/accounts/acc_01h455vb4pex5vsknk084sn02q/permission-sets";
    scene
        .platform
        .post(elsewhere, new_set("None", &[]))
        .await
        .not_found();
}
