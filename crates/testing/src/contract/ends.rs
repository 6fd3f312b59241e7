//! Ends of memberships that are still to be noted.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::days,
    },
    membership::member::Member,
};

use super::{Backend, Bench};
use crate::builders::ChangeFreely as _;

/// Ends every one of these after so many days.
async fn ending(world: &Bench, ends: &[(UserId, u32)]) {
    for (user, after) in ends {
        world
            .change_member(world.harbour, *user, |member, now| {
                assert!(member.membership.expire_at(Some(now + days(*after)), now));
            })
            .await;
    }
}

async fn ends_to_note(world: &Bench, limit: u16) -> Vec<(AccountId, UserId)> {
    let mut reader = world.store.reader();
    let ends = reader.ends_to_note(world.now(), None, limit).await.unwrap();
    ends.iter().map(|end| (end.account, end.user)).collect()
}

/// An end is to be noted from the moment on at which it comes until it is noted, whatever the status
/// of the membership; one that was moved is so again.
pub async fn ends_are_to_be_noted_once_they_have_come(backend: Backend) {
    let world = backend.world().await;
    let (harbour, ines) = (world.harbour, world.ines);
    let at_once = chrono::Duration::microseconds(1);
    let note = |member: &mut Member, now| {
        assert!(member.membership.note_end(now));
        assert!(!member.membership.note_end(now));
    };
    for round in ["set", "moved"] {
        ending(&world, &[(ines, 1)]).await;
        world.clock.advance(days(1) - at_once);
        assert_eq!(ends_to_note(&world, 9).await, [], "{round}: not yet");
        world.clock.advance(at_once);
        world
            .change_member(harbour, ines, |member, now| {
                member
                    .membership
                    .change_freely(now, |state| state.deactivated = true);
            })
            .await;
        assert_eq!(ends_to_note(&world, 9).await, [(harbour, ines)], "{round}");
        world.change_member(harbour, ines, note).await;
        assert_eq!(ends_to_note(&world, 9).await, [], "{round}: noted");
        world.clock.advance(days(9));
        assert_eq!(ends_to_note(&world, 9).await, [], "{round}: for good");
    }
}

/// However many ends have come, the first are given first, and no more than asked for.
pub async fn the_first_ends_are_to_be_noted_first(backend: Backend) {
    let world = backend.world().await;
    ending(
        &world,
        &[(world.marit, 2), (world.ines, 1), (world.hugo, 3)],
    )
    .await;
    world.clock.advance(days(3));
    let place = |user| (world.harbour, user);
    let (ines, marit, hugo) = (place(world.ines), place(world.marit), place(world.hugo));
    assert_eq!(ends_to_note(&world, 9).await, [ines, marit, hugo]);
    assert_eq!(ends_to_note(&world, 2).await, [ines, marit]);
    let mut paged = Vec::new();
    let mut reader = world.store.reader();
    loop {
        let last = paged.last().copied();
        let page = reader.ends_to_note(world.now(), last.as_ref(), 2);
        let page = page.await.unwrap();
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    let places: Vec<_> = paged.iter().map(|end| (end.account, end.user)).collect();
    assert_eq!(places, [ines, marit, hugo]);
}
