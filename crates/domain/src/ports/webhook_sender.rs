use std::fmt::Debug;

use async_trait::async_trait;

use crate::outbox::{attempt::SendOutcome, message::WebhookRequest};

/// Sends webhooks.
#[async_trait]
pub trait WebhookSender: Debug + Send + Sync {
    /// Sends a request once, and says how that ended. It must end by itself within 20 seconds, follow
    /// no redirect, and reach no address but public ones and those that the operator lists, also where
    /// a name leads to it.
    async fn send(&self, request: &WebhookRequest) -> SendOutcome;
}
