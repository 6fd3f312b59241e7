//! Activities: whom they may count for, and what they move forward.

use std::collections::BTreeSet;

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
        time::{Time, days},
    },
    gate,
    partnership::{
        activity::ReportedMember,
        relationship::{Relationship, RelationshipStatus},
    },
    ports::Locks,
    trail::origin::{Origin, Principal},
};

use super::{Backend, Bench, support::save_relationship};
use crate::builders::{AccountBuilder, MembershipBuilder, name};

async fn worker(world: &Bench, account: AccountId, user: UserId) -> Option<ReportedMember> {
    let mut reader = world.store.reader();
    let mut workers = reader.workers(&[(account, user)]).await.unwrap();
    assert!(workers.len() <= 1);
    workers.pop()
}

/// R1: the work of a member who acts for a partner may count for that partner alone.
pub async fn a_worker_comes_with_the_partner_acted_for(backend: Backend) {
    let world = backend.world().await;
    let found = worker(&world, world.harbour, world.marit).await.unwrap();
    let member = world.member(world.harbour, world.marit).await;
    assert_eq!(
        (found.account, found.user, found.status, found.expires_at),
        (
            world.harbour,
            world.marit,
            member.membership.status(),
            member.membership.expires_at
        )
    );
    assert_eq!(found.user_status, member.user.status);
    assert_eq!(found.account_status, member.account.status);
    let [service] = found.services.as_slice() else {
        panic!("one partner, not {:?}", found.services);
    };
    assert_eq!(Some(&service.acting), member.acting.as_ref());
    let relationship = world.relationship(world.harbour).await.unwrap();
    assert_eq!(service.relationship, relationship);
    assert_eq!(worker(&world, world.harbour, world.freya).await, None);
}

/// R1: the work of a member who acts for nobody may count for every partner with a relationship to
/// the account, each as it knows the person.
pub async fn a_worker_for_nobody_comes_with_every_partner(backend: Backend) {
    let world = backend.world().await;
    let other = AccountBuilder::new("Other partner").partner();
    let other = world.add_account(other).await;
    let relationship = Relationship::connect(other, world.harbour, world.now());
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.insert_relationship(&relationship, &name("Harbour & Pine"))
        .await
        .unwrap();
    unit.link(world.harbour, world.helen, other).await.unwrap();
    world.commit(unit).await;
    let employed = MembershipBuilder::new(other, world.helen).super_admin();
    world.add_member(employed).await;

    let found = worker(&world, world.harbour, world.helen).await.unwrap();
    let partners: BTreeSet<_> = found.services.iter().map(|s| s.acting.partner).collect();
    assert_eq!(partners, BTreeSet::from([world.northwind, other]));
    for service in &found.services {
        let its_own = service.acting.partner == other;
        assert_eq!(service.relationship.partner, service.acting.partner);
        assert_eq!(service.acting.linked, its_own);
        assert_eq!(service.acting.is_employee(world.now()), its_own);
        assert!(!service.acting.verified);
    }
}

/// R1: many members of many accounts are read at once.
pub async fn workers_are_read_together(backend: Backend) {
    let world = backend.world().await;
    let places = [
        (world.harbour, world.marit),
        (world.northwind, world.marit),
        (world.elsewhere, world.marit),
        (world.fjordline, world.freya),
    ];
    let mut reader = world.store.reader();
    let workers = reader.workers(&places).await.unwrap();
    let found: BTreeSet<_> = workers.iter().map(|w| (w.account, w.user)).collect();
    let nowhere = (world.elsewhere, world.marit);
    let expected = places.into_iter().filter(|place| *place != nowhere);
    assert_eq!(found, expected.collect());
    assert!(reader.workers(&[]).await.unwrap().is_empty());
}

async fn note(
    world: &Bench,
    active: &[(AccountId, UserId, Time)],
    qualifying: &[(AccountId, AccountId, Time)],
) {
    let name = "test";
    let origin = Origin {
        principal: Principal::Job { name },
        ..world.as_operator()
    };
    let mut unit = world.begin(Locks::none()).await;
    unit.note_active(active).await.unwrap();
    unit.note_qualifying(qualifying).await.unwrap();
    let permit = gate::job(&origin).unwrap();
    unit.commit_aside(&permit).await.unwrap();
}

/// R7: activities move forward when somebody was last active, never back, and count as no change of
/// the membership; a unit that read it before does not move it back either.
pub async fn last_active_only_moves_forward(backend: Backend) {
    let world = backend.world().await;
    let (now, place) = (world.now(), (world.harbour, world.marit));
    let mut read_before = world.member(place.0, place.1).await.membership;
    let others = [
        (world.harbour, world.helen, now),
        (world.elsewhere, world.marit, now),
    ];
    for (reported, expected) in [
        (now, now),
        (now - days(1), now),
        (now + days(1), now + days(1)),
    ] {
        let reports: Vec<_> = [(place.0, place.1, reported)]
            .into_iter()
            .chain(others)
            .collect();
        note(&world, &reports, &[]).await;
        let member = world.member(place.0, place.1).await.membership;
        assert_eq!(member.last_active_at, Some(expected));
        assert_eq!(member.version, read_before.version);
    }
    read_before.expire_at(Some(now + days(9)), now);
    let mut unit = world.begin(Locks::none().changing(place.0)).await;
    unit.save_membership(&mut read_before).await.unwrap();
    world.commit(unit).await;
    let member = world.member(place.0, place.1).await.membership;
    assert_eq!(member.last_active_at, Some(now + days(1)));
    assert_eq!(member.expires_at, Some(now + days(9)));
    let helen = world.member(world.harbour, world.helen).await.membership;
    assert_eq!(helen.last_active_at, Some(now));
}

