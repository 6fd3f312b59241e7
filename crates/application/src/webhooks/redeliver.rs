//! The platform has an event sent again (scope `admin`): one that is dead, waits to be tried again, or
//! was delivered already. It has the same id as before.

use latchkey_domain::{
    base::{
        ids::{EventId, WebhookEndpointId},
        refusal::Refusal,
    },
    gate,
    outbox::delivery::Delivery,
    people::token::Scope,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Webhooks {
    /// Has an event sent again.
    pub async fn redeliver(
        &self,
        cx: &RequestContext,
        endpoint: WebhookEndpointId,
        event: EventId,
    ) -> Result<Ready<Delivery>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointChanged).on(endpoint);
        let work = self.try_redeliver(cx, endpoint, event);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_redeliver(
        &self,
        cx: &RequestContext,
        endpoint: WebhookEndpointId,
        event: EventId,
    ) -> Result<Ready<Delivery>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        loading::endpoint(&mut *unit, endpoint).await?;
        let delivery = unit.delivery(endpoint, event).await?;
        let mut delivery = delivery.ok_or(Refusal::NotFound)?;
        if !delivery.redeliver(&ports.settings.webhooks.schedule, ports.now()) {
            return Ok(Ready::unchanged(delivery));
        }
        unit.save_deliveries(std::slice::from_ref(&delivery))
            .await?;
        Ok(Ready::aside(delivery, unit, permit))
    }
}
