//! The ports of a running node. They are exchanged as a whole when another catalogue comes into force
//! (P1): whoever has taken them goes on with one catalogue to the end, and what a node keeps in memory
//! by the position of permissions is left behind in the same step.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwap;
use latchkey_domain::{
    base::revision::Revision,
    permission::Catalogue,
    ports::{CommitListener, Touched},
};

use crate::{
    facts::{FactsCache, FeedReading},
    frame::ports::Ports,
};

/// Holds the ports of now. A request, and each turn of a job, takes them once.
#[derive(Debug)]
pub struct CurrentPorts {
    now: ArcSwap<Ports>,
    /// The caches under earlier catalogues, as long as somebody still uses them.
    earlier: Mutex<Vec<Weak<FactsCache>>>,
}

impl CurrentPorts {
    /// Begins with these.
    pub fn new(ports: Arc<Ports>) -> Self {
        Self {
            now: ArcSwap::new(ports),
            earlier: Mutex::default(),
        }
    }

    /// The ports of now.
    pub fn load(&self) -> Arc<Ports> {
        self.now.load_full()
    }

    /// Judges by another catalogue from now on, with an empty cache of facts.
    pub(crate) fn judge_by(&self, catalogue: Arc<Catalogue>) {
        let next = Arc::new(self.load().judging_by(catalogue));
        let left = self.now.swap(next);
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.retain(|cache| cache.strong_count() > 0);
        earlier.push(Arc::downgrade(&left.facts));
    }

    /// Drops facts from the caches, those under earlier catalogues included.
    pub(crate) fn forget(&self, touched: &[Touched]) {
        for cache in self.caches() {
            cache.forget(touched);
        }
    }

    /// Records a reading of the change feed. An earlier cache gets none: it soon is too old to answer.
    pub(crate) fn seen(&self, reading: &FeedReading) {
        self.load().facts.seen(reading);
    }

    fn caches(&self) -> Vec<Arc<FactsCache>> {
        let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let mut caches: Vec<_> = earlier.iter().filter_map(Weak::upgrade).collect();
        caches.push(Arc::clone(&self.load().facts));
        caches
    }
}

impl CommitListener for CurrentPorts {
    fn committed(&self, revision: Option<&Revision>, touched: &[Touched]) {
        for cache in self.caches() {
            cache.committed(revision, touched);
        }
    }
}
