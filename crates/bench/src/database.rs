//! Empty databases of both kinds, gone when they are dropped.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context as _;
use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use sqlx::{Connection as _, PgConnection, SqliteConnection};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What keeps a database alive.
enum Keeper {
    Directory(tempfile::TempDir),
    Cluster(throwaway_postgres::Database),
}

/// What each statement took in all, and how often it was sent.
type Statements = Arc<Mutex<BTreeMap<String, (Duration, u32)>>>;

/// An empty database.
pub(crate) struct Place {
    pub(crate) url: String,
    keeper: Keeper,
}

impl Place {
    pub(crate) async fn new(kind: Kind) -> anyhow::Result<Self> {
        let (url, keeper) = match kind {
            Kind::Sqlite => {
                let directory = tempfile::tempdir()?;
                let file = directory.path().join("bench.db");
                let url = format!("sqlite://{}?mode=rwc", file.display());
                (url, Keeper::Directory(directory))
            }
            Kind::Postgres => {
                let database = tokio::task::spawn_blocking(throwaway_postgres::database);
                let database = database.await?.context("PostgreSQL is needed")?;
                (database.url().to_owned(), Keeper::Cluster(database))
            }
        };
        Ok(Self { url, keeper })
    }
}

/// A database with the tables of Latchkey.
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) store: SeaOrmStore,
    statements: Statements,
    _keeper: Keeper,
}

impl Database {
    pub(crate) async fn open(kind: Kind) -> anyhow::Result<Self> {
        let Place { url, keeper } = Place::new(kind).await?;
        let mut store = SeaOrmStore::connect(&DatabaseOptions::new(url.as_str())).await?;
        store.migrate().await?;
        let statements = Statements::default();
        let seen = Arc::clone(&statements);
        store.on_statement(move |statement| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let key = statement.sql.chars().take(160).collect();
            let (time, times) = seen.entry(key).or_default();
            *time += statement.elapsed;
            *times += 1;
        });
        Ok(Self {
            url,
            store,
            statements,
            _keeper: keeper,
        })
    }

    /// Lets the database look at its own data, as it does by itself on a machine that is left alone for
    /// some minutes.
    pub(crate) async fn settle(&self, kind: Kind) -> anyhow::Result<()> {
        match kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await?;
                sqlx::query("ANALYZE").execute(&mut connection).await?;
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await?;
                sqlx::query("VACUUM ANALYZE")
                    .execute(&mut connection)
                    .await?;
            }
        }
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        Ok(())
    }

    /// The statements that took longest since [`Self::settle`], with their times in all.
    pub(crate) fn slowest(&self, most: usize) -> Vec<(String, Duration, u32)> {
        let seen = self
            .statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = seen
            .iter()
            .map(|(sql, (time, times))| (sql.clone(), *time, *times))
            .collect();
        all.sort_by_key(|(_, time, _)| std::cmp::Reverse(*time));
        all.truncate(most);
        all
    }
}

impl Drop for Keeper {
    /// Says what it keeps, so that the compiler knows both are used.
    fn drop(&mut self) {
        match self {
            Self::Directory(directory) => drop(directory.path()),
            Self::Cluster(database) => drop(database.url()),
        }
    }
}
