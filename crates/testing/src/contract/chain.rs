//! The chain over the trail (T3): what is sealed, once and in order.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;
use latchkey_domain::{
    base::{ids::EventId, refusal::Refusal},
    gate,
    ports::{Locks, StoreError, UnitOfWork},
    trail::{
        audit::Record,
        chain::{ChainState, ChainWalk, Head, SealedEvent},
        event::{Event, EventKind},
        origin::{Origin, Principal},
        permit::Permit,
    },
};
use tokio::task::JoinSet;

use super::{Backend, Bench, support::begin_in_turn};

const TASKS: usize = 6;

pub(super) fn permit(world: &Bench) -> Permit {
    let origin = Origin {
        principal: Principal::Job { name: "test" },
        ..world.as_operator()
    };
    gate::job(&origin).unwrap()
}

async fn chain(world: &Bench) -> ChainState {
    world.store.reader().chain().await.unwrap()
}

/// Seals at most so many events in a unit that is not committed; tells how many.
async fn seal_in(unit: &mut dyn UnitOfWork, world: &Bench, limit: u16) -> usize {
    let end = unit.take_chain().await.unwrap();
    let events = unit.unsealed_events(limit).await.unwrap();
    let links = end.with_all(&events);
    unit.seal(&links, world.now()).await.unwrap();
    links.len()
}

async fn seal(world: &Bench, limit: u16) -> usize {
    let mut unit = begin_in_turn(world, &Locks::none()).await;
    let sealed = seal_in(&mut *unit, world, limit).await;
    unit.commit_aside(&permit(world)).await.unwrap();
    sealed
}

