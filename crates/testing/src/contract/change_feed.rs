//! The change feed.

use std::sync::{Arc, Mutex};

use latchkey_domain::{
    base::revision::Revision,
    ports::{CommitListener, Locks, Touched},
    trail::event::{Event, EventKind, EventName},
};

use super::{Backend, Bench};

/// Commits something that happened to a user.
async fn rename(world: &Bench) {
    commit(world, Event::new(EventKind::UserChanged).about(world.marit)).await;
}

/// Commits something that happened to a membership.
async fn expire(world: &Bench) {
    let event = Event::new(EventKind::MembershipExpired);
    let event = event.in_account(world.northwind).about(world.jonas);
    commit(world, event).await;
}

async fn commit(world: &Bench, event: Event) {
    let unit = world.begin(Locks::none()).await;
    unit.commit(world.records_of(event)).await.unwrap();
}

/// Everything since a number is told, and nothing before it; what was refused or undone is no change.
pub async fn the_feed_names_what_was_touched_since(backend: Backend) {
    let world = backend.world().await;
    let feed = &world.backend.feed;
    let before = feed.changes(None, 10).await.unwrap();
    assert_eq!(before.newest, world.store.revision().await.unwrap());
    assert_eq!(before.touched, Some(Vec::new()));
    let since = Some(before.newest.number);
    assert_eq!(feed.changes(since, 10).await.unwrap(), before);

    rename(&world).await;
    drop(world.begin(Locks::none()).await);
    let first = feed.changes(since, 10).await.unwrap();
    assert_eq!(first.newest.number, before.newest.number + 1);
    let user = Touched::User(world.marit);
    assert_eq!(first.touched, Some(vec![user, Touched::Tokens]));

    expire(&world).await;
    let membership = Touched::Membership(world.northwind, world.jonas);
    let second = feed.changes(Some(first.newest.number), 10).await.unwrap();
    assert_eq!(second.touched, Some(vec![membership]));
    let both = feed.changes(since, 10).await.unwrap();
    assert_eq!(both.touched, Some(vec![user, Touched::Tokens, membership]));
}

/// Whoever has missed too much is told so, and what the newest revision is.
pub async fn more_than_was_asked_for_is_not_told(backend: Backend) {
    let world = backend.world().await;
    let feed = &world.backend.feed;
    let before = feed.changes(None, 10).await.unwrap().newest;
    rename(&world).await;
    expire(&world).await;
    let since = Some(before.number);
    let enough = feed.changes(since, 2).await.unwrap();
    assert!(enough.touched.is_some());
    let changes = feed.changes(since, 1).await.unwrap();
    assert_eq!(changes.newest, enough.newest);
    assert_eq!(changes.touched, None);
}

#[derive(Debug, Default)]
struct Heard(Mutex<Vec<(u64, Touched)>>);

impl CommitListener for Heard {
    fn committed(&self, revision: Option<&Revision>, touched: &[Touched]) {
        let number = revision.unwrap().number;
        let heard = touched.iter().map(|touched| (number, *touched));
        self.0.lock().unwrap().extend(heard);
    }
}

/// The listener has heard when the commit returns, and hears nothing of a unit that was undone.
pub async fn a_listener_hears_of_a_commit_before_it_returns(backend: Backend) {
    let world = backend.world().await;
    let heard = Arc::new(Heard::default());
    let listener = Arc::clone(&heard);
    world.backend.feed.on_commit(listener);
    drop(world.begin(Locks::none()).await);
    assert!(heard.0.lock().unwrap().is_empty());
    expire(&world).await;
    let membership = Touched::Membership(world.northwind, world.jonas);
    let number = world.store.revision().await.unwrap().number;
    assert_eq!(*heard.0.lock().unwrap(), [(number, membership)]);
}

/// During an upgrade, newer nodes write events that this program does not know: anything may have changed.
pub async fn an_event_of_a_newer_version_touches_everything(backend: Backend) {
    let world = backend.world().await;
    let before = world.store.revision().await.unwrap();
    let mut newer = Event::new(EventKind::UserChanged).about(world.marit);
    newer.kind = EventName::Newer("user.lent".into());
    commit(&world, newer).await;
    let changes = world.backend.feed.changes(Some(before.number), 10);
    assert_eq!(
        changes.await.unwrap().touched,
        Some(vec![Touched::Everything])
    );
}
