//! An account takes a member's access, reversibly (A8, D3, D5); no partner brings them back (D9).

use latchkey_domain::{
    account_members,
    audit::Records,
    authority::Need,
    event::{Event, EventKind},
    permission::BuiltIn,
    ports::Locks,
    refusal::Refusal,
};

use super::{MemberView, Memberships, TargetMember, account_manager};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Memberships {
    /// Takes a member's access.
    pub async fn deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipDeactivated);
        let work = self.try_deactivate(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let mut unit = ports.store.begin(Locks::none().changing(cmd.account)).await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        let mut target = unit.member(cmd.account, cmd.user).await?.ok_or(Refusal::NotFound)?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let super_admins = unit.permanent_super_admins(cmd.account).await?;
        let catalogue = &ports.catalogue;
        if !account_members::deactivate(catalogue, &manager, &mut target, &super_admins, now)? {
            return Ok(Ready::unchanged(MemberView::of(target, catalogue, now)));
        }
        unit.save_membership(&mut target.membership).await?;
        unit.save_terms(&target.terms).await?;
        let kind = EventKind::MembershipDeactivated;
        let event = Event::of_membership(kind, catalogue, Some(&before), Some(&target));
        let records = Records::one(&manager.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(MemberView::of(target, catalogue, now), unit, records))
    }
}
