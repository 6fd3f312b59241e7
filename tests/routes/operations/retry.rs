//! What was refused, or failed, is tried again.

use serde_json::json;

use crate::support::{Server, agency::agency, at_operation, on_both_databases, result_for, said};

on_both_databases!(what_was_refused_is_tried_again_if_asked,);

async fn what_was_refused_is_tried_again_if_asked(server: &Server) {
    let agency = agency(server, 2, 2).await;
    let scene = &agency.scene;
    let body = json!({"status": "deactivated"});
    let second = &agency.clients[1];
    scene.put_member(&second.id, &agency.mona, body).await;
    let started = agency.start().await;
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 2);
    assert_eq!(ended["refused"], 2);
    assert_eq!(ended["failed"], 0);
    let results = agency.results(&started).await;
    for person in &agency.people {
        let refused = result_for(&results, &second.id, &person.id);
        assert_eq!(said(refused), "not-partner-admin");
    }
    let body = json!({"status": "active"});
    scene.put_member(&second.id, &agency.mona, body).await;
    // By itself, a retry is for what failed, and a rule's refusal is no failure.
    let path = at_operation(&started, "/retry");
    for body in [json!({}), json!({"refused": false})] {
        let answer = agency.mona.post(&path, body).await;
        answer.refused(409, "conflict");
    }
    let answer = agency.mona.post(&path, json!({"all": true})).await;
    answer.problem(400);
    let body = json!({"refused": true, "reason": "they are back"});
    let retried = agency.mona.post(&path, body.clone()).await;
    assert_eq!(retried.ok()["id"], started["id"]);
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 4);
    assert_eq!(ended["refused"], 0);
    assert_eq!(agency.beginnings(&scene.platform).await, 4, "nothing twice");
    // With nothing left to try, nothing happens.
    let again = agency.mona.post(&path, body).await;
    again.refused(409, "conflict");
    assert_eq!(agency.beginnings(&scene.platform).await, 4);
}
