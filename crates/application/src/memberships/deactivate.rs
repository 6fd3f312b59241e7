//! An account deactivates a member (A8, D3, D5). No partner can reactivate them (D9).

use latchkey_domain::{
    account_side::members, gate::Need, membership::terms::Rank, trail::event::EventKind,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    steps::member_view::MemberView,
};

impl Memberships {
    /// Deactivates a member.
    pub async fn deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipDeactivated);
        let work = self.try_deactivate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_deactivate(
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
        let super_admins = on.unit.permanent_super_admins(cmd.account).await?;
        let changed = members::deactivate(
            &ports.catalogue,
            &on.manager,
            &mut on.target,
            &super_admins,
            ports.now(),
        )?;
        if !changed {
            return Ok(on.unchanged(ports));
        }
        let kind = EventKind::MembershipDeactivated;
        on.save(ports, cx, kind, &before).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn target(bed: &UseCaseBed, user: latchkey_domain::base::ids::UserId) -> TargetMember {
        TargetMember {
            account: bed.world.harbour.into(),
            user: user.into(),
        }
    }

    /// A8, D9: a holder of `users.edit` deactivates whoever acts for a partner, and that is the
    /// client's refusal; doing it again is no change, after a partner did it is one.
    #[tokio::test]
    async fn the_account_says_no_to_a_partner_employee() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member
                    .membership
                    .set_engagement(latchkey_domain::membership::Engagement::Contractor, now);
            })
            .await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.ines);
        for _ in 0..2 {
            let ready = service
                .deactivate(&cx, target(&bed, world.marit))
                .await
                .unwrap();
            bed.done(&cx, ready).await;
        }
        assert!(
            world
                .member(world.harbour, world.marit)
                .await
                .terms
                .is_refused()
        );
        assert_eq!(
            bed.trail(9).await,
            [(EventKind::MembershipDeactivated, None)]
        );
    }

    /// A8, A11: never oneself, never a super admin, and not without the right.
    #[tokio::test]
    async fn who_may_not_deactivate_whom() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        for (who, whom, code) in [
            (world.ines, world.ines, "self-target"),
            (world.ines, world.helen, "super-admin-target"),
            (world.marit, world.ines, "missing-permission"),
            (world.sam, world.ines, "not-found"),
            (world.helen, world.sam, "not-found"),
        ] {
            let result = service
                .deactivate(&bed.as_user(who), target(&bed, whom))
                .await;
            assert_eq!(refused(result), code);
        }
    }

    /// D5: of two super admins one can go, the last one cannot.
    #[tokio::test]
    async fn one_super_admin_always_stays() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(world.helen);
        let ready = service
            .deactivate(&helen, target(&bed, world.hugo))
            .await
            .unwrap();
        bed.done(&helen, ready).await;
        let result = service.deactivate(&helen, target(&bed, world.helen)).await;
        assert_eq!(refused(result), "last-super-admin");
        let hugo = bed.as_user(world.hugo);
        let result = service.deactivate(&hugo, target(&bed, world.helen)).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
