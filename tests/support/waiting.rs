//! Waiting for what the server does after its answer: operations over many items, and jobs.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Answer, Caller, Client, Person, Scene};

/// Much longer than any of it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(45);

/// Asks again and again until there is an answer; each round takes as long as the server's answer.
pub(crate) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        tokio::task::yield_now().await;
    }
}

/// A message of a stream of server-sent events.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) data: String,
}

impl Answer {
    /// The messages of a stream that has ended; comments are left out.
    #[track_caller]
    pub(crate) fn messages(&self) -> Vec<Message> {
        assert_eq!(self.status, 200, "{self}");
        let media_type = self.header("content-type").unwrap_or_default();
        assert!(media_type.starts_with("text/event-stream"), "{self}");
        let text = self.body.replace("\r\n", "\n");
        let mut messages = Vec::new();
        for block in text.split("\n\n") {
            let (mut event, mut data) = ("message".to_owned(), Vec::new());
            let mut id = String::new();
            for line in block.lines().filter(|line| !line.starts_with(':')) {
                let (field, value) = line.split_once(':').unwrap_or((line, ""));
                let value = value.strip_prefix(' ').unwrap_or(value);
                match field {
                    "event" => value.clone_into(&mut event),
                    "data" => data.push(value),
                    "id" => value.clone_into(&mut id),
                    "retry" => assert!(value.parse::<u32>().is_ok(), "{self}"),
                    "" => {}
                    unknown => panic!("`{unknown}` is no field of an event\n{self}"),
                }
            }
            if !data.is_empty() || event != "message" {
                assert!(!id.is_empty(), "an event has an id\n{self}");
                messages.push(Message {
                    id,
                    event,
                    data: data.join("\n"),
                });
            }
        }
        messages
    }

    /// 202 with the operation that was begun.
    #[track_caller]
    pub(crate) fn accepted(&self) -> Value {
        assert_eq!(self.status, 202, "{self}");
        self.revision();
        let operation = self.json();
        let id = operation["id"].as_str().unwrap_or_default();
        assert!(id.starts_with("op_"), "{self}");
        operation
    }
}

/// The path of an operation.
pub(crate) fn at_operation(operation: &Value, path: &str) -> String {
    format!("/v1/operations/{}{path}", operation["id"].as_str().unwrap())
}

impl Caller {
    /// Reads the progress of the operation to its end, and gives what it came to.
    pub(crate) async fn finish(&self, operation: &Value) -> Value {
        let stream = self.get(at_operation(operation, "/events")).await;
        let messages = stream.messages();
        assert_eq!(
            messages.last().map(|message| message.event.as_str()),
            Some("done"),
            "the last message says that it is over\n{stream}"
        );
        let ended = self.get(at_operation(operation, "")).await;
        let operation = ended.ok();
        assert_ne!(operation["state"], "running", "{ended}");
        assert!(operation["finished_at"].is_string(), "{ended}");
        operation
    }

    /// Starts an operation, waits for its end and gives its results, item by item.
    pub(crate) async fn carry_out(&self, path: &str, body: Value) -> Vec<Value> {
        let started = self.post(path, body).await.accepted();
        let ended = self.finish(&started).await;
        let results = self.all(&at_operation(&started, "/results")).await;
        assert_eq!(ended["state"], "done", "{ended}");
        let refused = results
            .iter()
            .filter(|result| result["outcome"] == "refused")
            .count();
        let succeeded = results.len() - refused;
        assert_eq!(ended["total"], results.len(), "{ended} {results:#?}");
        assert_eq!(ended["succeeded"], succeeded, "{ended} {results:#?}");
        assert_eq!(ended["refused"], refused, "{ended} {results:#?}");
        results
    }
}

/// The result for one person in one client.
#[track_caller]
pub(crate) fn result_for<'a>(results: &'a [Value], client: &str, employee: &str) -> &'a Value {
    let mut found = results
        .iter()
        .filter(|result| result["client"]["id"] == client && result["employee"]["id"] == employee);
    let first = found.next();
    let first = first.unwrap_or_else(|| panic!("{client}, {employee}: {results:#?}"));
    assert!(found.next().is_none(), "twice: {results:#?}");
    first
}

/// The outcome of a result, or the problem where it was refused.
#[track_caller]
pub(crate) fn said(result: &Value) -> &str {
    if result["outcome"] == "refused" {
        result["problem"].as_str().unwrap()
    } else {
        assert!(result["problem"].is_null(), "{result}");
        result["outcome"].as_str().unwrap()
    }
}

/// Waits until the membership has expired: an end cannot be set in the past.
pub(crate) async fn wait_until_expired(
    scene: &Scene,
    person: &Person,
    action: &str,
    client: &Client,
) {
    let start = Instant::now();
    while scene.may(person, action, client).await {
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "it never expires"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(scene.why_not(person, action, client).await, "expired");
}