/// All sealed events, read in pages of this length.
async fn sealed(world: &Bench, limit: u16) -> Vec<SealedEvent> {
    let mut reader = world.store.reader();
    let mut all: Vec<SealedEvent> = Vec::new();
    loop {
        let after = all.last().map_or(0, |last| last.number);
        let page = reader.sealed_events(after, limit).await.unwrap();
        assert!(page.len() <= usize::from(limit));
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// Proves the chain, and gives its events.
async fn proved(world: &Bench) -> Vec<EventId> {
    let end = chain(world).await.head;
    let all = sealed(world, 3).await;
    let mut walk = ChainWalk::new(end, None);
    for found in &all {
        walk.step(found).unwrap();
    }
    assert_eq!(walk.finish(end), Ok(end));
    all.iter().map(|sealed| sealed.event.id).collect()
}

async fn refuse(world: &Bench) -> EventId {
    let attempted = Event::new(EventKind::MembershipRemoved).in_account(world.harbour);
    let origin = world.as_user(world.ines);
    let (refusal, now) = (Refusal::LastSuperAdmin, world.now());
    let refusal = Record::refused(&origin, None, attempted, refusal, &*world.ids, now);
    world.refusals.record(vec![refusal.clone()]).await.unwrap();
    refusal.id
}

async fn commit(world: &Bench) -> EventId {
    let records = world.records();
    let id = records.as_slice().first().unwrap().id;
    let unit = begin_in_turn(world, &Locks::none()).await;
    unit.commit(records).await.unwrap();
    id
}

/// A chain begins empty, with all events waiting.
pub async fn nothing_is_sealed_at_first(backend: Backend) {
    let world = backend.world().await;
    let state = chain(&world).await;
    assert_eq!((state.head, state.sealed_at), (Head::START, None));
    assert!(state.unsealed > 0);
    assert_eq!(sealed(&world, 10).await, []);
}

/// Events are sealed in the order of their commits and refusals among them, once each, and come back
/// as what was hashed.
pub async fn sealed_events_come_back_in_order(backend: Backend) {
    let world = backend.world().await;
    while seal(&world, 3).await > 0 {}
    let filling = proved(&world).await;
    let first = commit(&world).await;
    let refused = refuse(&world).await;
    let second = commit(&world).await;
    assert_eq!(chain(&world).await.unsealed, 3);
    world.clock.advance(chrono::Duration::microseconds(1));
    assert_eq!(seal(&world, 10).await, 3);
    assert_eq!(seal(&world, 10).await, 0);
    let state = chain(&world).await;
    assert_eq!((state.unsealed, state.sealed_at), (0, Some(world.now())));
    let all = proved(&world).await;
    let newest = all.get(filling.len()..).unwrap();
    assert!(newest.contains(&refused));
    let commits = newest.iter().filter(|id| **id != refused);
    assert_eq!(commits.collect::<Vec<_>>(), [&first, &second]);
}

/// The addresses of people and their networks stand beside the chain, the rest of an event is in it.
pub async fn what_is_hashed_has_the_reason_and_not_the_address(backend: Backend) {
    let world = backend.world().await;
    let record = |reason: &str, address: [u8; 4]| {
        let origin = Origin {
            reason: Some(latchkey_domain::base::text::Reason::parse(reason).unwrap()),
            address: Some(address.into()),
            ..world.as_user(world.ines)
        };
        let attempted = Event::new(EventKind::MembershipRemoved);
        let (refusal, now) = (Refusal::NotFound, world.now());
        Record::refused(&origin, None, attempted, refusal, &*world.ids, now)
    };
    let refusal = record("they left", [198, 51, 100, 77]);
    world.refusals.record(vec![refusal.clone()]).await.unwrap();
    while seal(&world, 100).await > 0 {}
    let all = sealed(&world, 100).await;
    let found = all.iter().find(|sealed| sealed.event.id == refusal.id);
    let text = format!("{:?}", found.unwrap());
    assert!(text.contains("they left"), "{text}");
    assert!(!text.contains("198.51.100.77"), "{text}");
}

/// What is sealed in a unit that is dropped is not sealed.
pub async fn sealing_is_undone_with_its_unit(backend: Backend) {
    let world = backend.world().await;
    let before = chain(&world).await;
    let mut unit = world.begin(Locks::none()).await;
    assert!(seal_in(&mut *unit, &world, 100).await > 0);
    drop(unit);
    assert_eq!(chain(&world).await, before);
    assert_eq!(sealed(&world, 10).await, []);
}

/// Nobody seals an event that has its place already.
pub async fn an_event_is_sealed_once(backend: Backend) {
    let world = backend.world().await;
    let mut unit = world.begin(Locks::none()).await;
    let events = unit.unsealed_events(1).await.unwrap();
    let end = unit.take_chain().await.unwrap();
    let first = end.with_all(&events);
    unit.seal(&first, world.now()).await.unwrap();
    let again = first.last().unwrap().at.with_all(&events);
    let sealed = unit.seal(&again, world.now()).await;
    assert!(matches!(sealed, Err(StoreError::Corrupt(_))), "{sealed:?}");
}

/// Sealing takes no revision, and needs no events.
pub async fn sealing_takes_no_revision(backend: Backend) {
    let world = backend.world().await;
    let revision = world.store.revision().await.unwrap();
    while seal(&world, 100).await > 0 {}
    let mut unit = world.begin(Locks::none()).await;
    unit.seal(&[], world.now()).await.unwrap();
    unit.commit_aside(&permit(&world)).await.unwrap();
    assert_eq!(world.store.revision().await.unwrap(), revision);
}

/// Of several that seal at once each event gets one place, without gaps, while others go on writing.
pub async fn several_seal_at_once_and_the_chain_is_whole(backend: Backend) {
    let world = Arc::new(backend.world().await);
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let world = Arc::clone(&world);
        tasks.spawn(async move {
            let mut made = Vec::new();
            for _ in 0..TASKS {
                made.push(commit(&world).await);
                seal(&world, 4).await;
                made.push(refuse(&world).await);
            }
            made
        });
    }
    let made = tasks.join_all().await.concat();
    while seal(&world, 100).await > 0 {}
    let all = proved(&world).await;
    let once: BTreeSet<_> = all.iter().collect();
    assert_eq!(once.len(), all.len());
    assert!(made.iter().all(|id| once.contains(id)));
    assert_eq!(chain(&world).await.unsealed, 0);
}

/// The revisions that have events come in order and without gaps, sealed or not; a sealed event comes
/// with the revision of its commit, a refusal with none (T3).
pub async fn every_revision_has_its_events(backend: Backend) {
    let world = backend.world().await;
    while seal(&world, 100).await > 0 {}
    refuse(&world).await;
    for _ in 0..5 {
        commit(&world).await;
    }
    assert_eq!(seal(&world, 4).await, 4);
    let newest = world.store.revision().await.unwrap().number;
    let mut reader = world.store.reader();
    let mut all = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or_default();
        let page = reader.revisions_with_events(after, 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 2);
        all.extend(page);
    }
    assert_eq!(all, (1..=newest).collect::<Vec<_>>());
    let mut last = 0;
    for found in sealed(&world, 100).await {
        let is_refusal = found.revision.is_none();
        let told = format!("{:?}", found.event).contains("membership.removed")
            || format!("{:?}", found.event).contains("MembershipRemoved");
        assert_eq!(is_refusal, told, "{found:?}");
        let revision = found.revision.unwrap_or(last);
        assert!(revision == last || revision == last + 1, "{found:?}");
        last = revision;
    }
    assert!(last > 0);
}

