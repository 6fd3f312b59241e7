//! An account sends an invitation again (I1): it can be accepted for seven more days.

use latchkey_domain::{
    account_side::members, gate::Need, membership::terms::Rank, trail::event::EventKind,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    steps::member_view::MemberView,
};

impl Memberships {
    /// Sends a member's invitation again.
    pub async fn resend_invitation(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::InvitationResent);
        let work = self.try_resend_invitation(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_resend_invitation(
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
        members::resend_invitation(catalogue, &on.manager, &mut on.target, now)?;
        on.save(ports, cx, EventKind::InvitationResent, &before)
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::time::days;
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// I1: a lapsed invitation that is sent again can be accepted for seven more days, and that does
    /// not confirm the address.
    #[tokio::test]
    async fn a_lapsed_invitation_works_again() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        world
            .change_user(world.sam, |user, now| {
                let email = user.email.clone().unwrap();
                user.readdress(email, false, now);
            })
            .await;
        let people = world.set(world.harbour_people).await;
        let sam = MembershipBuilder::new(world.harbour, world.sam).set(&people);
        world.add_member(sam.invited()).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let (sam, ines) = (bed.as_user(world.sam), bed.as_user(world.ines));
        world.clock.advance(days(7));
        assert_eq!(
            refused(service.accept(&sam, &world.harbour.into()).await),
            "conflict"
        );
        let target = TargetMember {
            account: world.harbour.into(),
            user: world.sam.into(),
        };
        let ready = service
            .resend_invitation(&ines, target.clone())
            .await
            .unwrap();
        bed.done(&ines, ready).await;
        assert_eq!(bed.trail(1).await, [(EventKind::InvitationResent, None)]);
        world.clock.advance(days(6));
        let ready = service.accept(&sam, &world.harbour.into()).await.unwrap();
        let accepted = bed.done(&sam, ready).await;
        assert!(!accepted.member.user.confirmed);
        assert_eq!(
            refused(service.resend_invitation(&ines, target).await),
            "conflict"
        );
    }

    /// A8: within what they may manage, and nobody else.
    #[tokio::test]
    async fn who_may_not_invite_again() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let sam = MembershipBuilder::new(world.harbour, world.sam).super_admin();
        world.add_member(sam.invited()).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        for (who, code) in [
            (world.ines, "super-admin-target"),
            (world.marit, "missing-permission"),
            (world.freya, "not-found"),
        ] {
            let target = TargetMember {
                account: world.harbour.into(),
                user: world.sam.into(),
            };
            let result = service.resend_invitation(&bed.as_user(who), target).await;
            assert_eq!(refused(result), code);
        }
    }
}
