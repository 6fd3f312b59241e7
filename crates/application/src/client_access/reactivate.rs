//! A partner admin gives a deactivated employee back what they had, clipped by the delegation rule
//! (D2); what the client itself deactivated stays so (D9).

use latchkey_domain::{
    audit::Records,
    authority::Need,
    client_access,
    event::{Event, EventKind},
    ports::Locks,
};

use super::{ClientAccess, TargetEmployee, gate};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::MemberView, ready::Ready,
};

impl ClientAccess {
    /// Gives a deactivated employee their access back.
    pub async fn reactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipReactivated);
        let work = self.try_reactivate(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_reactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = gate::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let delegator = gate::delegator(ports, &mut *unit, &manager, cmd.client).await?;
        let mut target =
            gate::acting_member(&mut *unit, cmd.partner, cmd.client, cmd.employee).await?;
        let employment = unit.member(cmd.partner, cmd.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let changed = client_access::reactivate(
            &ports.catalogue,
            &delegator,
            &mut target,
            employment.as_ref(),
            now,
        )?;
        if !changed {
            return Ok(Ready::unchanged(MemberView::of(target, &ports.catalogue, now)));
        }
        unit.save_membership(&mut target.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipReactivated,
            &ports.catalogue,
            Some(&before),
            Some(&target),
        );
        let records = Records::one(&manager.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(MemberView::of(target, &ports.catalogue, now), unit, records))
    }
}
