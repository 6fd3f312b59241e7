//! A partner takes an employee's access in a client, reversibly (D1): whatever became of the person
//! in the partner account, and without being partner admin in the client.

use latchkey_domain::{
    audit::Records,
    authority::Need,
    client_access,
    event::{Event, EventKind},
    ids::{AccountId, UserId},
    ports::Locks,
};

use super::{ClientAccess, gate};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::MemberView, ready::Ready,
};

/// An employee in a client.
#[derive(Debug, Clone, Copy)]
pub struct TargetEmployee {
    /// The partner.
    pub partner: AccountId,
    /// The client.
    pub client: AccountId,
    /// Whom.
    pub employee: UserId,
}

impl TargetEmployee {
    /// The event of an attempt on this employee.
    pub(super) fn attempted(self, kind: EventKind) -> Event {
        Event::new(kind).in_account(self.client).about(self.employee).with_partner(self.partner)
    }
}

impl ClientAccess {
    /// Takes an employee's access in a client.
    pub async fn deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipDeactivated);
        let work = self.try_deactivate(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = gate::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let mut target =
            gate::acting_member(&mut *unit, cmd.partner, cmd.client, cmd.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let super_admins = unit.permanent_super_admins(cmd.client).await?;
        if !client_access::deactivate(&manager, &mut target, &super_admins, now)? {
            return Ok(Ready::unchanged(MemberView::of(target, &ports.catalogue, now)));
        }
        unit.save_membership(&mut target.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipDeactivated,
            &ports.catalogue,
            Some(&before),
            Some(&target),
        );
        let records = Records::one(&manager.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(MemberView::of(target, &ports.catalogue, now), unit, records))
    }
}
