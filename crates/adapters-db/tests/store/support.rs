//! New databases of every kind, with what must be kept alive while they are used.

use std::{any::Any, sync::Arc};

use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use latchkey_testing::World;
use throwaway_postgres::Template;
use tokio::{sync::OnceCell, task};

/// A store over an empty database.
pub(crate) struct Fresh {
    pub(crate) store: SeaOrmStore,
    pub(crate) url: String,
    pub(crate) kept: Arc<dyn Any + Send + Sync>,
}

impl Fresh {
    /// Puts the scene of the tests into it.
    pub(crate) async fn world(&self) -> World {
        world(&self.store).await
    }
}

/// Puts the scene of the tests into a store.
pub(crate) async fn world(store: &SeaOrmStore) -> World {
    let store = Arc::new(store.clone());
    let refusals = Arc::clone(&store);
    World::fill(store, refusals).await
}

/// SQLite in memory.
pub(crate) async fn sqlite_memory() -> Fresh {
    migrated(("sqlite::memory:".to_owned(), Arc::new(()))).await
}

/// SQLite in a file.
pub(crate) async fn sqlite_file() -> Fresh {
    migrated(empty_file()).await
}

/// PostgreSQL. The schema is made once and copied, as making it takes longer than most tests.
pub(crate) async fn postgres() -> Fresh {
    static SCHEMA: OnceCell<Template> = OnceCell::const_new();
    let template = SCHEMA.get_or_init(schema_in_postgres).await;
    let database = task::spawn_blocking(|| template.copy());
    let database = database.await.unwrap().unwrap();
    let url = database.url().to_owned();
    Fresh {
        store: node(&url).await,
        url,
        kept: Arc::new(database),
    }
}

async fn schema_in_postgres() -> Template {
    let template = task::spawn_blocking(Template::new);
    let template = template.await.unwrap().unwrap();
    let store = node(template.url()).await;
    store.migrate().await.unwrap();
    store.close().await;
    template
}

/// The address of a file that does not exist yet.
pub(crate) fn empty_file() -> (String, Arc<dyn Any + Send + Sync>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    (
        format!("sqlite://{}?mode=rwc", path.display()),
        Arc::new(directory),
    )
}

/// The address of an empty database.
pub(crate) async fn empty_postgres() -> (String, Arc<dyn Any + Send + Sync>) {
    let database = task::spawn_blocking(throwaway_postgres::database);
    let database = database.await.unwrap().unwrap();
    (database.url().to_owned(), Arc::new(database))
}

/// Opens a store as another node would.
pub(crate) async fn node(url: &str) -> SeaOrmStore {
    SeaOrmStore::connect(&DatabaseOptions::new(url))
        .await
        .unwrap()
}

async fn migrated((url, kept): (String, Arc<dyn Any + Send + Sync>)) -> Fresh {
    let store = node(&url).await;
    store.migrate().await.unwrap();
    Fresh { store, url, kept }
}
