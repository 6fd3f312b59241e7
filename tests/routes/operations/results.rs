//! What became of each item.

use crate::support::{Server, agency::agency, at_operation, on_both_databases};

on_both_databases!(results_are_paged_and_filtered,);

async fn results_are_paged_and_filtered(server: &Server) {
    let agency = agency(server, 3, 3).await;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let path = at_operation(&started, "/results");
    let whole = agency.results(&started).await;
    assert_eq!(whole.len(), 9);
    for limit in [1, 4] {
        let walked = agency.mona.pages(&path, limit).await.concat();
        assert_eq!(walked, whole, "limit {limit}");
    }
    for (outcome, count) in [
        ("added", 9),
        ("succeeded", 9),
        ("failed", 0),
        ("refused", 0),
        ("pending", 0),
        ("cancelled", 0),
        ("removed", 0),
    ] {
        let path = format!("{path}?outcome={outcome}");
        let found = agency.mona.pages(&path, 2).await.concat();
        assert_eq!(found.len(), count, "{outcome}");
    }
    agency
        .mona
        .get(format!("{path}?outcome=maybe"))
        .await
        .problem(422);
}