/// R1, R2: qualifying work moves the relationship's time forward, never back, and counts as no change
/// of it; a unit that read it before does not move it back either.
pub async fn last_qualifying_only_moves_forward(backend: Backend) {
    let world = backend.world().await;
    let now = world.now();
    let mut read_before = world.relationship(world.harbour).await.unwrap();
    let other = (world.northwind, world.elsewhere, now);
    for (reported, expected) in [
        (now, now),
        (now - days(1), now),
        (now + days(1), now + days(1)),
    ] {
        note(
            &world,
            &[],
            &[other, (world.northwind, world.harbour, reported)],
        )
        .await;
        let relationship = world.relationship(world.harbour).await.unwrap();
        assert_eq!(relationship.last_qualifying_activity_at, Some(expected));
        assert_eq!(relationship.version, read_before.version);
    }
    read_before.rename(Some(name("Renamed")));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut read_before).await.unwrap();
    world.commit(unit).await;
    let relationship = world.relationship(world.harbour).await.unwrap();
    assert_eq!(
        relationship.last_qualifying_activity_at,
        Some(now + days(1))
    );
    assert_eq!(
        relationship.display_name.as_ref().map(Name::as_str),
        Some("Renamed")
    );
    assert!(world.relationship(world.elsewhere).await.is_none());
}

/// An import says when the last qualifying work was done, back in time too.
pub async fn an_import_sets_the_last_qualifying_work(backend: Backend) {
    let world = backend.world().await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    for last in [world.now(), world.now() - days(70)] {
        relationship.import(None, None, Some(last));
        save_relationship(&world, relationship.clone()).await;
        relationship = world.relationship(world.harbour).await.unwrap();
        assert_eq!(relationship.last_qualifying_activity_at, Some(last));
    }
}

/// R4: nothing moves while services are ended; after they are resumed, nothing from before does.
pub async fn ended_services_are_not_moved(backend: Backend) {
    let world = backend.world().await;
    let now = world.now();
    let at = |time| (world.northwind, world.harbour, time);
    note(&world, &[], &[at(now - days(9))]).await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    assert!(relationship.end_services(60, now).is_some());
    save_relationship(&world, relationship).await;
    note(&world, &[], &[at(now)]).await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    assert_eq!(
        relationship.last_qualifying_activity_at,
        Some(now - days(9))
    );

    assert!(relationship.reconnect(now));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;
    for (reported, expected) in [(now - Duration::microseconds(1), None), (now, Some(now))] {
        note(&world, &[], &[at(reported)]).await;
        let relationship = world.relationship(world.harbour).await.unwrap();
        assert_eq!(relationship.last_qualifying_activity_at, expected);
    }
}

/// R4: a relationship that ended by itself is taken up again with nothing from before.
pub async fn what_is_resumed_begins_with_nothing(backend: Backend) {
    let world = backend.world().await;
    let now = world.now();
    let at = |time| (world.northwind, world.harbour, time);
    note(&world, &[], &[at(now - days(60))]).await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    assert!(relationship.resume_services(60, now));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;
    let found = world.relationship(world.harbour).await;
    assert_eq!(found, Some(relationship));
}

/// R3: the relationships of which the trail has something to tell are those that
/// [`Relationship::catch_up`] finds something due for; at most as many as asked.
pub async fn what_is_to_be_announced_is_found(backend: Backend) {
    use RelationshipStatus::{Connected, Ended, Managed};
    let world = backend.world().await;
    let now = world.now();
    let end = now - days(60);
    let later = end + Duration::microseconds(1);
    let mut due = BTreeSet::new();
    for (announced, announced_for, last, services_ended_at) in [
        (Connected, None, None, None),
        (Connected, None, Some(later), None),
        (Connected, None, Some(end), None),
        (Managed, Some(end), Some(later), None),
        (Managed, Some(end), Some(end), None),
        (Ended, Some(end), Some(end), None),
        (Ended, Some(end), Some(later), None),
        (Ended, Some(later), Some(later), None),
        (Ended, Some(end - days(2)), Some(end - days(1)), None),
        (Ended, None, Some(later), None),
        (Ended, Some(later), Some(later), Some(end)),
        (Ended, None, None, Some(end)),
    ] {
        let client = world.add_account(AccountBuilder::new("Client")).await;
        let connected = Relationship::connect(world.northwind, client, now - days(99));
        let mut state = (*connected).clone();
        state.announced = announced;
        state.announced_for = announced_for;
        state.last_qualifying_activity_at = last;
        state.services_ended_at = services_ended_at;
        let relationship = Relationship::restore(state);
        let mut unit = world.begin(Locks::none().changing(client)).await;
        unit.insert_relationship(&relationship, &name("Client"))
            .await
            .unwrap();
        world.commit(unit).await;
        if relationship.clone().catch_up(60, now).is_some() {
            due.insert((world.northwind, client));
        }
    }
    assert_eq!(due.len(), 5);
    let mut reader = world.store.reader();
    let found = reader
        .relationships_to_announce(60, now, 0, 100)
        .await
        .unwrap();
    assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), due);
    assert_eq!(found.len(), due.len());
    let mut paged = Vec::new();
    for skip in [0, 2, 4, 6] {
        let few = reader.relationships_to_announce(60, now, skip, 2).await;
        paged.extend(few.unwrap());
    }
    assert_eq!(paged, found);
}
