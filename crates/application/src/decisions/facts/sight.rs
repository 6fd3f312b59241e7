//! What a node has seen of the commits, and whether that is fresh enough.

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use latchkey_domain::{revision::Revision, time::Uptime};

/// A look at the change feed: everything up to this revision is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The newest revision when the look was taken.
    pub(crate) revision: Revision,
    /// The uptime of the machine just before the look was taken.
    pub(crate) taken_at: Duration,
}

/// The last sight. Readers wait for nobody.
pub(super) struct Sights {
    max_staleness: Duration,
    uptime: Arc<dyn Uptime>,
    last: ArcSwapOption<Sight>,
}

impl Sights {
    pub(super) fn new(max_staleness: Duration, uptime: Arc<dyn Uptime>) -> Self {
        Self {
            max_staleness,
            uptime,
            last: ArcSwapOption::empty(),
        }
    }

    pub(super) fn uptime(&self) -> Duration {
        self.uptime.uptime()
    }

    pub(super) fn last(&self) -> Option<Arc<Sight>> {
        self.last.load_full()
    }

    pub(super) fn note(&self, sight: Sight) {
        self.last.store(Some(Arc::new(sight)));
    }

    /// The last sight, if it is fresh enough.
    pub(super) fn fresh(&self) -> Option<Arc<Sight>> {
        self.last().filter(|sight| self.is_fresh(sight))
    }

    /// Whether the bound is kept by this sight.
    pub(super) fn is_fresh(&self, sight: &Sight) -> bool {
        self.uptime().saturating_sub(sight.taken_at) <= self.max_staleness
    }
}

impl fmt::Debug for Sights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sights")
            .field("last", &self.last())
            .finish_non_exhaustive()
    }
}
