//! An account deactivates a member (A8, D3, D5). No partner can reactivate them (D9). A dry run in a
//! partner's account names the clients that it would cut (D8).

use latchkey_domain::{
    account_side::members,
    gate::Need,
    membership::{member::Member, terms::Rank},
    ports::NamedClient,
    trail::event::EventKind,
};

use super::{Memberships, TargetMember, one_member::MemberUnit};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    steps::member_view::MemberView,
};

/// What deactivating a member would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeseenDeactivation {
    /// The member, as they would be.
    pub member: MemberView,
    /// The clients where it would cut them, by the names the partner sees.
    pub clients: Vec<NamedClient>,
}

impl Memberships {
    /// Shows what deactivating a member would do, and changes nothing.
    pub async fn foresee_deactivation(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<ForeseenDeactivation>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipDeactivated);
        let work = self.try_foresee_deactivation(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

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
        let (on, before) = Box::pin(self.deactivated(cx, cmd)).await?;
        let Some(before) = before else {
            return Ok(on.unchanged(ports));
        };
        let kind = EventKind::MembershipDeactivated;
        on.save(ports, cx, kind, &before).await
    }

    async fn try_foresee_deactivation(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<Ready<ForeseenDeactivation>, UseCaseError> {
        let ports = &*self.ports;
        let (mut on, before) = Box::pin(self.deactivated(cx, cmd)).await?;
        let at = ports.clock_reading();
        let employed = before.filter(|before| before.is_employed_here(at.now));
        let clients = match employed {
            None => Vec::new(),
            Some(before) => {
                let (partner, user) = (before.account.id, before.user.id);
                let row = on.unit.employee(partner, user, at).await?;
                let served = row.map(|row| row.clients).unwrap_or_default();
                let cut = served
                    .into_iter()
                    .filter(|there| there.ends_with_employment(at.now));
                cut.map(NamedClient::from).collect()
            }
        };
        Ok(Ready::unchanged(ForeseenDeactivation {
            member: MemberView::of(on.target, &ports.catalogue, at.now),
            clients,
        }))
    }

    /// The member deactivated and not saved yet, and as they were before; `None`: nothing changed.
    async fn deactivated(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<(MemberUnit, Option<Member>), UseCaseError> {
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
        Ok((on, changed.then_some(before)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_testing::builders::MembershipBuilder;

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

    /// D8: a dry run in a partner's account names the clients that it would cut, and changes nothing.
    #[tokio::test]
    async fn a_dry_run_names_the_clients_it_cuts() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let (fjordline, elsewhere) = (world.fjordline, world.elsewhere);
        for (client, deactivated) in [(fjordline, false), (elsewhere, true)] {
            let there = MembershipBuilder::new(client, world.jonas);
            let there = there.partner_admin(world.northwind);
            let there = if deactivated {
                there.deactivated()
            } else {
                there
            };
            world.add_member(there).await;
        }
        world
            .add_member(MembershipBuilder::new(world.harbour, world.jonas))
            .await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let cmd = TargetMember {
            account: world.northwind.into(),
            user: world.jonas.into(),
        };
        let ready = service.foresee_deactivation(&cx, cmd).await.unwrap();
        let foreseen = ready.value();
        let cut: Vec<_> = foreseen.clients.iter().map(|it| it.client).collect();
        assert_eq!(cut, [fjordline]);
        assert!(foreseen.member.member.membership.deactivated);
        bed.done(&cx, ready).await;
        let jonas = world.member(world.northwind, world.jonas).await;
        assert!(!jonas.membership.deactivated);
        assert_eq!(bed.trail(9).await, []);
        // Elsewhere there is nobody to cut; and a rule that refuses the act refuses the dry run.
        let helen = bed.as_user(world.helen);
        let ready = service
            .foresee_deactivation(&helen, target(&bed, world.ines))
            .await;
        assert_eq!(ready.unwrap().value().clients, []);
        let result = service
            .foresee_deactivation(&bed.as_user(world.ines), target(&bed, world.helen))
            .await;
        assert_eq!(refused(result), "super-admin-target");
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
