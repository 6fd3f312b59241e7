//! The platform reads the log of an endpoint: what was sent, what waits, and how attempts ended (scope
//! `admin`).

use latchkey_domain::{
    base::{
        ids::WebhookEndpointId,
        page::{Page, PageRequest},
    },
    gate,
    outbox::delivery::{Delivery, DeliveryState},
    people::token::Scope,
};

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError};

/// Which deliveries are listed.
#[derive(Debug, Clone)]
pub struct ListDeliveries {
    /// The endpoint.
    pub endpoint: WebhookEndpointId,
    /// In this state alone.
    pub state: Option<DeliveryState>,
    /// The page.
    pub page: PageRequest,
}

impl Webhooks {
    /// Lists deliveries of an endpoint, newest event first.
    pub async fn deliveries(
        &self,
        cx: &RequestContext,
        wanted: &ListDeliveries,
    ) -> Result<Page<Delivery>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        let mut reader = self.ports.store.reader();
        loading::endpoint(&mut *reader, wanted.endpoint).await?;
        let deliveries = reader.deliveries(wanted.endpoint, wanted.state, &wanted.page);
        Ok(deliveries.await?)
    }
}
