//! A unit of work: one transaction, with an end in any case.

use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    audit::Records,
    idempotency::IdempotencyKey,
    permit::Permit,
    ports::{CommitListener, StoreError, Touched, UnitOfWork},
    revision::Revision,
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedSemaphorePermit},
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};

use crate::{
    classify::{OVER, classify},
    locks::UNIT_AGE,
    repository::{events, idempotency},
    session::{Connection, Session},
};

/// A unit's transaction and its turn among the units, given back in this order.
#[derive(Debug)]
struct Open {
    transaction: DatabaseTransaction,
    _turn: OwnedSemaphorePermit,
}

/// The connection of a unit. It ends, and what it did is undone, with the first error, when it is
/// dropped, and when it has become too old: then even if its owner never calls again.
#[derive(Debug)]
pub(crate) struct Unit {
    open: Arc<Mutex<Option<Open>>>,
    backend: DbBackend,
    ends: Instant,
    runtime: Handle,
    watchdog: JoinHandle<()>,
    listener: Option<Arc<dyn CommitListener>>,
    /// The keys under which answers were kept: they get the revision of the commit.
    pub(crate) kept: Vec<IdempotencyKey>,
}

impl Unit {
    /// Takes charge of a transaction that began at this time. What must happen whatever becomes of
    /// the owner happens on the runtime: its threads are not the owner's.
    pub(crate) fn new(
        transaction: DatabaseTransaction,
        turn: OwnedSemaphorePermit,
        began: Instant,
        runtime: Handle,
        listener: Option<Arc<dyn CommitListener>>,
    ) -> Self {
        let backend = transaction.get_database_backend();
        let open = Arc::new(Mutex::new(Some(Open {
            transaction,
            _turn: turn,
        })));
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

    /// Ends the unit: every later call says that it is over.
    pub(crate) async fn end(&self) {
        self.open.lock().await.take();
    }

    /// Refuses, and ends the unit.
    pub(crate) async fn refuse<T>(&self, error: StoreError) -> Result<T, StoreError> {
        self.end().await;
        Err(error)
    }

    /// Numbers the commit, keeps its records and commits.
    async fn commit(self, records: Records) -> Result<Revision, StoreError> {
        let Some(Open { transaction, _turn }) = self.open.lock().await.take() else {
            return Err(classify(over()));
        };
        let numbered = async {
            let revision = events::next_revision(&transaction).await?;
            events::insert(&transaction, records.as_slice(), Some(&revision)).await?;
            idempotency::number(&transaction, &self.kept, &revision).await?;
            Ok(revision)
        };
        let revision = timeout_at(self.ends, numbered)
            .await
            .unwrap_or_else(|_elapsed| Err(classify(over())))?;
        let finished = finish(transaction).await;
        if let Some(listener) = &self.listener {
            // Also where the outcome is unknown: it counts as committed.
            let events = records.as_slice().iter().map(|record| &record.event);
            let touched: Vec<Touched> = events.flat_map(Touched::by_event).collect();
            let certain = finished.is_ok().then_some(&revision);
            listener.committed(certain, &touched);
        }
        finished.map(|()| revision)
    }

    /// Commits without a number.
    async fn commit_aside(self) -> Result<(), StoreError> {
        let Some(Open { transaction, _turn }) = self.open.lock().await.take() else {
            return Err(classify(over()));
        };
        debug_assert!(
            self.kept.is_empty(),
            "an answer is kept with a revision only"
        );
        finish(transaction).await
    }
}

/// Commits a transaction: from here on the outcome is only known when the answer comes.
async fn finish(transaction: DatabaseTransaction) -> Result<(), StoreError> {
    match timeout(UNIT_AGE, transaction.commit()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(cause)) => Err(StoreError::Unavailable(Box::new(cause))),
        Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed))),
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

#[async_trait]
impl UnitOfWork for Session<Unit> {
    async fn commit(self: Box<Self>, records: Records) -> Result<Revision, StoreError> {
        // In a task of its own: a caller that goes away does not stop it half-way.
        let runtime = self.connection.runtime.clone();
        let commit = runtime.spawn(self.connection.commit(records));
        commit
            .await
            .unwrap_or_else(|lost| Err(StoreError::Unavailable(Box::new(lost))))
    }

    async fn commit_aside(self: Box<Self>, _permit: &Permit) -> Result<(), StoreError> {
        let runtime = self.connection.runtime.clone();
        let commit = runtime.spawn(self.connection.commit_aside());
        commit
            .await
            .unwrap_or_else(|lost| Err(StoreError::Unavailable(Box::new(lost))))
    }
}

/// Runs one call on the transaction, in time; an error ends the unit.
macro_rules! on {
    ($unit:expr, $transaction:ident => $call:expr) => {{
        let mut open = $unit.open.lock().await;
        let Some(Open {
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
    /// A unit never waits for what waits for it.
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
