//! Empty databases of both kinds, gone when they are dropped.

use std::fmt;

use anyhow::Context as _;
use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A database with the tables of Latchkey.
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) store: SeaOrmStore,
    _keeper: Keeper,
}

impl Database {
    pub(crate) async fn open(kind: Kind) -> anyhow::Result<Self> {
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
        let store = SeaOrmStore::connect(&DatabaseOptions::new(url.as_str())).await?;
        store.migrate().await?;
        Ok(Self {
            url,
            store,
            _keeper: keeper,
        })
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
