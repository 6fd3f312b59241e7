//! A partner admin gives an employee of the partner another set in a client (A1, A2, A6, A9).

use latchkey_domain::{
    audit::Records,
    authority::Need,
    client_access::{self, WantedEnd},
    event::{Event, EventKind},
    ids::{AccountId, PermissionSetId, UserId},
    ports::Locks,
    time::Time,
};

use super::{ClientAccess, ItemOutcome, ItemResult, gate};
use crate::{context::RequestContext, error::UseCaseError, mode::Mode, ready::Ready};

/// Gives an employee another set.
#[derive(Debug, Clone)]
pub struct ChangeEmployee {
    /// The partner.
    pub partner: AccountId,
    /// The client.
    pub client: AccountId,
    /// Whom.
    pub employee: UserId,
    /// Which set.
    pub permission_set: PermissionSetId,
    /// Until when.
    pub expires_at: WantedEnd,
    /// For real, or only to see.
    pub mode: Mode,
}

impl ClientAccess {
    /// Gives an employee another set.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeEmployee,
    ) -> Result<Ready<ItemResult>, UseCaseError> {
        let attempted = Event::new(EventKind::MembershipChanged)
            .in_account(cmd.client)
            .about(cmd.employee)
            .with_partner(cmd.partner);
        let work = self.try_change(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeEmployee,
    ) -> Result<Ready<ItemResult>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        must_lie_ahead(cmd.expires_at, now)?;
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = gate::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let delegator = gate::delegator(ports, &mut *unit, &manager, cmd.client).await?;
        let mut target =
            gate::acting_member(&mut *unit, cmd.partner, cmd.client, cmd.employee).await?;
        let chosen =
            gate::chosen_set(&mut *unit, cmd.partner, cmd.client, cmd.permission_set).await?;
        let employment = unit.member(cmd.partner, cmd.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let given = client_access::change(
            &ports.catalogue,
            &delegator,
            &chosen,
            &mut target,
            employment.as_ref(),
            cmd.expires_at,
            now,
        )?;
        let result = self.result(cmd.employee, ItemOutcome::Changed, &given);
        if target == before || cmd.mode == Mode::DryRun {
            return Ok(Ready::unchanged(result));
        }
        unit.save_membership(&mut target.membership).await?;
        let mut event = Event::of_membership(
            EventKind::MembershipChanged,
            &ports.catalogue,
            Some(&before),
            Some(&target),
        );
        event.details.withheld.clone_from(&result.withheld);
        event.details.retained.clone_from(&result.retained);
        let records = Records::one(&manager.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(result, unit, records))
    }
}

fn must_lie_ahead(end: WantedEnd, now: Time) -> Result<(), UseCaseError> {
    match end {
        WantedEnd::At(Some(end)) if end <= now => {
            Err(UseCaseError::invalid("/expires_at", "must lie ahead"))
        }
        WantedEnd::At(_) | WantedEnd::Keep => Ok(()),
    }
}
