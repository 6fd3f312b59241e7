//! The store: connections, schema, units of work, and the refusals beside them.

mod backup;
mod change_feed;
mod housekeeping;
mod leases;
mod refusals;
mod schema;
mod unit_of_work;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use latchkey_domain::{
    base::revision::Revision,
    ports::{CommitListener, Locks, Reader, Store, StoreError, UnitOfWork},
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

pub use self::{backup::CopyError, schema::SchemaState};

use self::schema::{migrate, state};
use crate::{
    classify::classify,
    connection::{
        self, Backlog, ConnectError, Connection, DatabaseOptions, LOCK_WAIT, Pooled, Pools,
        Session, Unit, is_broken, lock_statements, past_broken,
    },
    repository::revision,
};

/// What a callback learns about a statement that was sent.
#[derive(Debug, Clone, Copy)]
pub struct StatementSeen<'a> {
    /// The statement, with placeholders instead of values.
    pub sql: &'a str,
    /// How long the answer took.
    pub elapsed: Duration,
    /// Whether the answer was an error.
    pub failed: bool,
}

/// Keeps everything in SQLite or PostgreSQL. Cheap to clone: clones share the connections.
#[derive(Debug, Clone)]
pub struct SeaOrmStore {
    pools: Pools,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// The runtime that opened the store: it lasts as long as the process, whatever becomes of the
    /// threads that serve requests.
    pub(crate) runtime: Handle,
    /// Called after every commit.
    pub(crate) listener: Arc<OnceLock<Arc<dyn CommitListener>>>,
    /// Refusals that wait for their turn: only SQLite has them.
    pub(crate) backlog: Option<Arc<Backlog>>,
}

impl SeaOrmStore {
    /// Connects. Does not look at the schema: see [`Self::migrate`] and [`Self::schema_state`].
    pub async fn connect(options: &DatabaseOptions) -> Result<Self, ConnectError> {
        let pools = connection::open(options).await?;
        let sqlite = pools.write.get_database_backend() == DbBackend::Sqlite;
        Ok(Self {
            backlog: sqlite.then(Arc::default),
            listener: Arc::default(),
            turns: Arc::new(Semaphore::new(pools.units)),
            patience: options.acquire_timeout,
            runtime: Handle::current(),
            pools,
        })
    }

    /// Calls back after each statement of this store, and of those cloned from it from now on. A
    /// transaction's own `BEGIN`, locks and `COMMIT` are not reported.
    pub fn on_statement(&mut self, callback: impl Fn(StatementSeen<'_>) + Send + Sync + 'static) {
        let callback = Arc::new(callback);
        let Pools {
            read,
            write,
            follow,
            units: _,
            breakable: _,
        } = &mut self.pools;
        for pool in [read, write, follow] {
            let callback = Arc::clone(&callback);
            pool.set_metric_callback(move |info| {
                callback(StatementSeen {
                    sql: &info.statement.sql,
                    elapsed: info.elapsed,
                    failed: info.failed,
                });
            });
        }
    }

    /// Brings the schema up to date. Of several nodes that start together one does it, and the
    /// others wait for it.
    pub async fn migrate(&self) -> Result<(), ConnectError> {
        match self.schema_state().await? {
            SchemaState::Current => Ok(()),
            SchemaState::Newer => Err(ConnectError::Newer),
            SchemaState::Old => migrate(&self.pools.write)
                .await
                .map_err(|cause| ConnectError::Migration(Box::new(cause))),
        }
    }

    /// Compares the schema with what this program needs.
    pub async fn schema_state(&self) -> Result<SchemaState, ConnectError> {
        state(&self.pools.write)
            .await
            .map_err(|cause| ConnectError::Migration(Box::new(cause)))
    }

    /// Checks by one cheap query that the database answers in time and has a schema.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.revision().await.map(drop)
    }

