//! A server that restarts breaks every connection, and no caller may notice.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use latchkey_domain::ports::{Locks, Refusals, Store, StoreError};
use latchkey_testing::{World, builders::AccountBuilder};
use throwaway_postgres::Cluster;
use tokio::task::JoinSet;

use crate::{refusals::refusal, support};

/// How many connections the store has.
const POOL: u32 = 8;

struct Restarting {
    cluster: Arc<Cluster>,
    store: SeaOrmStore,
    world: World,
    failed: Arc<AtomicUsize>,
}

impl Restarting {
    async fn new() -> Self {
        let cluster = tokio::task::spawn_blocking(|| Cluster::start_own().unwrap());
        let cluster = cluster.await.unwrap();
        let database = cluster.database().unwrap();
        let mut options = DatabaseOptions::new(database.url());
        options.pool = POOL.try_into().ok();
        let mut store = SeaOrmStore::connect(&options).await.unwrap();
        let failed = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&failed);
        store.on_statement(move |seen| {
            counter.fetch_add(usize::from(seen.failed), Ordering::SeqCst);
        });
        store.migrate().await.unwrap();
        let world = support::world(&store).await;
        Self {
            cluster: Arc::new(cluster),
            store,
            world,
            failed,
        }
    }

    /// Opens as many connections as the pool may have, and breaks them all.
    async fn with_every_connection_broken() -> Self {
        let restarting = Self::new().await;
        let mut units = Vec::new();
        for _ in 0..POOL * 3 / 4 {
            units.push(restarting.world.begin(Locks::none()).await);
        }
        let mut reads = JoinSet::new();
        for _ in 0..POOL * 4 {
            let store = restarting.store.clone();
            reads.spawn(async move { store.revision().await.unwrap() });
        }
        reads.join_all().await;
        drop(units);
        restarting.restart().await;
        restarting.failed.store(0, Ordering::SeqCst);
        restarting
    }

    async fn restart(&self) {
        let cluster = Arc::clone(&self.cluster);
        let restart = tokio::task::spawn_blocking(move || {
            cluster.stop().unwrap();
            cluster.start().unwrap();
        });
        restart.await.unwrap();
    }

    fn failed(&self) -> usize {
        self.failed.load(Ordering::SeqCst)
    }
}

/// Each broken connection fails one statement, and is gone after it.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_no_read_fails() {
    let restarting = Restarting::with_every_connection_broken().await;
    let Restarting { store, world, .. } = &restarting;
    store.revision().await.unwrap();
    let failed = restarting.failed();
    assert!(failed > 1, "{failed}: the one call has met several");
    assert!(failed <= usize::try_from(POOL).unwrap(), "{failed}");
    for _ in 0..POOL * 2 {
        let account = store.reader().account(world.harbour).await;
        assert!(account.unwrap().is_some());
        store.revision().await.unwrap();
    }
    assert_eq!(restarting.failed(), failed, "all were gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_unit_opens_after_a_restart() {
    let restarting = Restarting::with_every_connection_broken().await;
    let Restarting { store, world, .. } = &restarting;
    for round in 0..POOL * 2 {
        let unit = store.begin(Locks::none().changing(world.harbour)).await;
        let unit = unit.unwrap_or_else(|error| unreachable!("round {round}: {error:?}"));
        world.commit(unit).await;
    }
    assert_eq!(restarting.failed(), 0, "no statement of a unit has failed");
}

/// A refusal is kept once.
#[tokio::test(flavor = "multi_thread")]
async fn no_refusal_is_lost_after_a_restart() {
    let restarting = Restarting::with_every_connection_broken().await;
    let Restarting { store, world, .. } = &restarting;
    let refusals: Vec<_> = (0..POOL * 2).map(|_| refusal(world)).collect();
    for refusal in &refusals {
        store.record(vec![refusal.clone()]).await.unwrap();
    }
    let trail = world.trail().await;
    for refusal in &refusals {
        assert_eq!(trail.iter().filter(|kept| *kept == refusal).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_no_concurrent_call_fails() {
    let restarting = Restarting::with_every_connection_broken().await;
    let Restarting { store, world, .. } = &restarting;
    let mut calls = JoinSet::new();
    for _ in 0..POOL * 4 {
        let (reading, opening, recording) = (store.clone(), store.clone(), store.clone());
        let refusal = refusal(world);
        calls.spawn(async move { reading.ping().await });
        calls.spawn(async move { opening.begin(Locks::none()).await.map(drop) });
        calls.spawn(async move { recording.record(vec![refusal]).await });
    }
    for answer in calls.join_all().await {
        answer.unwrap();
    }
}

/// What a unit did is lost with its connection, so a later statement of the unit must fail.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_unit_ends_with_its_connection() {
    let restarting = Restarting::new().await;
    let Restarting { store, world, .. } = &restarting;
    let before = store.revision().await.unwrap();
    let mut unit = world.begin(Locks::none()).await;
    let account = AccountBuilder::new("Gone").build(&*world.ids);
    unit.insert_account(&account).await.unwrap();
    restarting.restart().await;
    let broken = unit.account(world.harbour).await;
    assert!(
        matches!(broken, Err(StoreError::Unavailable(_))),
        "{broken:?}"
    );
    let over = unit.account(world.harbour).await;
    assert!(matches!(over, Err(StoreError::Contended(_))), "{over:?}");
    drop(unit);
    let gone = store.reader().account(account.id).await.unwrap();
    assert!(gone.is_none());
    assert_eq!(store.revision().await.unwrap(), before);
}
