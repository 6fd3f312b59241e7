//! A partner deactivates an employee in a client, which can be undone (D1). The caller need not be
//! partner admin there, and the person's state in the partner account does not matter.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
    },
    gate::Need,
    partner_side,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::ClientAccess;
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready,
        refusals::Attempted,
    },
    gates::{named, partner},
    steps::member_view::MemberView,
};

/// An employee in a client, as the caller names them.
#[derive(Debug, Clone)]
pub struct TargetEmployee {
    /// The partner.
    pub partner: AccountRef,
    /// The client.
    pub client: AccountRef,
    /// The employee.
    pub employee: UserRef,
}

impl TargetEmployee {
    /// An attempt to change this employee.
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        Attempted::new(kind)
            .in_account(&self.client)
            .about(&self.employee)
            .with_partner(&self.partner)
    }

    /// Looks up the names after checking the caller's token.
    pub(super) async fn find(
        &self,
        ports: &Ports,
        cx: &RequestContext,
    ) -> Result<EmployeeAt, UseCaseError> {
        let place = [&self.partner, &self.client];
        let [partner, client] = named::place_for_user(ports, cx, Need::Edit, place).await?;
        Ok(EmployeeAt {
            partner,
            client,
            employee: named::user(ports, &self.employee).await?,
        })
    }
}

/// An employee in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmployeeAt {
    /// The partner.
    pub partner: AccountId,
    /// The client.
    pub client: AccountId,
    /// The employee.
    pub employee: UserId,
}

impl EmployeeAt {
    /// An event about this employee.
    pub(super) fn event(self, kind: EventKind) -> Event {
        Event::new(kind)
            .in_account(self.client)
            .about(self.employee)
            .with_partner(self.partner)
    }
}

impl ClientAccess {
    /// Deactivates an employee in a client.
    pub async fn deactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipDeactivated);
        let work = self.try_deactivate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_deactivate(
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
        let mut target =
            partner::acting_member(&mut *unit, cmd.partner, cmd.client, cmd.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let super_admins = unit.permanent_super_admins(cmd.client).await?;
        if !partner_side::deactivate(&manager.ender(), &mut target, &super_admins, now)? {
            return Ok(Ready::unchanged(MemberView::of(
                target,
                &ports.catalogue,
                now,
            )));
        }
        unit.save_membership(&mut target.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipDeactivated,
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

    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn target(bed: &UseCaseBed, employee: UserId) -> TargetEmployee {
        let world = &bed.world;
        TargetEmployee {
            partner: world.northwind.into(),
            client: world.harbour.into(),
            employee: employee.into(),
        }
    }

    /// The right in the partner account is enough, even without being partner admin in the client.
    /// The record stays (D1, D3). Deactivating twice changes nothing (T4).
    #[tokio::test]
    async fn reaches_anyone_who_acts_for_the_partner() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.tomas);
        let ready = service
            .deactivate(&cx, target(&bed, world.marit))
            .await
            .unwrap();
        let view = bed.done(&cx, ready).await;
        assert_eq!(view.permissions, []);
        assert!(
            world
                .member(world.harbour, world.marit)
                .await
                .membership
                .deactivated
        );
        assert!(
            !world
                .member(world.harbour, world.marit)
                .await
                .terms
                .is_refused(),
            "not the client's"
        );
        let ready = service
            .deactivate(&cx, target(&bed, world.marit))
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(
            bed.trail(9).await,
            [(EventKind::MembershipDeactivated, None)]
        );
    }

    /// The person's status in the partner account does not matter (D1).
    #[tokio::test]
    async fn a_leaver_can_still_be_deactivated() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
        let gone = world.member(world.northwind, world.jonas).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
        unit.remove_membership(&gone).await.unwrap();
        world.commit(unit).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.tomas);
        let ready = service
            .deactivate(&cx, target(&bed, world.jonas))
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        assert!(
            world
                .member(world.harbour, world.jonas)
                .await
                .membership
                .deactivated
        );
    }

    /// The client's own people are not found; readers and strangers are refused (A6, A11).
    #[tokio::test]
    async fn the_clients_own_people_are_out_of_reach() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        for (who, whom, code) in [
            (world.tomas, world.helen, "not-found"),
            (world.priya, world.marit, "missing-permission"),
            (world.jonas, world.marit, "missing-permission"),
            (world.helen, world.marit, "not-found"),
        ] {
            let result = service
                .deactivate(&bed.as_user(who), target(&bed, whom))
                .await;
            assert_eq!(refused(result), code);
        }
    }

    /// The last permanent super admin of a client stays, even if they act for the partner (D5).
    #[tokio::test]
    async fn the_last_super_admin_of_a_client_stays() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let marit = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
        world.add_member(marit.acting_for(world.northwind)).await;
        let freya = world.member(world.fjordline, world.freya).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
        unit.remove_membership(&freya).await.unwrap();
        world.commit(unit).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cmd = TargetEmployee {
            client: world.fjordline.into(),
            ..target(&bed, world.marit)
        };
        let result = service.deactivate(&bed.as_user(world.tomas), cmd).await;
        assert_eq!(refused(result), "last-super-admin");
    }
}
