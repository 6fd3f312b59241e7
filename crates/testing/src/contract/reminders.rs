//! What ends soon, and of which people were reminded.

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::{Time, days},
    },
    partnership::relationship::{Relationship, RelationshipStatus},
    ports::{Locks, NearClose, NearEnd},
    telling::reminder::{Ending, Reminder},
};

use super::{Backend, Bench, support::assert_stale};
use crate::builders::{AccountBuilder, ChangeFreely as _, name};

/// Ends the access of people of Harbour & Pine after so many days.
async fn ending(world: &Bench, ends: &[(UserId, u32)]) {
    for (user, after) in ends {
        world
            .change_member(world.harbour, *user, |member, now| {
                assert!(member.membership.expire_at(Some(now + days(*after)), now));
            })
            .await;
    }
}

async fn near(world: &Bench, before: u32) -> Vec<UserId> {
    let mut reader = world.store.reader();
    let ends = reader.ends_to_remind_of(before, world.now(), None, 9).await;
    ends.unwrap().iter().map(|end| end.user).collect()
}

async fn note(world: &Bench, reminders: &[Reminder]) {
    let mut unit = world.begin(Locks::none()).await;
    unit.note_reminders(reminders).await.unwrap();
    world.commit(unit).await;
}

const fn of_access(account: AccountId, user: UserId, end: Time, days: u32) -> Reminder {
    Reminder {
        account,
        about: Ending::Access(user),
        of: end,
        days,
    }
}

/// An end is found from so many days before it on, until somebody was reminded so many days before it or
/// later; an end that was moved is found again.
pub async fn an_end_that_nears_is_found_until_it_is_told(backend: Backend) {
    let world = backend.world().await;
    let (harbour, ines) = (world.harbour, world.ines);
    let at_once = Duration::microseconds(1);
    ending(&world, &[(ines, 10)]).await;
    let end = world.now() + days(10);
    world.clock.advance(days(3) - at_once);
    assert_eq!(near(&world, 7).await, [], "not yet");
    assert_eq!(near(&world, 30).await, [ines]);
    world.clock.advance(at_once);
    assert_eq!(near(&world, 7).await, [ines]);
    note(&world, &[of_access(harbour, ines, end, 30)]).await;
    assert_eq!(near(&world, 30).await, []);
    assert_eq!(near(&world, 7).await, [ines], "one that is nearer");
    note(&world, &[of_access(harbour, ines, end, 7)]).await;
    assert_eq!(near(&world, 7).await, []);
    ending(&world, &[(ines, 5)]).await;
    assert_eq!(near(&world, 7).await, [ines], "moved");
    world.clock.advance(days(5));
    assert_eq!(near(&world, 7).await, [], "it has come");
}

/// However many ends near, the earliest are given first, and no more than asked for.
pub async fn ends_that_near_come_in_pages(backend: Backend) {
    let world = backend.world().await;
    ending(
        &world,
        &[(world.marit, 2), (world.ines, 1), (world.hugo, 3)],
    )
    .await;
    let sorted = [world.ines, world.marit, world.hugo];
    assert_eq!(near(&world, 30).await, sorted);
    let mut paged: Vec<NearEnd> = Vec::new();
    let mut reader = world.store.reader();
    loop {
        let last = paged.last().copied();
        let page = reader.ends_to_remind_of(30, world.now(), last.as_ref(), 2);
        let page = page.await.unwrap();
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    let users: Vec<_> = paged.iter().map(|end| end.user).collect();
    assert_eq!(users, sorted);
}

/// Whose access was deactivated, or who has not accepted yet, loses nothing.
pub async fn who_is_not_active_is_not_reminded(backend: Backend) {
    let world = backend.world().await;
    ending(&world, &[(world.marit, 2), (world.ines, 2)]).await;
    world
        .change_member(world.harbour, world.marit, |member, now| {
            let membership = &mut member.membership;
            membership.change_freely(now, |state| state.deactivated = true);
        })
        .await;
    world
        .change_member(world.harbour, world.ines, |member, now| {
            let membership = &mut member.membership;
            membership.change_freely(now, |state| state.invited_until = Some(now + days(7)));
        })
        .await;
    assert_eq!(near(&world, 30).await, []);
}

/// A managed relationship is found from so many days before its end on, until it was warned of; new
/// activity ends that, and what has ended is not found.
pub async fn a_relationship_that_ends_is_found_until_it_is_told(backend: Backend) {
    let world = backend.world().await;
    let (now, partner) = (world.now(), world.northwind);
    let mut expected = Vec::new();
    for (worked, announced, ended) in [
        (46, RelationshipStatus::Managed, None),
        (45, RelationshipStatus::Managed, None),
        (59, RelationshipStatus::Managed, None),
        (60, RelationshipStatus::Managed, None),
        (50, RelationshipStatus::Ended, Some(now)),
    ] {
        let client = world.add_account(AccountBuilder::new("Client")).await;
        let last_activity = now - days(worked);
        let connected = Relationship::connect(partner, client, now - days(99));
        let mut state = (*connected).clone();
        state.last_qualifying_activity_at = Some(last_activity);
        state.announced = announced;
        state.services_ended_at = ended;
        let mut unit = world.begin(Locks::none().changing(client)).await;
        let relationship = Relationship::restore(state);
        unit.insert_relationship(&relationship, &name("Client"))
            .await
            .unwrap();
        world.commit(unit).await;
        if [46, 59].contains(&worked) {
            expected.push(NearClose {
                partner,
                client,
                last_activity,
            });
        }
    }
    expected.sort_by_key(|close| close.last_activity);
    let found = async |skip| {
        let mut reader = world.store.reader();
        let closes = reader.closes_to_warn_of(60, 14, now, skip, 1).await;
        closes.unwrap()
    };
    let [first, second] = expected.as_slice() else {
        panic!("two, not {expected:?}");
    };
    let (first, second) = (*first, *second);
    assert_eq!(found(0).await, [first]);
    assert_eq!(found(1).await, [second]);
    assert_eq!(found(2).await, []);
    let warning = Reminder {
        account: first.client,
        about: Ending::Relationship(partner),
        of: first.last_activity,
        days: 14,
    };
    note(&world, &[warning]).await;
    assert_eq!(found(0).await, [second]);
}

/// Two nodes cannot both note a reminder.
pub async fn a_reminder_is_noted_once(backend: Backend) {
    let world = backend.world().await;
    let reminder = of_access(world.harbour, world.ines, world.now(), 7);
    let other = of_access(world.harbour, world.ines, world.now(), 1);
    note(&world, &[reminder]).await;
    let mut unit = world.begin(Locks::none()).await;
    let again = unit.note_reminders(&[other, reminder]).await;
    assert_stale(&again);
    drop(unit);
    note(&world, &[other]).await;
}

/// What is past is forgotten.
pub async fn old_reminders_are_forgotten(backend: Backend) {
    let world = backend.world().await;
    let now = world.now();
    let at = |end| of_access(world.harbour, world.ines, end, 7);
    note(&world, &[at(now), at(now - days(2))]).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.forget_reminders(now).await.unwrap(), 1);
    world.commit(unit).await;
    note(&world, &[at(now - days(2))]).await;
}
