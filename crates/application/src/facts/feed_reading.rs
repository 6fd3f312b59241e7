//! How far a node has read the change feed, and whether that is fresh enough.

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use latchkey_domain::base::{revision::Revision, time::Uptime};

/// A reading of the change feed: everything up to this revision is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FeedReading {
    /// The newest revision at the time of the reading.
    pub(crate) revision: Revision,
    /// The uptime of the machine just before the reading.
    pub(crate) taken_at: Duration,
}

/// The last reading. Readers never block.
pub(super) struct LastFeedReading {
    max_staleness: Duration,
    uptime: Arc<dyn Uptime>,
    last: ArcSwapOption<FeedReading>,
}

impl LastFeedReading {
    pub(super) fn new(max_staleness: Duration, uptime: Arc<dyn Uptime>) -> Self {
        Self {
            max_staleness,
            uptime,
            last: ArcSwapOption::empty(),
        }
    }

    pub(super) fn clock(&self) -> Arc<dyn Uptime> {
        Arc::clone(&self.uptime)
    }

    pub(super) fn uptime(&self) -> Duration {
        self.uptime.uptime()
    }

    pub(super) fn last(&self) -> Option<Arc<FeedReading>> {
        self.last.load_full()
    }

    /// Records a reading. A newer revision that the node knows from its own commits is kept.
    pub(super) fn note(&self, reading: &FeedReading) {
        self.last.rcu(|last| {
            let mut reading = reading.clone();
            if let Some(last) = last
                && last.revision.epoch == reading.revision.epoch
                && last.revision.number > reading.revision.number
            {
                reading.revision.number = last.revision.number;
            }
            Some(Arc::new(reading))
        });
    }

    /// Records a commit of this node, if everything before it is known: the feed need not be read
    /// for it.
    pub(super) fn advance(&self, revision: &Revision) {
        self.last.rcu(|last| {
            let follows = |last: &&Arc<FeedReading>| {
                last.revision.epoch == revision.epoch && last.revision.number + 1 == revision.number
            };
            let Some(known) = last.as_ref().filter(follows) else {
                return last.clone();
            };
            Some(Arc::new(FeedReading {
                revision: revision.clone(),
                taken_at: known.taken_at,
            }))
        });
    }

    /// The last reading, if it is fresh enough.
    pub(super) fn fresh(&self) -> Option<Arc<FeedReading>> {
        self.last().filter(|reading| self.is_fresh(reading))
    }

    /// Whether this reading is within the staleness bound.
    pub(super) fn is_fresh(&self, reading: &FeedReading) -> bool {
        self.uptime().saturating_sub(reading.taken_at) <= self.max_staleness
    }
}

impl fmt::Debug for LastFeedReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastFeedReading")
            .field("last", &self.last())
            .finish_non_exhaustive()
    }
}
