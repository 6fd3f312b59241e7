//! The schema: created once, by one node, and never touched by an older program.

use latchkey_adapters_db::{ConnectError, SchemaState, SeaOrmStore};
use latchkey_domain::ports::Store;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support;

async fn nodes_that_start_together_migrate_once(url: &str) {
    let (one, other) = (support::node(url).await, support::node(url).await);
    assert_eq!(one.schema_state().await.unwrap(), SchemaState::Old);
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.unwrap();
    second.unwrap();
    for node in [&one, &other] {
        assert_eq!(node.schema_state().await.unwrap(), SchemaState::Current);
        node.ping().await.unwrap();
    }
    let epoch = one.revision().await.unwrap().epoch;
    assert_eq!(other.revision().await.unwrap().epoch, epoch);
    let key = one.reader().link_key().await.unwrap();
    assert_eq!(other.reader().link_key().await.unwrap(), key);
    one.migrate().await.unwrap();
    assert_eq!(one.revision().await.unwrap().epoch, epoch);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_migrate_once_on_sqlite() {
    let (url, _kept) = support::empty_file();
    nodes_that_start_together_migrate_once(&url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_migrate_once_on_postgres() {
    let (url, _kept) = support::empty_postgres().await;
    nodes_that_start_together_migrate_once(&url).await;
}

#[tokio::test]
async fn every_database_has_an_epoch_and_a_key_of_its_own() {
    let (one, other) = (
        support::sqlite_memory().await,
        support::sqlite_memory().await,
    );
    let epochs = [&one, &other].map(|fresh| async { fresh.store.revision().await.unwrap().epoch });
    let [first, second] = epochs;
    assert_ne!(first.await, second.await);
    let first = one.store.reader().link_key().await.unwrap();
    assert_ne!(other.store.reader().link_key().await.unwrap(), first);
}

/// A schema with a migration that this program does not know belongs to a newer program.
async fn a_newer_schema_is_told_and_left_alone(url: &str, store: &SeaOrmStore) {
    let database = sea_orm::Database::connect(url).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    database.execute_unprepared(newer).await.unwrap();
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Newer);
    assert!(matches!(store.migrate().await, Err(ConnectError::Newer)));
}

#[tokio::test]
async fn a_newer_schema_is_told_and_left_alone_on_sqlite() {
    let fresh = support::sqlite_file().await;
    a_newer_schema_is_told_and_left_alone(&fresh.url, &fresh.store).await;
}

#[tokio::test]
async fn a_newer_schema_is_told_and_left_alone_on_postgres() {
    let fresh = support::postgres().await;
    a_newer_schema_is_told_and_left_alone(&fresh.url, &fresh.store).await;
}

/// A file uses a write-ahead log, so that readers never wait for the writer.
#[tokio::test]
async fn a_file_is_written_ahead() {
    let fresh = support::sqlite_file().await;
    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    let mode = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
    let row = database.query_one_raw(mode).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "journal_mode").unwrap(), "wal");
}
