//! The platform lists its endpoints and shows one of them (scope `admin`). Secrets are never shown again.

use latchkey_domain::{
    base::{
        ids::WebhookEndpointId,
        page::{Page, PageRequest},
    },
    gate,
    outbox::endpoint::WebhookEndpoint,
    people::token::Scope,
};

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError};

impl Webhooks {
    /// Lists all endpoints, newest first.
    pub async fn list(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<WebhookEndpoint>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        Ok(self.ports.store.reader().webhook_endpoints(page).await?)
    }

    /// Shows an endpoint.
    pub async fn show(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<WebhookEndpoint, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        loading::endpoint(&mut *self.ports.store.reader(), id).await
    }
}
