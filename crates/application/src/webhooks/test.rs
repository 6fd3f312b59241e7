//! The platform sends an endpoint a test event (scope `admin`), and is told at once how that ended. It is
//! sent once, also to an endpoint that is disabled, and is no delivery: nothing changes.

use latchkey_domain::{
    base::ids::{EventId, WebhookEndpointId},
    gate,
    outbox::{
        attempt::{Attempt, SendOutcome},
        endpoint::WebhookEndpoint,
        message::Message,
    },
    people::token::Scope,
    trail::event::{Event, EventKind},
};
use serde_json::json;

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready};

/// The type of a test event. No other event has it.
const TEST_TYPE: &str = "webhook_endpoint.test";

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedEndpoint {
    /// The id of the test event.
    pub event: EventId,
    /// The attempt.
    pub attempt: Attempt,
}

impl Webhooks {
    /// Sends a test event.
    pub async fn test(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<TestedEndpoint>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointChanged).on(id);
        let work = self.try_test(cx, id);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_test(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<TestedEndpoint>, UseCaseError> {
        let ports = &*self.ports;
        gate::platform(&cx.origin, Scope::Admin)?;
        let endpoint = loading::endpoint(&mut *ports.store.reader(), id).await?;
        let message = Message {
            id: ports.ids.next(),
            kind: TEST_TYPE.to_owned(),
            at: ports.now(),
            subject: None,
            data: json!({
                "revision": ports.store.revision().await?.to_string(),
                "accounts": [],
                "object": id.to_string(),
            }),
        };
        let (_outcome, attempt) = send(ports, &endpoint, &message).await;
        Ok(Ready::unchanged(TestedEndpoint {
            event: message.id,
            attempt,
        }))
    }
}

/// Sends a message once.
pub(super) async fn send(
    ports: &Ports,
    endpoint: &WebhookEndpoint,
    message: &Message,
) -> (SendOutcome, Attempt) {
    let begun = ports.now();
    let request = message.to(endpoint, &ports.settings.webhooks.source, begun);
    let outcome = ports.webhook_sender.send(&request).await;
    let ended = ports.now();
    let took = (ended - begun).to_std().unwrap_or_default();
    (outcome, Attempt::of(outcome, ended, took))
}
