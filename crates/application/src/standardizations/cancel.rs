//! The platform cancels a standardization before its day (L9).

use latchkey_domain::{
    base::{ids::OperationId, refusal::Refusal},
    gate,
    people::token::Scope,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::Standardizations;
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Standardizations {
    /// Cancels a standardization.
    pub async fn cancel(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = Event::new(EventKind::StandardizationCancelled).on(id);
        let work = self.try_cancel(cx, id);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_cancel(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let standardization = unit.standardization(id).await?;
        let mut standardization = standardization.ok_or(Refusal::NotFound)?;
        if !standardization.cancel(ports.now())? {
            return Ok(Ready::unchanged(()));
        }
        unit.save_standardization(&mut standardization).await?;
        let event = Event::new(EventKind::StandardizationCancelled).on(id);
        Ok(Ready::of((), unit, &permit, [event], (ports, ports.now())))
    }
}
