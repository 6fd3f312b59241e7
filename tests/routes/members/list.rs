//! Who sees the members of an account.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Caller, Scene, Server, access, on_both_databases};

on_both_databases!(
    members_are_seen_by_those_who_look_after_them,
    members_are_found_by_what_they_are,
    a_filter_that_means_nothing_is_refused,
);

/// A11: SA or `users.edit`, and everyone their own membership.
async fn members_are_seen_by_those_who_look_after_them(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    let stranger = scene.outsider("Sven").await;
    let list = client.at("/members");
    for caller in [&client.admin, &manager] {
        let members = caller.all(&list).await;
        let mut ids: Vec<_> = members
            .iter()
            .map(|member| member["user"]["id"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        let mut expected =
            [&client.admin, &manager, &plain, &agent].map(|person| person.id.as_str());
        expected.sort_unstable();
        assert_eq!(ids, expected);
        let shown = caller.get(client.member(&plain)).await.ok();
        assert_eq!(shown["user"]["email"], plain.email.as_str());
    }
    for caller in [&plain, &agent] {
        caller.get(&list).await.missing_permission();
        let own = caller.get(client.member(caller)).await.ok();
        assert_eq!(own["user"]["id"], caller.id.as_str());
        caller.get(client.member(&manager)).await.kept_out();
    }
    for path in [&list, &client.member(&plain), &client.member(&stranger)] {
        stranger.get(path).await.kept_out();
    }
    client.admin.get(client.member(&stranger)).await.not_found();
    client
        .admin
        .get(client.at("/members/usr_01h455vb4pex5vsknk084sn02q"))
        .await
        .not_found();
}

/// The ids of the people whom a query finds.
async fn found(caller: &Caller, list: &str, query: &str) -> BTreeSet<String> {
    let members = caller.all(&format!("{list}?{query}")).await;
    let id = |member: &Value| member["user"]["id"].as_str().unwrap().to_owned();
    members.iter().map(id).collect()
}

/// By access, by whom they act for, by status, and by part of name or address (I5), alone and together.
async fn members_are_found_by_what_they_are(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Walter").await;
    scene.let_act(&client, &worker, &set).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let body = json!({"name": "Dora Straße"});
    scene
        .platform
        .patch(format!("/v1/users/{}", dora.id), body)
        .await
        .ok();
    scene
        .put_member(&client.id, &dora, json!({"status": "deactivated"}))
        .await;
    let uma = format!("{}@elsewhere.test", scene.unique("uma"));
    let body = json!({"email": uma, "name": "Uma", "seat": "core", "access": access::set(&set)});
    let uma = client
        .admin
        .post(client.at("/members"), body)
        .await
        .created();
    let external = scene.unique("agency");
    let body = json!({"external_id": external});
    let path = format!("/v1/accounts/{}", scene.partner);
    scene.platform.patch(path, body).await.ok();

    let list = client.at("/members");
    let by_partner = format!("partner={}", scene.partner);
    let by_partners_name = format!("partner={external}");
    let everything = format!("q=WALT&status=active&access=permission_set&{by_partner}");
    let (admin, mona, walter) = (&*client.admin.id, &*mona.id, &*worker.id);
    let (dora, uma) = (&*dora.id, uma["user"]["id"].as_str().unwrap());
    for (query, expected) in [
        ("access=super_admin", vec![admin]),
        ("access=partner_admin", vec![mona]),
        ("access=permission_set", vec![dora, uma, walter]),
        ("status=deactivated", vec![dora]),
        ("status=invited", vec![uma]),
        (by_partner.as_str(), vec![mona, walter]),
        ("partner=none", vec![admin, dora, uma]),
        ("partner=none&status=invited", vec![uma]),
        ("q=STRASSE", vec![dora]),
        ("q=Uma-", vec![uma]),
        ("q=+", vec![admin, mona, walter, dora, uma]),
        (everything.as_str(), vec![walter]),
        ("q=nobody", vec![]),
    ] {
        let expected = expected.into_iter().map(str::to_owned).collect();
        for caller in [&*client.admin, &scene.platform] {
            assert_eq!(found(caller, &list, query).await, expected, "{query}");
        }
    }
    let named = found(&scene.platform, &list, &by_partners_name).await;
    assert_eq!(named, found(&client.admin, &list, &by_partner).await);
    let by_name = format!("{list}?{by_partners_name}");
    client.admin.get(by_name).await.invalid("?partner");
    let by_access = format!("{list}?access=permission_set");
    let pages = client.admin.pages(&by_access, 1);
    assert_eq!(pages.await.iter().flatten().count(), 3);
}

async fn a_filter_that_means_nothing_is_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for (name, value) in [
        ("access", "owner"),
        ("status", "expired"),
        ("partner", "usr_01h455vb4pex5vsknk084sn02q"),
        ("partner", ""),
        ("q", "a%00b"),
    ] {
        let path = client.at(&format!("/members?{name}={value}"));
        client.admin.get(path).await.invalid(&format!("?{name}"));
    }
    let path = client.at("/members?role=owner");
    client.admin.get(path).await.problem(400);
}
