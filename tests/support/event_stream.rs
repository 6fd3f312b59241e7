//! Somebody who follows the events of an installation as they happen.

use serde_json::Value;

use super::Caller;

/// An open stream of events, which comes back with the id of the last event after a break.
#[derive(Debug)]
pub(crate) struct EventStream {
    platform: Caller,
    last: String,
    open: Option<reqwest::Response>,
    /// What came and was not read yet.
    bytes: Vec<u8>,
}

impl EventStream {
    /// Follows what comes behind the event with this id.
    pub(crate) const fn behind(platform: Caller, last: String) -> Self {
        Self {
            platform,
            last,
            open: None,
            bytes: Vec::new(),
        }
    }

    /// The id of the last event that was read.
    pub(crate) fn last(&self) -> &str {
        &self.last
    }

    /// Loses the connection, and whatever came by it and was not read.
    pub(crate) fn lose(&mut self) {
        self.open = None;
        self.bytes.clear();
    }

    /// The next event; waits for it.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let Some(end) = self.bytes.windows(2).position(|pair| pair == b"\n\n") else {
                self.more().await;
                continue;
            };
            let message: Vec<u8> = self.bytes.drain(..end + 2).collect();
            if let Some((id, event)) = read(std::str::from_utf8(&message).unwrap()) {
                assert_eq!(event["id"], Value::from(id.as_str()), "{event}");
                self.last = id;
                return event;
            }
        }
    }

    async fn more(&mut self) {
        if self.open.is_none() {
            let call = self.platform.get("/v1/events/stream");
            let response = call.header("Last-Event-ID", &self.last).open().await;
            assert_eq!(response.status().as_u16(), 200);
            self.open = Some(response);
        }
        let chunk = self.open.as_mut().unwrap().chunk().await.unwrap();
        let chunk = chunk.unwrap_or_else(|| panic!("the stream ended behind {}", self.last));
        self.bytes.extend_from_slice(&chunk);
    }
}

/// The id and the data of a message; `None`: a comment, or how long to wait.
fn read(message: &str) -> Option<(String, Value)> {
    let field = |name: &str| {
        let mut lines = message.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let data = serde_json::from_str(field("data")?).unwrap();
    Some((field("id")?.to_owned(), data))
}
