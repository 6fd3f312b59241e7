//! Statements by hand, by sqlx, behind the same kind of handler.

use std::time::Duration;

use sqlx::{
    PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::database::Kind;

/// Connections, as many as Latchkey would keep on one core.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

impl Pool {
    pub(crate) async fn open(url: &str) -> anyhow::Result<Self> {
        let wait = Duration::from_secs(10);
        if kind(url) == Kind::Postgres {
            let pool = PgPoolOptions::new().max_connections(16).min_connections(16);
            let pool = pool.acquire_timeout(wait).test_before_acquire(false);
            return Ok(Self::Postgres(pool.connect(url).await?));
        }
        let options = url
            .parse::<SqliteConnectOptions>()?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = |connections| {
            let pool = SqlitePoolOptions::new().max_connections(connections);
            pool.acquire_timeout(wait).test_before_acquire(false)
        };
        Ok(Self::Sqlite {
            read: pool(4).connect_with(options.clone()).await?,
            write: pool(1).connect_with(options).await?,
        })
    }
}

/// The kind of database an address is of.
pub(crate) fn kind(url: &str) -> Kind {
    if url.starts_with("sqlite:") {
        Kind::Sqlite
    } else {
        Kind::Postgres
    }
}
