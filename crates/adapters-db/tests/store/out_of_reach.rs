//! A database that is not there, or does not answer: calls fail in time, and work again as soon as
//! it is back.

use std::time::{Duration, Instant};

use latchkey_adapters_db::{ConnectError, DatabaseOptions, SeaOrmStore};
use latchkey_domain::ports::{Locks, Store, StoreError};
use latchkey_testing::World;
use throwaway_postgres::Cluster;

use crate::support;

/// The two seconds after which the database counts as out of reach, with time to spare on a busy
/// machine.
const IN_TIME: Duration = Duration::from_millis(3_500);

async fn refused(url: &str) -> ConnectError {
    let since = Instant::now();
    let connected = SeaOrmStore::connect(&DatabaseOptions::new(url)).await;
    assert!(since.elapsed() < IN_TIME, "{:?}", since.elapsed());
    connected.unwrap_err()
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_named_in_time() {
    let nobody = "postgres://latchkey:secret@127.0.0.1:1/latchkey";
    let error = refused(nobody).await;
    assert!(matches!(error, ConnectError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("secret"));
    let nowhere = "sqlite:///there/is/no/such/directory/latchkey.db?mode=rwc";
    let error = refused(nowhere).await;
    assert!(matches!(error, ConnectError::Unreachable(_)), "{error:?}");
    let error = refused("mysql://localhost/latchkey").await;
    assert!(matches!(error, ConnectError::UnknownKind), "{error:?}");
}

#[track_caller]
fn assert_unavailable<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(
        matches!(result, Err(StoreError::Unavailable(_))),
        "{result:?}"
    );
}

async fn nothing_works(store: &SeaOrmStore, world: &World) {
    for attempt in 0..2 {
        let since = Instant::now();
        let (ping, read, unit, revision) = tokio::join!(
            store.ping(),
            async { store.reader().account(world.harbour).await },
            store.begin(Locks::none().changing(world.harbour)),
            store.revision(),
        );
        assert!(
            since.elapsed() < IN_TIME,
            "attempt {attempt}: {:?}",
            since.elapsed()
        );
        assert_unavailable(&ping);
        assert_unavailable(&read);
        assert_unavailable(&unit.map(drop));
        assert_unavailable(&revision);
    }
}

/// A server that hangs, stops and comes back: every call answers in time, and works again after.
#[tokio::test(flavor = "multi_thread")]
async fn fails_in_time_while_the_database_hangs_or_stops() {
    let cluster = tokio::task::spawn_blocking(|| Cluster::start_own().unwrap())
        .await
        .unwrap();
    let database = cluster.database().unwrap();
    let store = support::node(database.url()).await;
    store.migrate().await.unwrap();
    let world = support::world(&store).await;

    cluster.pause().unwrap();
    nothing_works(&store, &world).await;
    cluster.resume().unwrap();
    comes_back(&store, &world).await;

    cluster.stop().unwrap();
    nothing_works(&store, &world).await;
    cluster.start().unwrap();
    comes_back(&store, &world).await;
}

async fn comes_back(store: &SeaOrmStore, world: &World) {
    let since = Instant::now();
    while store.ping().await.is_err() {
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "it does not come back"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for _ in 0..20 {
        match store.begin(Locks::none().changing(world.harbour)).await {
            Ok(unit) => {
                world.commit(unit).await;
                return;
            }
            Err(StoreError::Unavailable(_) | StoreError::Contended(_)) => {}
            Err(error) => unreachable!("{error:?}"),
        }
    }
    unreachable!("no unit can be opened");
}
