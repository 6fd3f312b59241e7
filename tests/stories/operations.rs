//! Operations that lose their starter or their node, and many at once.

use serde_json::json;

use crate::support::{
    Database, Kind, Server, Start, access,
    agency::{added, agency, names},
    at_operation, result_for, said, until, with_own_servers,
};

with_own_servers!(
    a_starter_who_loses_the_right_stops_there,
    a_crash_is_outlived_and_nothing_done_twice,
    two_nodes_share_an_operation_and_do_nothing_twice,
    many_operations_on_the_same_people_do_not_hang,
    what_cannot_be_written_fails_alone,
);

/// A4: authorised when it is written by the rights the starter has then.
async fn a_starter_who_loses_the_right_stops_there(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 15, 6).await;
    let scene = &agency.scene;
    let started = agency.start().await;
    let body = json!({"access": access::set(&scene.viewing)});
    let lost = scene
        .platform
        .put(
            format!("/v1/accounts/{}/members/{}", scene.partner, agency.mona.id),
            body,
        )
        .patiently()
        .await;
    lost.ok();
    let there = agency.members(&scene.platform).await;
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["state"], "done");
    let results = agency.results(&started).await;
    assert_eq!(results.len(), 90);
    for result in &results {
        assert!(
            ["added", "missing-permission", "not-partner-admin"].contains(&said(result)),
            "{result}"
        );
    }
    assert_eq!(added(&results), agency.members(&scene.platform).await);
    assert_eq!(
        added(&results),
        there,
        "nothing was added after the right was gone"
    );
}

/// A4: a restart repeats nothing, and forgets nothing.
async fn a_crash_is_outlived_and_nothing_done_twice(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let mut server = start.serve();
    let mut agency = agency(&server, 15, 8).await;
    let started = agency.start().await;
    for _ in 0..3 {
        // The server dies whatever it is doing, and another takes its place.
        drop(server);
        server = start.serve();
        let node = server.anonymous();
        agency.mona = agency.mona.on(node.with_token(agency.mona.token()));
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        assert_eq!(shown["total"], 120);
    }
    let ended = until("the operation ends", async || {
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        (shown["state"] != "running").then_some(shown)
    })
    .await;
    assert_eq!(ended["state"], "done");
    assert_eq!(ended["succeeded"], 120, "{ended}");
    let results = agency.results(&started).await;
    assert_eq!(added(&results).len(), 120, "{results:#?}");
    let platform = server.platform();
    assert_eq!(agency.members(&platform).await.len(), 120);
    assert_eq!(agency.beginnings(&platform).await, 120, "nothing twice");
}

/// Every node takes part, and the second one finishes what the first has left.
async fn two_nodes_share_an_operation_and_do_nothing_twice(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let (first, second) = (start.serve(), start.serve());
    let mut agency = agency(&first, 12, 8).await;
    let started = agency.start().await;
    agency.mona = agency
        .mona
        .on(second.anonymous().with_token(agency.mona.token()));
    drop(first);
    let ended = until("the operation ends", async || {
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        (shown["state"] != "running").then_some(shown)
    })
    .await;
    assert_eq!(ended["succeeded"], 96, "{ended}");
    let platform = second.platform();
    assert_eq!(agency.beginnings(&platform).await, 96, "nothing twice");
}

/// Operations that meet in the same clients take turns, whatever their order.
async fn many_operations_on_the_same_people_do_not_hang(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 6, 5).await;
    let mut backwards = agency.body();
    for list in ["clients", "employees"] {
        backwards[list].as_array_mut().unwrap().reverse();
    }
    let mut started = Vec::new();
    for round in 0..4 {
        let body = if round % 2 == 0 {
            agency.body()
        } else {
            backwards.clone()
        };
        let answer = agency.mona.post(agency.path(), body).patiently().await;
        started.push(answer.accepted());
    }
    let mut won = 0;
    for operation in &started {
        agency.mona.finish(operation).await;
        let results = agency.results(operation).await;
        for result in &results {
            assert!(
                ["added", "already-a-member"].contains(&said(result)),
                "{result}"
            );
        }
        won += added(&results).len();
    }
    assert_eq!(won, 30, "each pair once");
    assert_eq!(agency.beginnings(&agency.scene.platform).await, 30);
}

/// A4: an item that cannot be written, here because of a damaged row, fails; the operation ends, and
/// what failed is tried again when the damage is repaired.
async fn what_cannot_be_written_fails_alone(kind: Kind) {
    let database = Database::new(kind);
    let server = Start::on(&database.url()).serve();
    let agency = agency(&server, 1, 3).await;
    let (scene, client) = (&agency.scene, &agency.clients[0]);
    agency.mona.finish(&agency.start().await).await;
    let [broken, others @ ..] = agency.people.as_slice() else {
        panic!("three people");
    };
    let path = format!("/v1/users/{}", broken.id);
    let name = json!({"name": "Broken Row"});
    scene.platform.patch(path, name).await.ok();
    let damage = |added: &str| {
        database.execute(&format!(
            "UPDATE membership SET added = '{added}' WHERE partner_id IS NOT NULL \
             AND user_id IN (SELECT id FROM \"user\" WHERE name = 'Broken Row')"
        ));
    };
    damage("no list");
    let body = json!({"clients": [client.id], "employees": names(&agency.people)});
    let path = scene.at_partner("/deactivations");
    let started = agency.mona.post(path, body).await.accepted();
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["state"], "done");
    for (count, expected) in [("succeeded", 2), ("refused", 0), ("failed", 1)] {
        assert_eq!(ended[count], expected, "{ended}");
    }
    let results = agency.results(&started).await;
    let failed = result_for(&results, &client.id, &broken.id);
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(failed["problem"], "unavailable");
    assert!(failed["detail"].is_string(), "{failed}");
    for person in others {
        let result = result_for(&results, &client.id, &person.id);
        assert_eq!(said(result), "deactivated");
    }
    let path = at_operation(&started, "/results?outcome=failed");
    assert_eq!(agency.mona.all(&path).await.len(), 1);
    damage("[]");
    let path = at_operation(&started, "/retry");
    agency.mona.post_nothing(path).await.ok();
    let ended = agency.mona.finish(&started).await;
    assert_eq!(
        (&ended["succeeded"], &ended["failed"]),
        (&json!(3), &json!(0))
    );
    let member = client.admin.get(client.member(broken)).await.ok();
    assert_eq!(member["status"], "deactivated");
}
