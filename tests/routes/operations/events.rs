//! How an operation tells of itself.

use serde_json::Value;

use crate::support::{Server, agency::agency, at_operation, on_both_databases};

on_both_databases!(progress_is_told_as_it_goes,);

/// Server-sent events: `progress` with the operation whenever it changed, at last `done`.
async fn progress_is_told_as_it_goes(server: &Server) {
    let agency = agency(server, 4, 5).await;
    let started = agency.start().await;
    let stream = agency.mona.get(at_operation(&started, "/events")).await;
    let messages = stream.messages();
    let (last, before) = messages.split_last().unwrap();
    assert_eq!(last.event, "done", "{stream}");
    let mut done = 0;
    for message in before {
        assert_eq!(message.event, "progress", "{stream}");
        let told: Value = serde_json::from_str(&message.data).unwrap();
        assert_eq!(told["id"], started["id"]);
        assert_eq!(told["total"], 20);
        let now = told["succeeded"].as_u64().unwrap() + told["refused"].as_u64().unwrap();
        assert!(now >= done, "never backwards\n{stream}");
        done = now;
    }
    let ended = agency.mona.get(at_operation(&started, "")).await.ok();
    assert_eq!(ended["succeeded"], 20);
    // Read again when it is over, the stream ends at once.
    let again = agency.mona.get(at_operation(&started, "/events")).await;
    assert_eq!(again.messages().last().unwrap().event, "done");
    assert!(again.body.contains("retry: "), "{again}");
    // Who has received the end has nothing more to come back to.
    for (id, status) in [(&*last.id, 204), ("another", 200)] {
        let call = agency.mona.get(at_operation(&started, "/events"));
        let answer = call.header("Last-Event-ID", id).await;
        assert_eq!(answer.status, status, "{id}");
    }
}
