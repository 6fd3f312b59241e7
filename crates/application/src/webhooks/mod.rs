//! Webhooks: the platform says where they go (scope `admin`); a worker on each node sends them, signed,
//! in order for each endpoint and account, and again until they arrive (N2).

mod change;
mod create;
mod deliver;
mod deliveries;
mod fan_out;
mod forget;
mod list;
mod loading;
mod redeliver;
mod remove;
mod rotate_secret;
mod test;

use std::sync::Arc;

use latchkey_domain::{outbox::endpoint::WebhookEndpoint, people::token::SecretText};

pub use self::{
    change::ChangeEndpoint, create::CreateEndpoint, deliver::WebhookDispatcher,
    deliveries::ListDeliveries, test::TestedEndpoint,
};
use crate::frame::ports::Ports;

/// The use cases for webhooks.
#[derive(Debug, Clone)]
pub struct Webhooks {
    ports: Arc<Ports>,
}

impl Webhooks {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}

/// An endpoint with its newest secret, which is shown only this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointWithSecret {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// The secret, as a receiver's library takes it.
    pub secret: SecretText,
}
