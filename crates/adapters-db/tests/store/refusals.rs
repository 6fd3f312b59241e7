//! Refusals while a unit is open, where there is one writer.

use std::time::{Duration, Instant};

use latchkey_domain::{
    base::{page::PageRequest, refusal::Refusal},
    ports::{EventFilter, Locks, Store, TrailSide},
    trail::{
        audit::Record,
        event::{Event, EventKind},
    },
};
use latchkey_testing::World;

use crate::support::{self, Fresh};

pub(crate) fn refusal(world: &World) -> Record {
    let attempted = Event::new(EventKind::MembershipRemoved).in_account(world.harbour);
    let origin = world.as_user(world.ines);
    let (from, now) = (Some(world.harbour), world.now());
    Record::refused(
        &origin,
        from,
        attempted,
        Refusal::LastSuperAdmin,
        &*world.ids,
        now,
    )
}

/// Refusals do not wait for a unit, and none is lost: they are in the trail when the unit is over.
async fn refusals_left_behind_are_written(fresh: Fresh) {
    let world = fresh.world().await;
    let unit = world.begin(Locks::none().changing(world.harbour)).await;
    let refusals: Vec<_> = (0..5).map(|_| refusal(&world)).collect();
    for refusal in &refusals {
        let since = Instant::now();
        world.refusals.record(vec![refusal.clone()]).await.unwrap();
        assert!(since.elapsed() < Duration::from_secs(1));
    }
    world.commit(unit).await;
    let trail = world.trail().await;
    for refusal in &refusals {
        assert!(trail.contains(refusal));
    }
}

#[tokio::test]
async fn refusals_left_behind_are_written_to_a_file() {
    refusals_left_behind_are_written(support::sqlite_file().await).await;
}

#[tokio::test]
async fn refusals_left_behind_are_written_in_memory() {
    refusals_left_behind_are_written(support::sqlite_memory().await).await;
}

#[tokio::test]
async fn refusals_are_written_beside_units_on_postgres() {
    refusals_left_behind_are_written(support::postgres().await).await;
}

/// A unit that stalls loses no refusal either, and closing waits for them.
#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_unit_loses_no_refusal() {
    let fresh = support::sqlite_file().await;
    let world = fresh.world().await;
    let stalled = world.begin(Locks::none()).await;
    let refusal = refusal(&world);
    world.refusals.record(vec![refusal.clone()]).await.unwrap();
    fresh.store.close().await;
    drop(stalled);
    let store = support::node(&fresh.url).await;
    let mut reader = store.reader();
    let page = PageRequest::first();
    let side = TrailSide::Account(world.harbour);
    let seen = reader
        .events(side, &EventFilter::default(), &page)
        .await
        .unwrap();
    assert!(seen.items.iter().any(|seen| seen.record == refusal));
}
