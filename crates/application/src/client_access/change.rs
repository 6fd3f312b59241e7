//! A partner admin gives an employee of the partner another set in a client (A1, A2, A6, A9).

use latchkey_domain::{
    base::ids::PermissionSetId,
    gate::Need,
    partner_side::{self, WantedEnd},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{ClientAccess, TargetEmployee};
use crate::{
    frame::{
        context::RequestContext, ends::must_be_to_come, error::UseCaseError, mode::Mode,
        ready::Ready,
    },
    gates::partner,
    plan::{EmployeeOutcome, EmployeeResult},
};

/// Gives an employee another set.
#[derive(Debug, Clone)]
pub struct ChangeEmployee {
    /// The employee, the client and the partner.
    pub target: TargetEmployee,
    /// The new set.
    pub permission_set: PermissionSetId,
    /// When the access ends.
    pub expires_at: WantedEnd,
    /// Whether this is a dry run.
    pub mode: Mode,
}

impl ClientAccess {
    /// Gives an employee another set.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeEmployee,
    ) -> Result<Ready<EmployeeResult>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::MembershipChanged);
        let work = self.try_change(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeEmployee,
    ) -> Result<Ready<EmployeeResult>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        if let WantedEnd::At(end) = cmd.expires_at {
            must_be_to_come(end, now)?;
        }
        let employee_at = cmd.target.find(ports, cx).await?;
        let (partner, client) = (employee_at.partner, employee_at.client);
        let locks = Locks::none().changing(client).reading(partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let delegator = partner::delegator(ports, &mut *unit, &manager, client).await?;
        let mut target =
            partner::acting_member(&mut *unit, partner, client, employee_at.employee).await?;
        let chosen = partner::chosen_set(&mut *unit, partner, client, cmd.permission_set).await?;
        let employment = partner::employee(&mut *unit, partner, employee_at.employee).await?;
        cx.must_match(target.membership.version)?;

        let before = target.clone();
        let given = partner_side::change(
            &ports.catalogue,
            &delegator,
            &chosen,
            &mut target,
            employment.as_ref(),
            cmd.expires_at,
            now,
        )?;
        let result = EmployeeResult::of_given(
            &ports.catalogue,
            employee_at.employee,
            EmployeeOutcome::Changed,
            &given,
        );
        if target == before || cmd.mode == Mode::DryRun {
            return Ok(Ready::unchanged(result));
        }
        unit.save_membership(&mut target.membership).await?;
        let mut event = Event::of_membership(
            EventKind::MembershipChanged,
            &ports.catalogue,
            Some(&before),
            Some(&target),
        );
        event.details.withheld.clone_from(&result.withheld);
        event.details.retained.clone_from(&result.retained);
        let permit = manager.permit();
        Ok(Ready::of(result, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{ids::UserId, time::days, version::Version},
        membership::Access,
    };
    use latchkey_testing::{World, builders};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    async fn add_tomas(bed: &UseCaseBed, set: &str) {
        let world = &bed.world;
        let set = world.set(world.standard_set(set)).await;
        world
            .add_member(
                builders::MembershipBuilder::new(world.harbour, world.tomas)
                    .set(&set)
                    .acting_for(world.northwind),
            )
            .await;
    }

    fn change(world: &World, employee: UserId, set: &str) -> ChangeEmployee {
        ChangeEmployee {
            target: TargetEmployee {
                partner: world.northwind.into(),
                client: world.harbour.into(),
                employee: employee.into(),
            },
            permission_set: world.standard_set(set),
            expires_at: WantedEnd::Keep,
            mode: Mode::CarryOut,
        }
    }

    /// The worked example: an employee who has reports keeps them when an actor without reports
    /// changes the set (A2, A3). Giving the same set again changes nothing (T4).
    #[tokio::test]
    async fn what_the_actor_lacks_stays_with_the_employee() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        add_tomas(&bed, "marketing_manager").await;
        world
            .withhold(world.harbour, world.marit, "reports.view")
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let cmd = change(world, world.tomas, "sales_rep");

        let ready = service.change(&cx, cmd.clone()).await.unwrap();
        let result = bed.done(&cx, ready).await;

        assert!(
            result
                .retained
                .iter()
                .any(|key| key.as_str() == "reports.view")
        );
        let member = world.member(world.harbour, world.tomas).await;
        let granted = member.granted(&world.catalogue);
        assert!(granted.contains(world.catalogue.index_named("reports.view").unwrap()));
        assert_eq!(bed.trail(1).await, [(EventKind::MembershipChanged, None)]);

        let ready = service.change(&cx, cmd).await.unwrap();
        let _same = bed.done(&cx, ready).await;
        assert_eq!(world.member(world.harbour, world.tomas).await, member);
        assert_eq!(bed.trail(9).await.len(), 1);
    }

    /// Not oneself, not a super admin, not the client's own people, not a person who left (A6).
    #[tokio::test]
    async fn some_people_are_out_of_reach() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        add_tomas(&bed, "sales_rep").await;
        for (who, code) in [(world.marit, "self-target"), (world.helen, "not-found")] {
            assert_eq!(
                refused(service.change(&cx, change(world, who, "sales_rep")).await),
                code
            );
        }
        world
            .change_member(world.northwind, world.tomas, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        let cmd = change(world, world.tomas, "sales_manager");
        assert_eq!(refused(service.change(&cx, cmd).await), "not-an-employee");
    }

    /// An employee whose access ends after the actor's gains nothing, unless the call moves the end
    /// within the actor's (A9).
    #[tokio::test]
    async fn nothing_is_gained_beyond_the_actors_own_end() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        add_tomas(&bed, "sales_rep").await;
        let end = world.now() + days(10);
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(end), now);
            })
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let before = world
            .member(world.harbour, world.tomas)
            .await
            .granted(&world.catalogue);
        let mut cmd = change(world, world.tomas, "marketing_manager");
        cmd.mode = Mode::DryRun;
        let result = service.change(&cx, cmd.clone()).await.unwrap();
        let got = world.catalogue.grant(&result.value().permissions);
        assert!(got.is_subset_of(before));
        assert!(!result.value().withheld.is_empty());

        cmd.mode = Mode::CarryOut;
        cmd.expires_at = WantedEnd::At(Some(end));
        let ready = service.change(&cx, cmd).await.unwrap();
        let result = bed.done(&cx, ready).await;
        assert_eq!(result.withheld, []);
        assert_eq!(result.expires_at, Some(end));
    }

    /// A partner admin colleague may be given a set, and is then no longer partner admin (A6).
    #[tokio::test]
    async fn a_partner_admin_colleague_may_be_changed_to_a_set() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        world
            .add_member(
                builders::MembershipBuilder::new(world.harbour, world.jonas)
                    .partner_admin(world.northwind),
            )
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let ready = service
            .change(&cx, change(world, world.jonas, "sales_rep"))
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        let member = world.member(world.harbour, world.jonas).await;
        assert!(matches!(member.membership.access, Access::PermissionSet(_)));
    }

    #[tokio::test]
    async fn a_version_seen_before_is_stale() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        add_tomas(&bed, "sales_rep").await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let mut cx = bed.as_user(world.marit);
        cx.expected = Some(Version::new(7));
        let result = service
            .change(&cx, change(world, world.tomas, "sales_manager"))
            .await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
    }
}
