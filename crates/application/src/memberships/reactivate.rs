//! An account reactivates a member with the access they had, and lifts its refusal (A8, D2, D9).

use latchkey_domain::{
    account_side::members, gate::Need, membership::terms::Rank, trail::event::EventKind,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    steps::member_view::MemberView,
};

impl Memberships {
    /// Reactivates a member.
    pub async fn reactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipReactivated);
        let work = self.try_reactivate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_reactivate(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let cmd = cmd.find(ports, cx, Need::Edit).await?;
        let mut on = self
            .open_member(cx, cmd, cmd.locks(), Rank::Manager)
            .await?;
        let before = on.target.clone();
        let (catalogue, now) = (&ports.catalogue, ports.now());
        if !members::reactivate(catalogue, &on.manager, &mut on.target, now)? {
            return Ok(on.unchanged(ports));
        }
        let kind = EventKind::MembershipReactivated;
        on.save(ports, cx, kind, &before).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// D9: only the account brings back whom it deactivated, and with that its refusal is lifted.
    #[tokio::test]
    async fn the_account_takes_its_no_back() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.ines);
        let cmd = TargetMember {
            account: world.harbour.into(),
            user: world.marit.into(),
        };
        let ready = service.deactivate(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let ready = service.reactivate(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let member = world.member(world.harbour, world.marit).await;
        assert!(!member.membership.deactivated && !member.terms.is_refused());
    }

    /// D2, A8: a super admin is reactivated by a super admin of the account only.
    #[tokio::test]
    async fn a_super_admin_is_reactivated_by_a_super_admin() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(world.helen);
        let cmd = TargetMember {
            account: world.harbour.into(),
            user: world.hugo.into(),
        };
        let ready = service.deactivate(&helen, cmd.clone()).await.unwrap();
        bed.done(&helen, ready).await;
        let ines = bed.as_user(world.ines);
        assert_eq!(
            refused(service.reactivate(&ines, cmd.clone()).await),
            "super-admin-target"
        );
        let ready = service.reactivate(&helen, cmd.clone()).await.unwrap();
        bed.done(&helen, ready).await;
    }
}
