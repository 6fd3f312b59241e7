//! When an employment has a break, an operation ends the access in the partner's clients that does not
//! end by itself, and tells each client (D8). The operation begins in the unit of the break, whichever
//! door the change came through. The person's link is revoked (L2), and nobody counts them as the
//! partner's own any more (A10). When it ended is remembered, for giving back what it cut, and for
//! naming the person where they are on their own behalf (A6).

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::member::Member,
    partnership::offboarding::{breaks, end_of},
    ports::{ActingFor, HeldAccess, UnitOfWork},
    trail::{
        event::{Event, EventKind},
        origin::Origin,
    },
    work::operation::{Item, Operation, Task},
};

use crate::{
    frame::{another_super_admin::relieve_leavers, error::UseCaseError, ports::Ports},
    steps::{revoked::revoked, started::started},
};

/// A change of a membership: its state before and after. `after` is `None` if it was removed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MembershipChange<'a> {
    pub(crate) before: &'a Member,
    pub(crate) after: Option<&'a Member>,
}

/// What follows from a change of a membership in the unit of the change: an end that it overtakes is
/// recorded, who stayed only as the last super admin goes where there is another, and a break of an
/// employment ends everything that rests on it. Returns the events to commit, those of the change among
/// them: an end that it overtakes stands before it.
pub(crate) async fn follow(
    ports: &Ports,
    origin: &Origin,
    unit: &mut dyn UnitOfWork,
    change: MembershipChange<'_>,
    told: Vec<Event>,
) -> Result<Vec<Event>, UseCaseError> {
    let now = ports.now();
    let mut events = Vec::new();
    if change.before.membership.overtakes_end(now) {
        let kind = EventKind::MembershipExpired;
        let before = Some(change.before);
        events.push(Event::of_membership(kind, &ports.catalogue, before, before));
    }
    events.extend(told);
    if let Some(after) = change.after
        && gives_another_super_admin(change.before, after)
    {
        let new = [after.membership.user];
        let account = (after.membership.account, new.as_slice());
        let left = relieve_leavers(unit, &ports.catalogue, account, now);
        events.extend(left.await?);
    }
    if !breaks(change.before, change.after, now) {
        return Ok(events);
    }
    let membership = &change.before.membership;
    let (partner, user) = (membership.account, membership.user);
    unit.note_employment_end(&end_of(change.before, now))
        .await?;
    events.extend(revoke_link(unit, partner, user, now).await?);
    for client in unit.unlink_everywhere(user, partner).await? {
        let unlinked = Event::new(EventKind::EmployeeUnlinked).in_account(client);
        events.push(unlinked.about(user).with_partner(partner));
    }
    events.extend(begin(ports, origin, unit, partner, user).await?);
    Ok(events)
}

/// Whether the change makes the member count as permanent super admin.
fn gives_another_super_admin(before: &Member, after: &Member) -> bool {
    let counts = |member: &Member| member.permanent_super_admin().is_some_and(|it| it.taken);
    counts(after) && !counts(before)
}

/// Revokes the person's link of the partner (L2).
async fn revoke_link(
    unit: &mut dyn UnitOfWork,
    partner: AccountId,
    user: UserId,
    now: Time,
) -> Result<Option<Event>, UseCaseError> {
    let Some(mut link) = unit.unrevoked_link(partner, user).await? else {
        return Ok(None);
    };
    link.revoke(now);
    unit.save_access_link(&mut link).await?;
    Ok(Some(revoked(&link)))
}

