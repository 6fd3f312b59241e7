//! The managed relationship: how it begins, lasts and ends, and what its end does.

use serde_json::{Value, json};

use crate::support::{
    Client, Database, Kind, Scene, Server, Start, access, later, on_both_databases,
    relationships::{act, connected, told, work},
    until, with_own_servers,
};

on_both_databases!(
    work_moves_the_end_sixty_days_ahead,
    status_is_reckoned_from_the_clock,
    deactivating_and_removing_all_does_not_end_it,
    an_addition_starts_an_ended_relationship_again,
    work_reported_late_does_not_reach_behind_an_end,
    the_end_does_not_remove_access,
);

with_own_servers!(
    the_end_is_told_once_by_two_nodes,
    late_work_before_the_end_opens_a_new_period,
    the_end_of_access_is_told_once_by_two_nodes,
    the_period_is_a_setting,
    the_end_deactivates_where_it_is_set_so,
);

const DAY: i64 = 86_400;

async fn import(scene: &Scene, client: &Client, connected_at: &str, last: &str) {
    let body = json!({"connected_at": connected_at, "last_qualifying_activity_at": last});
    scene
        .platform
        .put(scene.at_client(client, ""), body)
        .await
        .made();
}

/// The moment without fractions, as the tests reckon.
fn second(time: &Value) -> &str {
    time.as_str().unwrap().get(..19).unwrap()
}

/// R1, R2.
async fn work_moves_the_end_sixty_days_ahead(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let before = scene.relationship(&client).await;
    assert_eq!(before["status"], "connected");
    assert_eq!(before["ends_at"], Value::Null);
    let ten_days_ago = later(&now, -10 * DAY);
    work(&scene, &client, &mona, &ten_days_ago).await;
    let first = scene.relationship(&client).await;
    assert_eq!(first["status"], "managed");
    let expected = later(&now, 50 * DAY);
    assert_eq!(second(&first["ends_at"]), second(&json!(expected)));
    work(&scene, &client, &mona, &now).await;
    let moved = scene.relationship(&client).await;
    let expected = later(&now, 60 * DAY);
    assert_eq!(second(&moved["ends_at"]), second(&json!(expected)));
    // What was earlier moves nothing back.
    work(&scene, &client, &mona, &later(&now, -20 * DAY)).await;
    assert_eq!(scene.relationship(&client).await, moved);
    assert_eq!(told(&client, "relationship.managed").await, 1);
}

/// R3.
async fn status_is_reckoned_from_the_clock(server: &Server) {
    let scene = Scene::new(server).await;
    let now = scene.now().await;
    let long_ago = later(&now, -900 * DAY);
    for (last, status) in [
        (later(&now, -59 * DAY), "managed"),
        (later(&now, 60 - 60 * DAY), "managed"),
        (later(&now, -60 * DAY), "ended"),
        (later(&now, -61 * DAY), "ended"),
    ] {
        let client = scene.client("Contoso").await;
        import(&scene, &client, &long_ago, &last).await;
        let shown = scene.relationship(&client).await;
        assert_eq!(shown["status"], status, "{last}: {shown}");
        assert_eq!(
            second(&shown["ends_at"]),
            second(&json!(later(&last, 60 * DAY)))
        );
    }
}

/// R2: whatever happens in between.
async fn deactivating_and_removing_all_does_not_end_it(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    work(&scene, &client, &mona, &now).await;
    let before = scene.relationship(&client).await;
    let path = client.member(&mona);
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    assert_eq!(scene.relationship(&client).await, before);
    client.admin.delete(&path).await.done();
    assert_eq!(scene.relationship(&client).await, before);
    assert_eq!(told(&client, "relationship.ended").await, 0);
}

/// R4: an addition (A1) starts again.
async fn an_addition_starts_an_ended_relationship_again(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    work(&scene, &client, &mona, &scene.now().await).await;
    act(&mona, &scene, &client, "end-services").await.ok();
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["status"], "connected");
    assert_eq!(shown["last_qualifying_activity_at"], Value::Null);
    // And so does an approval.
    act(&mona, &scene, &client, "end-services").await.ok();
    scene.approve(&client, &scene.employee("Lena").await).await;
    assert_eq!(scene.relationship(&client).await["status"], "connected");
}

/// R4, R3.
async fn work_reported_late_does_not_reach_behind_an_end(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let before = scene.now().await;
    act(&mona, &scene, &client, "end-services").await.ok();
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["status"], "ended");
    let late = work(&scene, &client, &mona, &before).await;
    assert_eq!(late["qualifying"], 0, "{late}");
    assert_eq!(scene.relationship(&client).await, shown);
}

/// R5.
async fn the_end_does_not_remove_access(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    act(&mona, &scene, &client, "end-services").await.ok();
    assert!(scene.may(&mona, "contacts.edit", &client).await);
}

