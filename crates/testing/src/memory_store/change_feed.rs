use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::ports::{ChangeFeed, Changes, CommitListener, StoreError, Touched};

use super::{committed::revision, store::MemoryStore};

#[async_trait]
impl ChangeFeed for MemoryStore {
    async fn changes(&self, after: Option<u64>, most: u32) -> Result<Changes, StoreError> {
        let committed = self.0.committed.read().unwrap();
        let seen = after.map_or(committed.trail.len(), |number| {
            let commits = usize::try_from(number).unwrap();
            let last = commits.checked_sub(1);
            last.map_or(0, |last| *committed.ends.get(last).unwrap())
        });
        let missed = committed.trail.get(seen..).unwrap();
        let few = missed.len() <= usize::try_from(most).unwrap();
        let touched = missed
            .iter()
            .flat_map(|record| Touched::by_event(&record.event));
        Ok(Changes {
            newest: revision(committed.revision),
            touched: few.then(|| touched.collect()),
        })
    }

    fn on_commit(&self, listener: Arc<dyn CommitListener>) {
        self.0.listener.set(listener).ok();
    }
}
