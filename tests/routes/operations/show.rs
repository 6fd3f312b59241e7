//! Who sees an operation, and what it leaves in the trail.

use serde_json::json;

use crate::support::{
    Answer, Scene, Server, access,
    agency::{added, agency},
    at_operation, on_both_databases,
};

on_both_databases!(
    is_for_its_starter_and_holders_of_view,
    one_key_starts_one_operation,
    an_operation_stands_in_the_trail,
);

/// A6: other tenants learn nothing, those of the same partner without `.view` neither.
async fn is_for_its_starter_and_holders_of_view(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let scene = &agency.scene;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let viewer = scene.viewer("Vera").await;
    let plain = scene.employee("Frida").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let stranger = scene.outsider("Sven").await;
    let theirs = Scene::new(server).await;
    let unknown = json!({"id": "op_01h455vb4pex5vsknk084sn02q"});
    for path in ["", "/results", "/events"] {
        for caller in [&agency.mona, &scene.owner, &viewer] {
            let answer = caller.get(at_operation(&started, path)).await;
            assert_eq!(answer.status, 200, "{answer}");
        }
        plain.get(at_operation(&started, path)).await.kept_out();
        for caller in [&rival, &stranger, &agency.clients[0].admin, &theirs.owner] {
            let strip = |answer: &Answer| {
                let mut problem = answer.not_found();
                problem.as_object_mut().unwrap().remove("request_id");
                problem
            };
            let known = caller.get(at_operation(&started, path)).await;
            let none = caller.get(at_operation(&unknown, path)).await;
            assert_eq!(strip(&known), strip(&none), "told apart\n{known}");
        }
    }
    for act in ["/retry", "/cancel"] {
        for caller in [&rival, &stranger, &agency.clients[0].admin] {
            caller
                .post_nothing(at_operation(&started, act))
                .await
                .not_found();
        }
        plain
            .post_nothing(at_operation(&started, act))
            .await
            .kept_out();
        viewer
            .post_nothing(at_operation(&started, act))
            .await
            .missing_permission();
    }
    // A starter who has lost the right still sees what they began.
    let body = json!({"access": access::set(&scene.working)});
    scene.put_member(&scene.partner, &agency.mona, body).await;
    agency.mona.get(at_operation(&started, "")).await.ok();
}

/// The same request twice at the same time: one effect, the same answer.
async fn one_key_starts_one_operation(server: &Server) {
    let agency = agency(server, 2, 3).await;
    let key = agency.scene.unique("key");
    let call = || {
        agency
            .mona
            .post(agency.path(), agency.body())
            .key(&key)
            .patiently()
    };
    let (one, two) = tokio::join!(call(), call());
    let (one, two) = (one.accepted(), two.accepted());
    assert_eq!(one["id"], two["id"]);
    agency.mona.finish(&one).await;
    let later = call().await;
    assert_eq!(later.accepted()["id"], one["id"], "a replay");
    assert_eq!(added(&agency.results(&one).await).len(), 6);
    assert_eq!(agency.beginnings(&agency.scene.platform).await, 6);
    let mut other = agency.body();
    other["reason"] = json!("another");
    agency
        .mona
        .post(agency.path(), other)
        .key(&key)
        .await
        .refused(422, "idempotency-mismatch");
}

/// T1: by operation, on whose behalf.
async fn an_operation_stands_in_the_trail(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let scene = &agency.scene;
    let mut body = agency.body();
    body["reason"] = json!("A new team");
    let started = agency.mona.post(agency.path(), body).await.accepted();
    agency.mona.finish(&started).await;
    let path = scene.at_partner("/audit-events?type=operation.started");
    let events = scene.owner.all(&path).await;
    let [event] = events.as_slice() else {
        panic!("{events:#?}");
    };
    assert_eq!(event["actor"]["id"], agency.mona.id.as_str());
    assert_eq!(event["reason"], "A new team");
    let path = scene.at_partner(&format!(
        "/audit-events?type=membership.created&user={}",
        agency.people[0].id
    ));
    let events = scene.owner.all(&path).await;
    let in_client: Vec<_> = events
        .iter()
        .filter(|event| event["account"]["id"] == agency.clients[0].id.as_str())
        .collect();
    let [event] = in_client.as_slice() else {
        panic!("{events:#?}");
    };
    let text = event.to_string();
    assert!(
        text.contains(started["id"].as_str().unwrap()),
        "by which operation: {event}"
    );
    assert!(text.contains(&agency.mona.id), "on whose behalf: {event}");
}
