//! When someone leaves a partner's account, an operation ends the access in its clients that does
//! not end by itself (D8). The operation begins in the unit in which they leave, whichever door the
//! change came through.

use latchkey_domain::{
    base::time::Time,
    membership::member::Member,
    partnership::offboarding::{OffboardingPolicy, leaves},
    ports::{ActingFor, HeldAccess, UnitOfWork},
    trail::{event::Event, origin::Origin},
    work::operation::{Item, Operation, Task},
};

use crate::{
    frame::{error::UseCaseError, ports::Ports},
    steps::started::started,
};

/// A change of a membership: its state before and after. `after` is `None` if it was removed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MembershipChange<'a> {
    pub(crate) before: &'a Member,
    pub(crate) then: Time,
    pub(crate) after: Option<&'a Member>,
}

/// Begins an offboarding if the change means that someone leaves a partner: stores the operation in
/// the unit and returns the events to commit with the change.
pub(crate) async fn follow(
    ports: &Ports,
    origin: &Origin,
    unit: &mut dyn UnitOfWork,
    change: MembershipChange<'_>,
) -> Result<Option<Event>, UseCaseError> {
    let now = ports.now();
    if !leaves(change.before, change.then, change.after, now) {
        return Ok(None);
    }
    let membership = &change.before.membership;
    let policy = ports.settings.offboarding;
    let acting = ActingFor {
        partner: membership.account,
        employees: Some(&[membership.user]),
        clients: None,
        held: match policy {
            OffboardingPolicy::Offer => HeldAccess::SuperAdmin,
            OffboardingPolicy::Deactivate | OffboardingPolicy::Remove => HeldAccess::Anything,
        },
    };
    let pairs = unit.acting_pairs(acting, u32::MAX).await?;
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut items = Item::all(pairs);
    for item in &mut items {
        item.params = Some(policy.as_str().to_owned());
    }
    let id = ports.ids.next();
    let task = Task::Offboard;
    let operation = Operation::begin(id, membership.account, task, &items, origin, now);
    unit.insert_operation(&operation, &items).await?;
    Ok(Some(started(&operation).about(membership.user)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::{AccountId, UserId},
            page::PageRequest,
            time::days,
        },
        membership::Access,
        trail::event::EventKind,
        work::operation::ItemOutcome,
    };
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::{
        frame::ports::Ports,
        memberships::{Memberships, RemoveMember, TargetMember},
        operations::Operations,
        testing::{UseCaseBed, refused},
    };

    /// Jonas acts for Northwind as super admin of one client and as partner admin of another.
    async fn bed(policy: OffboardingPolicy) -> UseCaseBed {
        let mut bed = UseCaseBed::new().await;
        if let Some(ports) = Arc::<Ports>::get_mut(&mut bed.ports) {
            ports.settings.offboarding = policy;
        }
        let world = &bed.world;
        let member = |account| MembershipBuilder::new(account, world.jonas);
        world
            .add_member(
                member(world.harbour)
                    .super_admin()
                    .acting_for(world.northwind),
            )
            .await;
        world
            .add_member(member(world.fjordline).partner_admin(world.northwind))
            .await;
        bed
    }

    async fn run(bed: &UseCaseBed) {
        let operations = Operations::new(Arc::clone(&bed.ports));
        let worker = operations.worker(Arc::new(bed.world.memory().clone()));
        while worker.turn().await.unwrap() {}
    }

    async fn deactivate_in_northwind(bed: &UseCaseBed, user: UserId) {
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        let target = TargetMember {
            account: bed.world.northwind.into(),
            user: user.into(),
        };
        let ready = service.deactivate(&cx, target).await.unwrap();
        bed.done(&cx, ready).await;
    }

    async fn is_deactivated(bed: &UseCaseBed, account: AccountId) -> bool {
        let member = bed.world.member(account, bed.world.jonas).await;
        member.membership.deactivated
    }

    /// The super admin memberships of a leaver are deactivated under every policy, in the name of
    /// whoever ended the employment; the rest is only offered for removal (D8).
    #[tokio::test]
    async fn super_admins_who_leave_are_deactivated_everywhere() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        deactivate_in_northwind(&bed, world.jonas).await;
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
        assert!(!is_deactivated(&bed, world.fjordline).await);
        let trail = world.trail().await;
        let ended = trail.iter().find(|record| {
            record.event.kind == EventKind::MembershipDeactivated
                && record.event.account == Some(world.harbour)
        });
        let ended = ended.unwrap();
        assert_eq!(
            ended.actor,
            latchkey_domain::trail::audit::Actor::User(world.marit)
        );
        assert!(ended.operation.is_some());
    }

    /// An offboarding cannot be cancelled, since a super admin would keep their access. Afterwards
    /// people can be reactivated (D8).
    #[tokio::test]
    async fn an_offboarding_is_not_called_off() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        deactivate_in_northwind(&bed, world.jonas).await;
        let mut reader = world.store.reader();
        let [id] = reader.running_operations(None, 9).await.unwrap()[..] else {
            panic!("one operation runs")
        };
        let service = Operations::new(Arc::clone(&bed.ports));
        let cancelled = service.cancel(&bed.as_user(world.tomas), id).await;
        assert_eq!(refused(cancelled), "conflict");
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
    }

    /// The policy decides about other memberships. Removing the employee counts as leaving, too
    /// (D8).
    #[tokio::test]
    async fn the_policy_deactivates_or_removes_the_rest() {
        let bed1 = bed(OffboardingPolicy::Deactivate).await;
        deactivate_in_northwind(&bed1, bed1.world.jonas).await;
        run(&bed1).await;
        assert!(is_deactivated(&bed1, bed1.world.fjordline).await);

        let bed2 = bed(OffboardingPolicy::Remove).await;
        let world = &bed2.world;
        let service = Memberships::new(Arc::clone(&bed2.ports));
        let cx = bed2.as_user(world.marit);
        let cmd = RemoveMember {
            target: TargetMember {
                account: world.northwind.into(),
                user: world.jonas.into(),
            },
            reassign_to: None,
        };
        let ready = service.remove(&cx, cmd).await.unwrap();
        bed2.done(&cx, ready).await;
        run(&bed2).await;
        assert!(
            world
                .find_member(world.fjordline, world.jonas)
                .await
                .is_none()
        );
        let left = world.member(world.harbour, world.jonas).await;
        assert_eq!(left.membership.access, Access::SuperAdmin);
        assert!(left.membership.deactivated);
        assert!(!left.terms.refused, "the client has refused nobody (D9)");
    }

    /// A last permanent super admin stays, and the operation names them (D5, D8).
    #[tokio::test]
    async fn a_last_super_admin_stays_and_is_named() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        for own in [world.helen, world.hugo] {
            world
                .change_member(world.harbour, own, |member, now| {
                    member.membership.expire_at(Some(now + days(900)), now);
                })
                .await;
        }
        deactivate_in_northwind(&bed, world.jonas).await;
        run(&bed).await;
        assert!(!is_deactivated(&bed, world.harbour).await);
        let trail = world.trail().await;
        let begun = trail
            .iter()
            .find(|record| record.event.kind == EventKind::OperationStarted);
        let id = begun.unwrap().event.object.clone().unwrap();
        let page = PageRequest::first();
        let mut reader = world.store.reader();
        let rows = reader
            .items(id.parse().unwrap(), None, &page)
            .await
            .unwrap();
        let result = &rows.items[0].result;
        assert_eq!(result.outcome, ItemOutcome::Refused);
        assert_eq!(result.problem.as_deref(), Some("last-super-admin"));
    }

    /// An employment that expires counts as leaving, too. An employee who returns before the
    /// operation runs keeps their access (D8, A9).
    #[tokio::test]
    async fn an_end_that_comes_is_leaving() {
        let bed = bed(OffboardingPolicy::Deactivate).await;
        let world = &bed.world;
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(Some(now + days(1)), now);
            })
            .await;
        world.clock.advance(chrono::Duration::days(2));
        let service = Memberships::new(Arc::clone(&bed.ports));
        assert_eq!(service.expire().await.unwrap(), 1);
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(None, now);
            })
            .await;
        run(&bed).await;
        assert!(!is_deactivated(&bed, world.harbour).await);

        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(Some(now + days(1)), now);
            })
            .await;
        world.clock.advance(chrono::Duration::days(2));
        assert_eq!(service.expire().await.unwrap(), 1);
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
        assert!(is_deactivated(&bed, world.fjordline).await);
    }
}
