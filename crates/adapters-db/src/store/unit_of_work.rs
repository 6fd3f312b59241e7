//! Committing a unit of work.

use async_trait::async_trait;
use latchkey_domain::{
    base::revision::Revision,
    ports::{StoreError, Touched, UnitOfWork},
    trail::{audit::Records, permit::Permit},
};
use sea_orm::DatabaseTransaction;
use tokio::time::timeout;

use crate::{
    connection::{OpenTransaction, Session, UNIT_AGE, Unit},
    repository::{events, idempotency, revision},
};

#[async_trait]
impl UnitOfWork for Session<Unit> {
    async fn commit(self: Box<Self>, records: Records) -> Result<Revision, StoreError> {
        // In a task of its own: a caller that goes away does not stop it half-way.
        let runtime = self.connection.runtime.clone();
        let commit = runtime.spawn(commit(self.connection, records));
        commit
            .await
            .unwrap_or_else(|lost| Err(StoreError::Unavailable(Box::new(lost))))
    }

    async fn commit_aside(self: Box<Self>, _permit: &Permit) -> Result<(), StoreError> {
        let runtime = self.connection.runtime.clone();
        let commit = runtime.spawn(commit_aside(self.connection));
        commit
            .await
            .unwrap_or_else(|lost| Err(StoreError::Unavailable(Box::new(lost))))
    }
}

/// Numbers the commit, adds its records to the trail and commits.
async fn commit(unit: Unit, records: Records) -> Result<Revision, StoreError> {
    let OpenTransaction {
        transaction,
        turn: _turn,
    } = unit.close().await?;
    let numbered = unit.in_time(async {
        let revision = revision::next(&transaction).await?;
        events::insert(&transaction, records.as_slice(), Some(&revision)).await?;
        idempotency::number(&transaction, &unit.kept, &revision).await?;
        Ok(revision)
    });
    let revision = numbered.await?;
    let finished = finish(transaction).await;
    if let Some(listener) = &unit.listener {
        // Also when the outcome is unknown: that counts as committed.
        let events = records.as_slice().iter().map(|record| &record.event);
        let touched: Vec<Touched> = events.flat_map(Touched::by_event).collect();
        let certain = finished.is_ok().then_some(&revision);
        listener.committed(certain, &touched);
    }
    finished.map(|()| revision)
}

/// Commits without a revision.
async fn commit_aside(unit: Unit) -> Result<(), StoreError> {
    let OpenTransaction {
        transaction,
        turn: _turn,
    } = unit.close().await?;
    debug_assert!(
        unit.kept.is_empty(),
        "an answer is kept only by a unit that takes a revision"
    );
    finish(transaction).await
}

/// Commits the transaction. The outcome is unknown until the answer comes.
async fn finish(transaction: DatabaseTransaction) -> Result<(), StoreError> {
    match timeout(UNIT_AGE, transaction.commit()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(cause)) => Err(StoreError::Unavailable(Box::new(cause))),
        Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed))),
    }
}
