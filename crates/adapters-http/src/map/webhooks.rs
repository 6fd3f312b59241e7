//! Webhook endpoints and their deliveries.

use latchkey_application::webhooks::{EndpointWithSecret, TestedEndpoint};
use latchkey_domain::{
    outbox::{
        attempt::{Attempt, SendFailure},
        delivery::Delivery,
        endpoint::WebhookEndpoint,
    },
    trail::event::EventKind,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, words};

/// The most types that an endpoint names: each once.
pub(crate) const MOST_TYPES: usize = EventKind::ALL.len();

/// An endpoint for webhooks, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub(crate) struct WebhookEndpointView {
    #[schema(example = "whk_01h455vb4pex5vsknk084sn02q")]
    id: String,
    url: String,
    /// The types of events that are sent; `null`: all types.
    #[schema(value_type = Option<Vec<words::EventType>>)]
    types: Option<Vec<&'static str>>,
    /// The accounts of which events are sent; `null`: all accounts.
    accounts: Option<Vec<String>>,
    description: Option<String>,
    /// The form of the body.
    #[schema(value_type = words::WebhookFormat)]
    format: &'static str,
    #[schema(value_type = words::WebhookStatus)]
    status: &'static str,
    /// Why and since when it is disabled.
    disabled: Option<DisabledView>,
    /// Until when requests are signed with the previous secret too.
    previous_secret_until: Option<Stamp>,
    created_at: Stamp,
    updated_at: Stamp,
}

/// Why and since when an endpoint is disabled.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDisabled)]
pub(crate) struct DisabledView {
    /// `gone`: it answered 410.
    #[schema(value_type = words::WebhookDisabledReason)]
    reason: &'static str,
    at: Stamp,
}

/// An endpoint with its new secret, which is shown only once.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookEndpointWithSecret)]
pub(crate) struct EndpointWithSecretView {
    #[serde(flatten)]
    endpoint: WebhookEndpointView,
    /// The secret, as a library for Standard Webhooks takes it.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
}

/// How a test event ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub(crate) struct TestView {
    /// The id of the test event: its `webhook-id`.
    #[schema(example = "evt_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// Whether the receiver has taken it.
    delivered: bool,
    attempt: AttemptView,
}

/// The delivery of an event to an endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(crate) struct DeliveryView {
    /// The id of the event, which is the `webhook-id` of each attempt.
    #[schema(example = "evt_01h455vb4pex5vsknk084sn02q")]
    id: String,
    #[serde(rename = "type")]
    #[schema(value_type = words::EventType)]
    kind: String,
    /// The account whose events are delivered in order.
    account: Option<String>,
    #[schema(value_type = words::DeliveryState)]
    state: &'static str,
    /// How many attempts were made.
    attempts: u32,
    /// When the next attempt is due; `null`: there is none.
    next_attempt_at: Option<Stamp>,
    last_attempt: Option<AttemptView>,
}

/// An attempt to deliver an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
pub(crate) struct AttemptView {
    at: Stamp,
    duration_ms: u64,
    /// The status of the answer; `null`: there was none.
    status: Option<u16>,
    /// Why there was no answer.
    #[schema(value_type = Option<words::WebhookFailure>)]
    failure: Option<&'static str>,
}

impl WebhookEndpointView {
    pub(crate) fn of(endpoint: &WebhookEndpoint) -> Self {
        let content = &endpoint.content;
        let types: Vec<_> = content.types.iter().map(|kind| kind.as_str()).collect();
        let accounts: Vec<_> = content.accounts.iter().map(ToString::to_string).collect();
        let previous = endpoint.secrets.previous_at(endpoint.updated_at);
        Self {
            id: endpoint.id.to_string(),
            url: content.url.to_string(),
            types: (!types.is_empty()).then_some(types),
            accounts: (!accounts.is_empty()).then_some(accounts),
            description: content.description.as_ref().map(ToString::to_string),
            format: content.format.as_str(),
            status: endpoint.status().as_str(),
            disabled: endpoint.disabled.map(|disabled| DisabledView {
                reason: disabled.reason.as_str(),
                at: disabled.at.into(),
            }),
            previous_secret_until: previous.map(|(_, until)| Stamp(*until)),
            created_at: endpoint.created_at.into(),
            updated_at: endpoint.updated_at.into(),
        }
    }
}

impl EndpointWithSecretView {
    pub(crate) fn of(made: &EndpointWithSecret) -> Self {
        Self {
            endpoint: WebhookEndpointView::of(&made.endpoint),
            secret: made.secret.expose().to_owned(),
        }
    }
}

impl TestView {
    pub(crate) fn of(tested: &TestedEndpoint) -> Self {
        Self {
            id: tested.event.to_string(),
            delivered: tested.attempt.is_success(),
            attempt: AttemptView::of(&tested.attempt),
        }
    }
}

impl DeliveryView {
    pub(crate) fn of(delivery: &Delivery) -> Self {
        let waits = !delivery.state.is_over();
        Self {
            id: delivery.event.to_string(),
            kind: delivery.kind.as_str().to_owned(),
            account: delivery.account.map(|account| account.to_string()),
            state: delivery.state.as_str(),
            attempts: delivery.attempts,
            next_attempt_at: waits.then_some(Stamp(delivery.due_at)),
            last_attempt: delivery.last.as_ref().map(AttemptView::of),
        }
    }
}

impl AttemptView {
    fn of(attempt: &Attempt) -> Self {
        Self {
            at: attempt.at.into(),
            duration_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
            status: attempt.status,
            failure: attempt.failure.map(SendFailure::as_str),
        }
    }
}
