//! Opens the connections: one pool for PostgreSQL, one writer and several readers for a SQLite file,
//! one single connection for SQLite in memory.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    ops::RangeInclusive,
    time::Duration,
};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::{self, Executor as _, PgConnection},
};

use super::locks::LOCK_WAIT;

/// How long a reader of a SQLite file waits for another process, at most.
const BUSY: Duration = Duration::from_secs(5);

/// A connection unused for this long is tested before its next use. One that breaks sooner fails
/// the call that gets it, and `past_broken` repeats that call on another.
const STALE: Duration = Duration::from_secs(30);

/// Where the database is, and how to connect to it.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// `sqlite://FILE?mode=rwc`, `sqlite::memory:` or `postgres://…`.
    pub url: String,
    /// How long anything waits for a connection or an answer before the database counts as out of
    /// reach.
    pub acquire_timeout: Duration,
    /// How many connections: to PostgreSQL in all (by default 16 to 32), to a SQLite file for
    /// reading (by default 4 to 16). The default grows with the number of cores.
    pub pool: Option<NonZeroU32>,
}

impl DatabaseOptions {
    /// The defaults, for this address.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            acquire_timeout: Duration::from_secs(2),
            pool: None,
        }
    }

    fn pool(&self, per_core: u32, bounds: RangeInclusive<u32>) -> u32 {
        let by_cores = || {
            let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
            let cores = u32::try_from(cores).unwrap_or(*bounds.end());
            cores
                .saturating_mul(per_core)
                .clamp(*bounds.start(), *bounds.end())
        };
        self.pool.map_or_else(by_cores, NonZeroU32::get)
    }
}

/// Why a database cannot be used. Never shows the address, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is of no known kind.
    #[error("database.url must begin with sqlite: or postgres:")]
    UnknownKind,
    /// The database does not answer, or refuses.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The schema cannot be read or brought up to date.
    #[error("the schema cannot be brought up to date")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A newer version of this program has changed the schema.
    #[error("the schema is newer than this program")]
    Newer,
}

/// The open connections.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    /// For reading.
    pub(crate) read: DatabaseConnection,
    /// For units of work.
    pub(crate) write: DatabaseConnection,
    /// For following what others commit: a connection of its own, which busy readers cannot take.
    pub(crate) follow: DatabaseConnection,
    /// How many units may be open at once: SQLite has one writer, and on PostgreSQL some
    /// connections stay free for reading.
    pub(crate) units: usize,
    /// How many broken connections a caller may meet, one after the other, after the server has
    /// restarted. Zero for SQLite.
    pub(crate) breakable: u32,
}

/// Opens the connections that fit the address.
pub(crate) async fn open(options: &DatabaseOptions) -> Result<Pools, ConnectError> {
    let url = &options.url;
    let opened = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        postgres(options).await
    } else if !url.starts_with("sqlite:") {
        return Err(ConnectError::UnknownKind);
    } else if url.contains(":memory:") || url.contains("mode=memory") {
        memory(options).await
    } else {
        file(options).await
    };
    opened.map_err(|cause| ConnectError::Unreachable(Box::new(cause)))
}

fn basic(options: &DatabaseOptions, connections: u32) -> ConnectOptions {
    // Both spellings are in use; sea-orm knows one of them.
    let mut basic = ConnectOptions::new(options.url.replacen("postgresql:", "postgres:", 1));
    basic
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .record_stmt_in_spans(false)
        .sqlx_logging(false);
    basic
}

async fn postgres(options: &DatabaseOptions) -> Result<Pools, DbErr> {
    let connections = options.pool(2, 16..=32);
    let mut pool = basic(options, connections);
    pool.set_application_name("latchkey")
        .idle_timeout(Duration::from_mins(10))
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire_if_idle_for(STALE)
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.after_connect(|connection, _| Box::pin(without_jit(connection)))
        });
    let database = Database::connect(pool.clone()).await?;
    pool.max_connections(1).min_connections(0);
    Ok(Pools {
        read: database.clone(),
        write: database,
        follow: Database::connect(pool).await?,
        units: usize::try_from(connections.saturating_mul(3) / 4)
            .unwrap_or(1)
            .max(1),
        breakable: connections,
    })
}

/// PostgreSQL compiles a statement that it expects to be expensive, which takes seconds for one with
/// many joins. No statement here runs long enough to gain from it.
async fn without_jit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute("SET jit = off").await?;
    Ok(())
}

/// A file has one connection that writes and several that only read, so that a long unit never
/// blocks a read. The writer waits for another process on the file as long as a unit waits for a
/// lock.
async fn file(options: &DatabaseOptions) -> Result<Pools, DbErr> {
    let mut writer = basic(options, 1);
    writer.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .foreign_keys(true)
            .busy_timeout(LOCK_WAIT)
    });
    let write = Database::connect(writer).await?;
    let mut readers = basic(options, options.pool(1, 4..=16));
    readers.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .pragma("query_only", "ON")
            .foreign_keys(true)
            .busy_timeout(BUSY)
    });
    let read = Database::connect(readers.clone()).await?;
    readers.max_connections(1).min_connections(0);
    Ok(Pools {
        read,
        write,
        follow: Database::connect(readers).await?,
        units: 1,
        breakable: 0,
    })
}

/// A database in memory lives in one connection, which everything shares and which is never closed.
async fn memory(options: &DatabaseOptions) -> Result<Pools, DbErr> {
    let mut only = basic(options, 1);
    only.map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(true));
    let database = Database::connect(only).await?;
    Ok(Pools {
        read: database.clone(),
        follow: database.clone(),
        write: database,
        units: 1,
        breakable: 0,
    })
}
