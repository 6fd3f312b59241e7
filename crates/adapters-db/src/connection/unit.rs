//! The connection of a unit of work: one transaction, which ends in any case.

use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    ports::{CommitListener, StoreError},
    trail::idempotency::IdempotencyKey,
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedSemaphorePermit},
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::{locks::UNIT_AGE, session::Connection};
use crate::classify::{OVER, classify};

/// A unit's transaction, and its turn among the units, which is given back after the transaction
/// has ended.
#[derive(Debug)]
pub(crate) struct OpenTransaction {
    pub(crate) transaction: DatabaseTransaction,
    pub(crate) turn: OwnedSemaphorePermit,
}

/// The connection of a unit. The unit ends, and what it did is undone, at the first error, when it
/// is dropped, and when it becomes too old, even if its owner never calls again.
#[derive(Debug)]
pub(crate) struct Unit {
    open: Arc<Mutex<Option<OpenTransaction>>>,
    backend: DbBackend,
    ends: Instant,
    pub(crate) runtime: Handle,
    watchdog: JoinHandle<()>,
    pub(crate) listener: Option<Arc<dyn CommitListener>>,
    /// The keys under which answers were kept: they get the revision of the commit.
    pub(crate) kept: Vec<IdempotencyKey>,
}

impl Unit {
    /// Takes over a transaction that began at this time. What must happen even when the owner is
    /// gone runs on the runtime, whose threads are not the owner's.
    pub(crate) fn new(
        transaction: DatabaseTransaction,
        turn: OwnedSemaphorePermit,
        began: Instant,
        runtime: Handle,
        listener: Option<Arc<dyn CommitListener>>,
    ) -> Self {
        let backend = transaction.get_database_backend();
        let open = Arc::new(Mutex::new(Some(OpenTransaction { transaction, turn })));
        let ends = began + UNIT_AGE;
        let watched = Arc::clone(&open);
        let watchdog = runtime.spawn(async move {
            tokio::time::sleep_until(ends).await;
            if watched.lock().await.take().is_some() {
                tracing::warn!("a unit of work outlived its time and was rolled back");
            }
        });
        Self {
            open,
            backend,
            ends,
            runtime,
            watchdog,
            listener,
            kept: Vec::new(),
        }
    }

    /// Whether its time is over. The clock decides, because the watchdog may run late.
    fn is_too_old(&self) -> bool {
        Instant::now() >= self.ends
    }

    /// Ends the unit: every later call fails.
    pub(crate) async fn end(&self) {
        self.open.lock().await.take();
    }

    /// Ends the unit and returns the error.
    pub(crate) async fn refuse<T>(&self, error: StoreError) -> Result<T, StoreError> {
        self.end().await;
        Err(error)
    }

    /// Takes the transaction out of the unit, to commit it.
    pub(crate) async fn close(&self) -> Result<OpenTransaction, StoreError> {
        let open = self.open.lock().await.take();
        open.filter(|_| !self.is_too_old())
            .ok_or_else(|| classify(over()))
    }

    /// Runs steps of the unit, until it becomes too old.
    pub(crate) async fn in_time<T>(
        &self,
        steps: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        timeout_at(self.ends, steps)
            .await
            .unwrap_or_else(|_elapsed| Err(classify(over())))
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        self.watchdog.abort();
        if let Ok(mut open) = self.open.try_lock() {
            drop(open.take());
        }
    }
}

fn over() -> DbErr {
    DbErr::Custom(OVER.to_owned())
}

/// Runs one call on the transaction, until the unit becomes too old. An error ends the unit.
macro_rules! on {
    ($unit:expr, $transaction:ident => $call:expr) => {{
        let mut open = $unit.open.lock().await;
        if $unit.is_too_old() {
            drop(open.take());
        }
        let Some(OpenTransaction {
            transaction: $transaction,
            ..
        }) = open.as_ref()
        else {
            return Err(over());
        };
        let answer = timeout_at($unit.ends, $call)
            .await
            .unwrap_or_else(|_elapsed| Err(over()));
        if answer.is_err() {
            drop(open.take());
        }
        answer
    }};
}

#[async_trait]
impl Connection for Unit {
    /// Does not wait: the refusals wait for this unit.
    async fn settled(&self) {}
}

#[async_trait]
impl ConnectionTrait for Unit {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        on!(self, transaction => transaction.execute_raw(statement))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        on!(self, transaction => transaction.execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        on!(self, transaction => transaction.query_one_raw(statement))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        on!(self, transaction => transaction.query_all_raw(statement))
    }
}