/// Begins the operation over everything that acts for the partner; `None`: there is nothing.
async fn begin(
    ports: &Ports,
    origin: &Origin,
    unit: &mut dyn UnitOfWork,
    partner: AccountId,
    user: UserId,
) -> Result<Option<Event>, UseCaseError> {
    let acting = ActingFor {
        partner,
        employees: Some(&[user]),
        clients: None,
        held: HeldAccess::Anything,
    };
    let pairs = unit.acting_pairs(acting, u32::MAX).await?;
    if pairs.is_empty() {
        return Ok(None);
    }
    let policy = ports.settings.offboarding;
    let mut items = Item::all(pairs);
    for item in &mut items {
        item.params = Some(policy.as_str().to_owned());
    }
    let (id, now) = (ports.ids.next(), ports.now());
    let operation = Operation::begin(id, partner, Task::Offboard, &items, origin, now);
    unit.insert_operation(&operation, &items).await?;
    Ok(Some(started(&operation).about(user)))
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
        membership::{Access, super_admins::LastSuperAdmin},
        partnership::offboarding::OffboardingPolicy,
        ports::Locks,
        trail::event::EventKind,
        work::operation::ItemOutcome,
    };
    use latchkey_testing::builders::{ChangeFreely as _, MembershipBuilder};

    use crate::{
        access_links::{AccessLinks, IssueLink},
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
            last_super_admin: LastSuperAdmin::Stays,
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
        assert!(
            !left.terms.is_refused(),
            "the client has refused nobody (D9)"
        );
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

    /// An employment that expires counts as leaving, too. What was given since the break stays, also
    /// where the operation runs after it; everything else goes (D8, A9).
    #[tokio::test]
    async fn an_end_that_comes_is_leaving() {
        let bed = bed(OffboardingPolicy::Deactivate).await;
        let world = &bed.world;
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(Some(now + days(1)), now);
            })
            .await;
        world.clock.advance(days(2));
        let service = Memberships::new(Arc::clone(&bed.ports));
        assert_eq!(service.expire().await.unwrap(), 1);
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(None, now);
            })
            .await;
        let back = world.member(world.northwind, world.jonas).await;
        let key = back.membership.employment().key;
        world
            .change_member(world.fjordline, world.jonas, |member, now| {
                member
                    .membership
                    .change_freely(now, |state| state.given_under = Some(key));
            })
            .await;
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
        assert!(!is_deactivated(&bed, world.fjordline).await);
    }

    /// An end that has passed and that nobody has noted yet is a break, whichever change overtakes it:
    /// it is told once, and the job has nothing left to note (D8).
    #[tokio::test]
    async fn an_end_is_overtaken_by_the_next_change() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                member.membership.expire_at(Some(now + days(1)), now);
            })
            .await;
        world.clock.advance(days(2));
        deactivate_in_northwind(&bed, world.jonas).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        assert_eq!(service.expire().await.unwrap(), 0);
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
        let trail = world.trail().await;
        let count = |kind| trail.iter().filter(|it| it.event.kind == kind).count();
        assert_eq!(count(EventKind::MembershipExpired), 1);
        assert_eq!(count(EventKind::MembershipSuspended), 1);
    }

    /// A break revokes the link of the person, and ends what was declared of them elsewhere (L2, A10).
    #[tokio::test]
    async fn a_break_ends_link_and_declaration() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        let marit = bed.as_user(world.marit);
        let links = AccessLinks::new(Arc::clone(&bed.ports));
        let issue = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.jonas.into()),
        };
        let ready = links.issue(&marit, issue).await.unwrap();
        bed.done(&marit, ready).await;
        let mut unit = world.begin(Locks::none().changing(world.elsewhere)).await;
        unit.link(world.elsewhere, world.jonas, world.northwind)
            .await
            .unwrap();
        world.commit(unit).await;
        deactivate_in_northwind(&bed, world.jonas).await;
        let mut reader = world.store.reader();
        let link = reader.unrevoked_link(world.northwind, world.jonas).await;
        assert_eq!(link.unwrap(), None);
        let linked = reader.is_linked(world.elsewhere, world.jonas, world.northwind);
        assert!(!linked.await.unwrap());
        let kinds: Vec<_> = world.trail().await;
        for kind in [EventKind::AccessLinkRevoked, EventKind::EmployeeUnlinked] {
            assert!(kinds.iter().any(|it| it.event.kind == kind), "{kind:?}");
        }
    }

    /// Who takes their access by bringing back a super admin who left does not send them away by it (D8, I1).
    #[tokio::test]
    async fn who_brings_a_leaver_back_keeps_them() {
        let bed = bed(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        deactivate_in_northwind(&bed, world.jonas).await;
        run(&bed).await;
        assert!(is_deactivated(&bed, world.harbour).await);
        let offered = MembershipBuilder::new(world.harbour, world.sam).offered_by(world.helen);
        world.add_member(offered).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.sam);
        let target = TargetMember {
            account: world.harbour.into(),
            user: world.jonas.into(),
        };
        let ready = service.reactivate(&cx, target).await.unwrap();
        bed.done(&cx, ready).await;
        assert!(!is_deactivated(&bed, world.harbour).await);
        let sam = world.member(world.harbour, world.sam).await;
        assert_eq!(sam.membership.offered_by, None, "taken");
    }
}
