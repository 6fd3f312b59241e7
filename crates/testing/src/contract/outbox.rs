//! The committed events, in the order of commits.

use latchkey_domain::{
    base::ids::{AccountId, EventId},
    membership::member::NOT_CONFIRMED_YET,
    ports::{CommittedEvent, Locks, OutboxFilter, OutboxPosition},
    trail::{
        audit::{Actor, Records},
        event::{Event, EventKind},
    },
};

use super::{Backend, Bench, chain::permit, trail::by_partner};
use crate::builders::UserBuilder;

const EVERYTHING: OutboxFilter = OutboxFilter {
    kinds: Vec::new(),
    accounts: Vec::new(),
    operation: None,
    about: None,
    until: None,
};

async fn behind(
    world: &Bench,
    after: OutboxPosition,
    filter: &OutboxFilter,
    most: u32,
) -> Vec<CommittedEvent> {
    let mut reader = world.store.reader();
    reader.committed_events(after, filter, most).await.unwrap()
}

async fn newest(world: &Bench) -> OutboxPosition {
    OutboxPosition::end_of(world.store.revision().await.unwrap().number)
}

/// Commits some events together, which happen in these accounts.
async fn commit(world: &Bench, kind: EventKind, places: &[AccountId]) -> Vec<EventId> {
    let events = places
        .iter()
        .map(|place| Event::new(kind).in_account(*place));
    let records = Records::of(&permit(world), events.collect(), &*world.ids, world.now()).unwrap();
    let ids = records.as_slice().iter().map(|record| record.id).collect();
    let unit = world.begin(Locks::none()).await;
    unit.commit(records).await.unwrap();
    ids
}

fn ids(events: &[CommittedEvent]) -> Vec<EventId> {
    events.iter().map(|event| event.record.id).collect()
}

/// Whoever reads on from the last event that they got reads every event once, in the order of commits,
/// also from the middle of one; what was undone or refused is not there.
pub async fn each_event_is_read_once_in_order(backend: Backend) {
    let world = backend.world().await;
    let start = newest(&world).await;
    let one = commit(&world, EventKind::AccountChanged, &[world.harbour]).await;
    drop(world.begin(Locks::none()).await);
    let places = [world.northwind, world.harbour, world.fjordline];
    let two = commit(&world, EventKind::PolicyChanged, &places).await;
    let all = [one, two].concat();

    assert_eq!(ids(&behind(&world, start, &EVERYTHING, 10).await), all);
    let mut at = start;
    for expected in &all {
        let next = behind(&world, at, &EVERYTHING, 1).await;
        assert_eq!(ids(&next), [*expected]);
        let position = next.first().unwrap().position();
        assert!(position > at);
        at = position;
        let mut reader = world.store.reader();
        assert_eq!(reader.position_of(*expected).await.unwrap(), Some(at));
    }
    assert_eq!(behind(&world, at, &EVERYTHING, 10).await, []);
    let end = newest(&world).await;
    assert_eq!(end.revision, start.revision + 2);
    assert!(end > at);
    assert_eq!(behind(&world, end, &EVERYTHING, 10).await, []);
    let from_the_start = behind(&world, OutboxPosition::START, &EVERYTHING, 200).await;
    assert!(ids(&from_the_start).ends_with(&all));
    let unknown = world.ids.next();
    assert_eq!(
        world.store.reader().position_of(unknown).await.unwrap(),
        None
    );
}

/// Events are found by their ids, in the order of commits; what is unknown is left out.
pub async fn committed_events_are_found_by_id(backend: Backend) {
    let world = backend.world().await;
    let one = commit(&world, EventKind::AccountChanged, &[world.harbour]).await;
    let places = [world.northwind, world.harbour];
    let two = commit(&world, EventKind::PolicyChanged, &places).await;
    let all = [one, two].concat();
    let mut wanted = all.clone();
    wanted.reverse();
    wanted.push(world.ids.next());
    let mut reader = world.store.reader();
    let found = reader.committed_events_among(&wanted).await.unwrap();
    assert_eq!(ids(&found), all);
    assert_eq!(reader.committed_events_among(&[]).await.unwrap(), []);
}

/// A filter lets kinds and accounts through: the account of an event, or its partner.
pub async fn committed_events_are_filtered(backend: Backend) {
    let world = backend.world().await;
    let start = newest(&world).await;
    let places = [world.northwind, world.harbour, world.fjordline];
    let changed = commit(&world, EventKind::AccountChanged, &places).await;
    let tags = Event::new(EventKind::RelationshipChanged)
        .in_account(world.harbour)
        .with_partner(world.northwind);
    let tagged = by_partner(&world, world.marit, tags).await.id;
    let [northwind, harbour, fjordline] = changed[..] else {
        panic!("three accounts were changed");
    };
    for (kinds, accounts, expected) in [
        (vec![], vec![world.harbour], vec![harbour, tagged]),
        (vec![], vec![world.northwind], vec![northwind, tagged]),
        (
            vec![EventKind::AccountChanged],
            vec![world.northwind, world.fjordline],
            vec![northwind, fjordline],
        ),
        (vec![EventKind::RelationshipChanged], vec![], vec![tagged]),
        (vec![EventKind::UserErased], vec![], vec![]),
    ] {
        let filter = OutboxFilter {
            kinds,
            accounts,
            operation: None,
            about: None,
            until: None,
        };
        let found = behind(&world, start, &filter, 10).await;
        assert_eq!(ids(&found), expected, "{filter:?}");
    }
    let first = behind(&world, start, &EVERYTHING, 1).await;
    let until = OutboxFilter {
        until: first.first().map(|event| event.revision.number),
        ..EVERYTHING
    };
    let found = behind(&world, start, &until, 10).await;
    assert_eq!(ids(&found), changed);
}

/// An event comes with whom it names, as they are now: a stub without the name that an account gave.
pub async fn a_committed_event_names_its_people(backend: Backend) {
    let world = backend.world().await;
    let start = newest(&world).await;
    let stub = UserBuilder::new("Call 555", "new@elsewhere.example")
        .stub()
        .build(&*world.ids);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_user(&stub).await.unwrap();
    unit.commit(world.records()).await.unwrap();
    let event = Event::new(EventKind::MembershipCreated)
        .in_account(world.harbour)
        .about(stub.id)
        .with_partner(world.northwind)
        .with("count", 3);
    let record = by_partner(&world, world.marit, event).await;
    let found = behind(&world, start, &EVERYTHING, 10).await;
    let found = found.last().unwrap();
    assert_eq!(found.record, record);
    assert_eq!(found.record.actor, Actor::User(world.marit));
    assert_eq!(found.revision, world.store.revision().await.unwrap());
    let harbour = world
        .store
        .reader()
        .account(world.harbour)
        .await
        .unwrap()
        .unwrap();
    let account = found.account.as_ref().unwrap();
    assert_eq!((account.id, &account.name), (world.harbour, &harbour.name));
    assert_eq!(account.external_id, harbour.external_id);
    assert_eq!(found.partner.as_ref().unwrap().id, world.northwind);
    let marit = world
        .store
        .reader()
        .user(world.marit)
        .await
        .unwrap()
        .unwrap();
    let actor = found.actor.as_ref().unwrap();
    assert_eq!((&actor.name, &actor.email), (&marit.name, &marit.email));
    let user = found.user.as_ref().unwrap();
    assert_eq!(
        (user.name.as_str(), &user.email),
        (NOT_CONFIRMED_YET, &stub.email)
    );
}
