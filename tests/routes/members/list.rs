//! Who sees the members of an account.

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(members_are_seen_by_those_who_look_after_them,);

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