    /// Closes all connections when the work on them is done.
    pub async fn close(&self) {
        if let Some(backlog) = &self.backlog {
            backlog.cleared().await;
        }
        for pool in [&self.pools.follow, &self.pools.read, &self.pools.write] {
            if let Err(cause) = pool.close_by_ref().await {
                tracing::debug!(%cause, "a connection did not end well");
            }
        }
    }

    fn pooled(&self, database: &DatabaseConnection) -> Pooled {
        Pooled {
            database: database.clone(),
            patience: self.patience,
            breakable: self.pools.breakable,
            backlog: self.backlog.clone(),
        }
    }

    fn reading(&self) -> Pooled {
        self.pooled(&self.pools.read)
    }

    /// For a single statement outside any unit. On SQLite the caller must hold the turn.
    pub(crate) fn writing(&self) -> Pooled {
        self.pooled(&self.pools.write)
    }

    /// For following what others commit.
    pub(crate) fn following(&self) -> Pooled {
        self.pooled(&self.pools.follow)
    }

    /// The connection for writing, without a time limit.
    pub(crate) const fn writer(&self) -> &DatabaseConnection {
        &self.pools.write
    }

    fn is_sqlite(&self) -> bool {
        self.pools.write.get_database_backend() == DbBackend::Sqlite
    }

    /// Waits for a turn to write. SQLite has one at a time, PostgreSQL as many as leave some
    /// connections free for reading.
    pub(crate) async fn turn(&self, until: Instant) -> Result<OwnedSemaphorePermit, StoreError> {
        match timeout_at(until, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(closed)) => Err(StoreError::Unavailable(Box::new(closed))),
            Err(elapsed) => Err(StoreError::Contended(Some(Box::new(elapsed)))),
        }
    }

    /// Begins a transaction and takes the locks. Returns also when the transaction began.
    async fn opened(
        &self,
        locks: &Locks,
        until: Instant,
    ) -> Result<(DatabaseTransaction, Instant), StoreError> {
        let transaction = self.transaction(until).await?;
        let began = Instant::now();
        if !self.is_sqlite() {
            let sql = lock_statements(locks);
            // The database limits the wait for each lock; this limits the sum.
            let until = began + LOCK_WAIT + Duration::from_millis(250);
            match timeout_at(until, transaction.execute_unprepared(&sql)).await {
                Ok(locked) => locked.map(drop).map_err(classify)?,
                Err(elapsed) => return Err(StoreError::Contended(Some(Box::new(elapsed)))),
            }
        }
        Ok((transaction, began))
    }

    async fn transaction(&self, until: Instant) -> Result<DatabaseTransaction, StoreError> {
        let opening = self.pools.write.begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        });
        let sqlite = self.is_sqlite();
        match timeout_at(until, opening).await {
            Ok(opened) => opened.map_err(classify),
            // Only another process that uses the file can cause this wait.
            Err(elapsed) if sqlite => Err(StoreError::Contended(Some(Box::new(elapsed)))),
            Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed))),
        }
    }
}

impl<C: Connection> Reader for Session<C> {}

#[async_trait]
impl Store for SeaOrmStore {
    async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let until = Instant::now() + LOCK_WAIT;
        let turn = self.turn(until).await?;
        let until = if self.is_sqlite() {
            until
        } else {
            Instant::now() + self.patience
        };
        // Nothing of the unit has happened yet, so it may begin again on another connection.
        let opened = past_broken(self.pools.breakable, is_broken, |_before| {
            self.opened(&locks, until)
        });
        let (transaction, began) = opened.await?;
        let runtime = self.runtime.clone();
        let listener = self.listener.get().map(Arc::clone);
        let unit = Unit::new(transaction, turn, began, runtime, listener);
        Ok(Box::new(Session::new(unit)))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Session::new(self.reading()))
    }

    async fn revision(&self) -> Result<Revision, StoreError> {
        revision::newest(&self.reading()).await
    }
}
