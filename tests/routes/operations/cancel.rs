//! Calling an operation off.

use crate::support::{
    Kind, Server,
    agency::{added, agency},
    at_operation, on_both_databases, with_own_servers,
};

on_both_databases!(what_is_over_is_not_called_off,);

with_own_servers!(an_operation_is_called_off_in_the_middle,);

async fn what_is_over_is_not_called_off(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let answer = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    answer.refused(409, "conflict");
    let shown = agency.mona.get(at_operation(&started, "")).await.ok();
    assert_eq!(shown["state"], "done");
}

/// What was done stays done, what was not is not done any more.
async fn an_operation_is_called_off_in_the_middle(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 12, 6).await;
    let platform = &agency.scene.platform;
    let started = agency.start().await;
    let cancelled = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    if cancelled.status == 409 {
        // It was quicker.
        cancelled.refused(409, "conflict");
        agency.mona.finish(&started).await;
        assert_eq!(agency.members(platform).await.len(), 72);
        return;
    }
    assert!([200, 202].contains(&cancelled.status), "{cancelled}");
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["state"], "cancelled");
    let results = agency.results(&started).await;
    assert_eq!(results.len(), 72);
    for result in &results {
        assert!(
            ["added", "cancelled"].contains(&result["outcome"].as_str().unwrap()),
            "{result}"
        );
    }
    assert_eq!(added(&results), agency.members(platform).await);
    let again = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    if again.status != 200 {
        again.refused(409, "conflict");
    }
    assert_eq!(added(&results), agency.members(platform).await);
}
