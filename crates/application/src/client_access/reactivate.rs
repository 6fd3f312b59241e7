//! A partner admin reactivates an employee in a client, within what the caller may delegate (D2).
//! An employee whom the client itself deactivated stays deactivated (D9).

use latchkey_domain::{
    gate::Need,
    partner_side,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{ClientAccess, TargetEmployee};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::partner,
    steps::member_view::MemberView,
};

impl ClientAccess {
    /// Reactivates an employee.
    pub async fn reactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipReactivated);
        let work = self.try_reactivate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_reactivate(
        &self,
        cx: &RequestContext,
        cmd: &TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let cmd = cmd.find(ports, cx).await?;
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = partner::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let delegator = partner::delegator(ports, &mut *unit, &manager, cmd.client).await?;
        let mut target =
            partner::acting_member(&mut *unit, cmd.partner, cmd.client, cmd.employee).await?;
        let employment = partner::employee(&mut *unit, cmd.partner, cmd.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let changed = partner_side::reactivate(
            &ports.catalogue,
            &delegator,
            &mut target,
            employment.as_ref(),
            now,
        )?;
        if !changed {
            return Ok(Ready::unchanged(MemberView::of(
                target,
                &ports.catalogue,
                now,
            )));
        }
        unit.save_membership(&mut target.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipReactivated,
            &ports.catalogue,
            Some(&before),
            Some(&target),
        );
        let permit = manager.permit();
        let view = MemberView::of(target, &ports.catalogue, now);
        Ok(Ready::of(view, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::membership::{Access, terms::Rank};
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    async fn deactivated_partner_admin(bed: &UseCaseBed) -> TargetEmployee {
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        world
            .add_member(jonas.partner_admin(world.northwind).deactivated())
            .await;
        TargetEmployee {
            partner: world.northwind.into(),
            client: world.harbour.into(),
            employee: world.jonas.into(),
        }
    }

    /// Employees regain what they had, without what the actor lacks (D2, A2).
    #[tokio::test]
    async fn what_comes_back_is_clipped_to_what_the_actor_holds() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let cmd = deactivated_partner_admin(&bed).await;
        world
            .withhold(world.harbour, world.marit, "reports.view")
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let ready = service.reactivate(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let member = world.member(world.harbour, world.jonas).await;
        assert_eq!(member.membership.access, Access::PartnerAdmin);
        let effective = member.effective(&world.catalogue, world.now());
        assert!(!effective.is_empty());
        assert!(!effective.contains(world.catalogue.index_named("reports.view").unwrap()));
        assert_eq!(
            bed.trail(1).await,
            [(EventKind::MembershipReactivated, None)]
        );
    }

    /// Only the client reactivates a member whom it deactivated (D9).
    #[tokio::test]
    async fn the_partner_does_not_undo_what_the_client_did() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let cmd = deactivated_partner_admin(&bed).await;
        world
            .change_member(world.harbour, world.jonas, |member, _| {
                member.terms.refuse(Rank::SuperAdmin);
            })
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let result = service
            .reactivate(&bed.as_user(world.marit), cmd.clone())
            .await;
        assert_eq!(refused(result), "client-refused");
    }

    /// Reactivating needs an active partner admin; no one reactivates themself (A1, D4).
    #[tokio::test]
    async fn reactivating_needs_a_partner_admin_there() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let cmd = deactivated_partner_admin(&bed).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let result = service
            .reactivate(&bed.as_user(world.tomas), cmd.clone())
            .await;
        assert_eq!(refused(result), "not-partner-admin");
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        let result = service
            .reactivate(&bed.as_user(world.marit), cmd.clone())
            .await;
        assert_eq!(refused(result), "not-partner-admin");
    }
}