/// Two nodes on one database.
fn pair(kind: Kind, change: impl Fn(Start) -> Start) -> (Server, Server, Database) {
    let database = Database::new(kind);
    let start = change(Start::on(&database.url()));
    (start.serve(), start.serve(), database)
}

/// R3: exactly once per managed period.
async fn the_end_is_told_once_by_two_nodes(kind: Kind) {
    let (server, second, _database) = pair(kind, |start| start);
    let scene = Scene::new(&server).await;
    let now = scene.now().await;
    let long_ago = later(&now, -900 * DAY);
    let soon = later(&now, 3 - 60 * DAY);
    let mut clients = Vec::new();
    for _ in 0..3 {
        let client = scene.client("Contoso").await;
        import(&scene, &client, &long_ago, &soon).await;
        clients.push(client);
    }
    let last = scene.client("Fabrikam").await;
    import(&scene, &last, &long_ago, &later(&now, 6 - 60 * DAY)).await;
    clients.push(last);
    for client in &clients {
        until("the end is told", async || {
            (told(client, "relationship.ended").await > 0).then_some(())
        })
        .await;
        assert_eq!(scene.relationship(client).await["status"], "ended");
    }
    // The last one ended after the others, so that both nodes have looked again since.
    for client in &clients {
        assert_eq!(told(client, "relationship.ended").await, 1);
    }
    let seen = scene
        .owner
        .all(&scene.at_partner("/audit-events?type=relationship.ended"))
        .await;
    assert_eq!(seen.len(), clients.len());
    drop(second);
}

/// R3.
async fn late_work_before_the_end_opens_a_new_period(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let long_ago = later(&now, -900 * DAY);
    import(&scene, &client, &long_ago, &later(&now, 2 - 60 * DAY)).await;
    until("the end is told", async || {
        (told(&client, "relationship.ended").await == 1).then_some(())
    })
    .await;
    assert_eq!(scene.relationship(&client).await["status"], "ended");
    // It happened while the relationship was still managed, so it goes on.
    let late = work(&scene, &client, &mona, &later(&now, -2 * DAY)).await;
    assert_eq!(late["qualifying"], 1, "{late}");
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["status"], "managed");
    let expected = later(&now, 58 * DAY);
    assert_eq!(second(&shown["ends_at"]), second(&json!(expected)));
    assert_eq!(told(&client, "relationship.ended").await, 1);
}

/// A9: ends by itself, and is told once.
async fn the_end_of_access_is_told_once_by_two_nodes(kind: Kind) {
    let (server, second, _database) = pair(kind, |start| start);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let mut people = Vec::new();
    for seconds in [2, 2, 2, 5] {
        let person = scene.outsider("Dora").await;
        let end = later(&scene.now().await, seconds);
        let body = json!({"access": access::set(&set), "expires_at": end});
        scene.put_member(&client.id, &person, body).await;
        people.push(person);
    }
    for person in &people {
        until("the end is told", async || {
            (scene.told(&client, "membership.expired", person).await > 0).then_some(())
        })
        .await;
        assert_eq!(
            scene.why_not(person, "contacts.view", &client).await,
            "expired"
        );
    }
    for person in &people {
        assert_eq!(scene.told(&client, "membership.expired", person).await, 1);
    }
    // Who gets another end is told of again when that has come.
    let body = json!({"expires_at": later(&scene.now().await, 2)});
    scene.put_member(&client.id, &people[0], body).await;
    until("the second end is told", async || {
        (scene.told(&client, "membership.expired", &people[0]).await == 2).then_some(())
    })
    .await;
    drop(second);
}

/// R2: `relationship.ends_after_days`.
async fn the_period_is_a_setting(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("RELATIONSHIP__ENDS_AFTER_DAYS", "3")
    });
    let scene = Scene::new(&server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    work(&scene, &client, &mona, &later(&now, -DAY)).await;
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["status"], "managed");
    assert_eq!(
        second(&shown["ends_at"]),
        second(&json!(later(&now, 2 * DAY)))
    );
    let past = scene.client("Past").await;
    import(
        &scene,
        &past,
        &later(&now, -90 * DAY),
        &later(&now, -4 * DAY),
    )
    .await;
    assert_eq!(scene.relationship(&past).await["status"], "ended");
}

/// R5, D5.
async fn the_end_deactivates_where_it_is_set_so(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("RELATIONSHIP__DEACTIVATE_ON_END", "true")
    });
    let scene = Scene::new(&server).await;
    let (client, mona) = connected(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    act(&mona, &scene, &client, "end-services").await.ok();
    for person in [&mona, &worker] {
        until("access ends with the relationship", async || {
            let answer = scene
                .platform
                .ask(&person.id, "contacts.view", &client.id)
                .await;
            (answer["context"]["reason"] == "deactivated").then_some(())
        })
        .await;
    }
    assert!(scene.may(&staff, "contacts.view", &client).await);
    assert!(scene.may(&client.admin, "contacts.view", &client).await);
}