/// The oldest event that is not sealed is found, refusals too, and the newest that a call caused:
/// those of commands and jobs do not count.
pub async fn the_oldest_unsealed_event_is_found(backend: Backend) {
    let world = backend.world().await;
    while seal(&world, 100).await > 0 {}
    let tail = async || world.store.reader().unsealed_tail().await.unwrap();
    assert_eq!(tail().await.oldest, None);
    assert_eq!(tail().await.earliest_commit, None);
    let happens = async |origin: &Origin| {
        world.clock.advance(TimeDelta::minutes(1));
        let event = Event::new(EventKind::CatalogueApplied);
        let record = Record::refused(
            origin,
            None,
            event,
            Refusal::NotFound,
            &*world.ids,
            world.now(),
        );
        let (id, at) = (record.id, record.at);
        world.refusals.record(vec![record]).await.unwrap();
        (id, at)
    };
    let of_operator = happens(&world.as_operator()).await;
    let before = tail().await;
    assert_eq!(before.oldest, Some(of_operator));
    for origin in [world.as_user(world.marit), world.as_platform()] {
        let (_, at) = happens(&origin).await;
        assert_eq!(tail().await.served_at, Some(at));
    }
    let served_at = tail().await.served_at;
    assert_ne!(served_at, before.served_at);
    let job = Origin {
        principal: Principal::Job { name: "test" },
        ..world.as_operator()
    };
    happens(&job).await;
    happens(&world.as_operator()).await;
    assert_eq!(tail().await.served_at, served_at);
    assert_eq!(tail().await.oldest, Some(of_operator));
    assert_eq!(
        tail().await.earliest_commit,
        None,
        "refusals are of no commit"
    );
    while seal(&world, 100).await > 0 {}
    assert_eq!(tail().await.oldest, None);
    let mut first = None;
    for _ in 0..2 {
        world.clock.advance(TimeDelta::minutes(1));
        let records = world.records_of(Event::new(EventKind::CatalogueApplied));
        let one = records.as_slice().first();
        first = first.or(one.map(|record| (record.id, record.at)));
        world
            .begin(Locks::none())
            .await
            .commit(records)
            .await
            .unwrap();
    }
    let newest = world.store.revision().await.unwrap().number;
    let earliest = first.map(|(id, at)| (id, at, newest - 1));
    assert_eq!(tail().await.earliest_commit, earliest);
    assert_eq!(tail().await.oldest, first);
}
