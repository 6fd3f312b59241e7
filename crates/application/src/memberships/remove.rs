//! An account removes a member (A8, D3, D5): the seat is free, and no partner brings them back (D9).

use latchkey_domain::{
    account_members,
    audit::Records,
    authority::Need,
    event::{Event, EventKind},
    permission::BuiltIn,
    ports::Locks,
    refusal::Refusal,
};

use super::{Memberships, TargetMember, account_manager};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Memberships {
    /// Removes a member.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipRemoved);
        let work = self.try_remove(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let mut unit = ports.store.begin(Locks::none().changing(cmd.account)).await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        let mut target = unit.member(cmd.account, cmd.user).await?.ok_or(Refusal::NotFound)?;
        cx.must_match(target.membership.version)?;

        let super_admins = unit.permanent_super_admins(cmd.account).await?;
        let catalogue = &ports.catalogue;
        account_members::remove(catalogue, &manager, &mut target, &super_admins)?;
        unit.remove_membership(&target.membership).await?;
        unit.save_terms(&target.terms).await?;
        let event =
            Event::of_membership(EventKind::MembershipRemoved, catalogue, Some(&target), None);
        let records = Records::one(&manager.permit(), event, &*ports.ids, ports.now());
        Ok(Ready::changed((), unit, records))
    }
}
