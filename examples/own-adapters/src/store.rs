//! A store of one's own, which wraps another one and counts.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use latchkey_domain::ports::{StoreCall, StoreError, Watch};

/// Counts the calls of the store that it watches. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct CallCount {
    reads_and_writes: Arc<AtomicU64>,
    commits: Arc<AtomicU64>,
}

impl CallCount {
    /// How many queries and writes there were.
    pub fn reads_and_writes(&self) -> u64 {
        self.reads_and_writes.load(Ordering::SeqCst)
    }

    /// How many units were committed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }
}

impl Watch for CallCount {
    fn before(&mut self, call: StoreCall) -> Result<(), StoreError> {
        if let StoreCall::Named(_method) = call {
            self.reads_and_writes.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }

    fn after_commit(&mut self) -> Result<(), StoreError> {
        self.commits.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}
