//! Locks are granted in order, also to readers. So a stream of overlapping readers, such as the
//! units of an operation, delays nobody who ends somebody's access.

use latchkey_domain::ports::{Locks, Store};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tokio::task;

use crate::support;

/// How many sessions wait for a lock now.
async fn waiting(database: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) AS waiting FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "waiting").unwrap()
}

/// Whoever changes a partner goes before readers who come later (D8).
#[tokio::test(flavor = "multi_thread")]
async fn who_changes_an_account_waits_for_no_later_reader() {
    let fresh = support::postgres().await;
    let world = fresh.world().await;
    let database = Database::connect(&fresh.url).await.unwrap();
    let partner = world.northwind;
    let reading = Locks::none().reading(partner);

    let first = fresh.store.begin(reading.clone()).await.unwrap();
    let store = fresh.store.clone();
    let change = task::spawn(async move {
        let unit = store.begin(Locks::none().changing(partner)).await;
        unit.map(drop)
    });
    while waiting(&database).await < 1 {}
    let store = fresh.store.clone();
    let later = task::spawn(async move { store.begin(reading).await.map(drop) });
    while waiting(&database).await < 2 {
        assert!(!later.is_finished(), "a later reader went before");
    }
    drop(first);
    change.await.unwrap().unwrap();
    later.await.unwrap().unwrap();
}
