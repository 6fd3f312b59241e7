//! Cancels an operation or retries what failed or was refused; allowed for those who may begin one.

use latchkey_domain::{
    base::{
        ids::OperationId,
        refusal::{Conflict, Refusal},
    },
    gate::{Need, PartnerManager},
    ports::{Locks, UnitOfWork},
    trail::event::{Event, EventKind},
    work::operation::{Operation, OperationState, TriedAgain},
};

use super::{Operations, show};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::partner,
};

/// An operation that the caller may cancel or retry, with the open unit.
struct Steered {
    unit: Box<dyn UnitOfWork>,
    operation: Operation,
    manager: PartnerManager,
}

impl Operations {
    /// Cancels an operation: completed items stay, waiting items are not done. Cancelling it again
    /// changes nothing. An offboarding cannot be cancelled (D8).
    pub async fn cancel(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<Ready<Operation>, UseCaseError> {
        let attempted = Event::new(EventKind::OperationCancelled).on(id);
        let work = self.try_cancel(cx, id);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_cancel(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<Ready<Operation>, UseCaseError> {
        let mut steered = self.steered(cx, id).await?;
        match steered.operation.state {
            OperationState::Cancelled => return Ok(Ready::unchanged(steered.operation)),
            OperationState::Done => return Err(Conflict::OperationState.into()),
            OperationState::Running => {}
        }
        if !steered.operation.task.may_be_called_off() {
            return Err(Conflict::Offboarding.into());
        }
        if !steered.unit.cancel_operation(id, self.ports.now()).await? {
            return Err(Conflict::OperationState.into());
        }
        self.steer(steered, EventKind::OperationCancelled).await
    }

    /// Retries items of an operation that has ended, with the caller's own rights: those that failed,
    /// and if the caller wants it those that a rule refused.
    pub async fn retry(
        &self,
        cx: &RequestContext,
        id: OperationId,
        again: TriedAgain,
    ) -> Result<Ready<Operation>, UseCaseError> {
        let attempted = Event::new(EventKind::OperationRetried).on(id);
        let work = self.try_retry(cx, id, again);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_retry(
        &self,
        cx: &RequestContext,
        id: OperationId,
        again: TriedAgain,
    ) -> Result<Ready<Operation>, UseCaseError> {
        let mut steered = self.steered(cx, id).await?;
        let retried = steered.unit.retry_operation(id, again, &cx.origin).await?;
        if retried == 0 {
            return Err(Conflict::OperationState.into());
        }
        self.steer(steered, EventKind::OperationRetried).await
    }

    async fn steered(&self, cx: &RequestContext, id: OperationId) -> Result<Steered, UseCaseError> {
        let ports = &*self.ports;
        // An operation that the caller may not see is not found here either.
        let partner = show::visible(ports, cx, &mut *ports.store.reader(), id)
            .await?
            .partner;
        let mut unit = ports.store.begin(Locks::none().reading(partner)).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let operation = unit.operation(id).await?.ok_or(Refusal::NotFound)?;
        Ok(Steered {
            unit,
            operation,
            manager,
        })
    }

    async fn steer(
        &self,
        steered: Steered,
        kind: EventKind,
    ) -> Result<Ready<Operation>, UseCaseError> {
        let Steered {
            mut unit,
            operation,
            manager,
        } = steered;
        let ports = &*self.ports;
        let now = unit.operation(operation.id).await?;
        let now = now.ok_or(Refusal::NotFound)?;
        let event = Event::new(kind)
            .in_account(now.partner)
            .with_partner(now.partner)
            .on(now.id)
            .with("kind", now.task.kind())
            .with("succeeded", now.succeeded)
            .with("refused", now.refused)
            .with("failed", now.failed);
        let permit = manager.permit();
        Ok(Ready::of(now, unit, &permit, [event], (ports, ports.now())))
    }
}
