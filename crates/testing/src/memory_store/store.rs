use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    base::revision::Revision,
    partnership::consent::Consent,
    ports::{Locks, Reader, Refusals, Store, StoreError, UnitOfWork},
    trail::audit::Record,
};

use super::{
    committed::{Inner, revision},
    timing::Timing,
    unit::{Draft, Latest, Memory},
};

/// Keeps everything in memory, for as long as it lives.
#[derive(Debug, Clone)]
pub struct MemoryStore(pub(super) Arc<Inner>);

impl MemoryStore {
    /// An empty store with the promised timing.
    pub fn new() -> Self {
        Self::with_timing(Timing::PROMISED)
    }

    /// An empty store with another timing.
    pub fn with_timing(timing: Timing) -> Self {
        Self(Arc::new(Inner::new(timing)))
    }

    /// Every act of consent with what was shown, in the order in which they were committed: no port
    /// reads that.
    pub fn consents(&self) -> Vec<Consent> {
        self.0.committed.read().unwrap().state.consents.clone()
    }

    /// The refusals, in the order in which they were recorded.
    pub fn refused(&self) -> Vec<Record> {
        let refused = self.0.refused.lock().unwrap();
        refused.iter().map(|record| Record::clone(record)).collect()
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, _locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let turn = self.0.turns.take().await?;
        Ok(Box::new(Memory(Draft::new(Arc::clone(&self.0), turn))))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Memory(Latest::new(Arc::clone(&self.0))))
    }

    async fn revision(&self) -> Result<Revision, StoreError> {
        Ok(revision(self.0.committed.read().unwrap().revision))
    }
}

#[async_trait]
impl Refusals for MemoryStore {
    async fn record(&self, refusals: Vec<Record>) -> Result<(), StoreError> {
        let refusals = refusals.into_iter().map(Arc::new);
        self.0.refused.lock().unwrap().extend(refusals);
        Ok(())
    }
}
