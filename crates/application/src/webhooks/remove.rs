//! The platform removes an endpoint (scope `admin`). Nothing more is sent to it, not even what waits.

use latchkey_domain::{
    base::ids::WebhookEndpointId,
    gate,
    people::token::Scope,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Webhooks {
    /// Removes an endpoint.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointRemoved).on(id);
        let work = self.try_remove(cx, id);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let endpoint = loading::endpoint(&mut *unit, id).await?;
        cx.must_match(endpoint.version)?;
        unit.remove_webhook_endpoint(&endpoint, now).await?;
        let event = endpoint.event(EventKind::WebhookEndpointRemoved);
        Ok(Ready::of((), unit, &permit, [event], (ports, now)))
    }
}
