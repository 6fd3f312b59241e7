//! A receiver of webhooks that keeps what it is sent, and answers as a test says.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use latchkey_domain::{
    outbox::{attempt::SendOutcome, message::WebhookRequest},
    ports::WebhookSender,
};

type Answers = Box<dyn FnMut(&WebhookRequest) -> SendOutcome + Send>;

/// Receives every webhook. Clones share what they keep.
#[derive(Clone, Default)]
pub struct MemoryReceiver(Arc<Mutex<Received>>);

#[derive(Default)]
struct Received {
    requests: Vec<WebhookRequest>,
    answers: Option<Answers>,
}

impl fmt::Debug for MemoryReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReceiver").finish_non_exhaustive()
    }
}

impl MemoryReceiver {
    /// A receiver that takes everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers from now on as this function says.
    pub fn answer(&self, answers: impl FnMut(&WebhookRequest) -> SendOutcome + Send + 'static) {
        self.0.lock().unwrap().answers = Some(Box::new(answers));
    }

    /// The requests that were sent, oldest first.
    pub fn requests(&self) -> Vec<WebhookRequest> {
        self.0.lock().unwrap().requests.clone()
    }
}

#[async_trait]
impl WebhookSender for MemoryReceiver {
    async fn send(&self, request: &WebhookRequest) -> SendOutcome {
        let mut received = self.0.lock().unwrap();
        received.requests.push(request.clone());
        match &mut received.answers {
            Some(answers) => answers(request),
            None => SendOutcome::Answered {
                status: 204,
                retry_after: None,
            },
        }
    }
}
