//! What failed is tried again.

use serde_json::json;

use crate::support::{Server, agency::agency, at_operation, on_both_databases, result_for, said};

on_both_databases!(what_failed_is_tried_again,);

async fn what_failed_is_tried_again(server: &Server) {
    let agency = agency(server, 2, 2).await;
    let scene = &agency.scene;
    let body = json!({"status": "deactivated"});
    let second = &agency.clients[1];
    scene.put_member(&second.id, &agency.mona, body).await;
    let started = agency.start().await;
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 2);
    assert_eq!(ended["failed"], 2);
    let results = agency.results(&started).await;
    for person in &agency.people {
        let refused = result_for(&results, &second.id, &person.id);
        assert_eq!(said(refused), "not-partner-admin");
    }
    let body = json!({"status": "active"});
    scene.put_member(&second.id, &agency.mona, body).await;
    let retried = agency
        .mona
        .post_nothing(at_operation(&started, "/retry"))
        .await;
    assert!([200, 202].contains(&retried.status), "{retried}");
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 4);
    assert_eq!(ended["failed"], 0);
    assert_eq!(agency.beginnings(&scene.platform).await, 4, "nothing twice");
    // With nothing left to try, nothing happens.
    let again = agency
        .mona
        .post_nothing(at_operation(&started, "/retry"))
        .await;
    if again.status == 409 {
        again.refused(409, "conflict");
    } else {
        assert!([200, 202].contains(&again.status), "{again}");
        agency.mona.finish(&started).await;
    }
    assert_eq!(agency.beginnings(&scene.platform).await, 4);
}
