//! A node follows the change feed, including its own commits, and drops stale facts from its cache
//! (Q2).

use std::{sync::Arc, time::Duration};

use latchkey_domain::ports::{ChangeFeed, StoreError, Touched};
use tokio::time::sleep;

use crate::facts::{FactsCache, FeedReading};

/// How many events are read at once. A node that has missed more empties its cache.
const MOST: u32 = 10_000;

/// The shortest pause between two reads of the feed.
const BETWEEN: Duration = Duration::from_millis(5);

/// Reads the change feed repeatedly.
#[derive(Debug)]
pub struct Follower {
    feed: Arc<dyn ChangeFeed>,
    facts: Arc<FactsCache>,
}

impl Follower {
    /// Creates a follower of this feed for this cache.
    pub const fn new(feed: Arc<dyn ChangeFeed>, facts: Arc<FactsCache>) -> Self {
        Self { feed, facts }
    }

    /// Reads the feed once. The result counts from just before the read began.
    pub async fn poll(&self) -> Result<(), StoreError> {
        let taken_at = self.facts.uptime();
        let last = self.facts.last_feed_reading();
        let after = last.as_ref().map(|reading| reading.revision.number);
        let changes = self.feed.changes(after, MOST).await?;
        if let Some(last) = last {
            let touched = changes.touched.as_deref();
            match touched.filter(|_| changes.newest.is_at_least(&last.revision)) {
                Some(touched) => self.facts.forget(touched),
                // Too many events were missed, or the database was restored from a backup.
                None => self.facts.forget(&[Touched::Everything]),
            }
        }
        self.facts.seen(&FeedReading {
            revision: changes.newest,
            taken_at,
        });
        Ok(())
    }

    /// Reads the feed forever: at least every twentieth of the staleness bound, and right after
    /// each commit of this node.
    pub async fn follow(&self) {
        let pause = (self.facts.max_staleness() / 20)
            .clamp(Duration::from_millis(5), Duration::from_millis(250));
        let mut blind = false;
        loop {
            match self.poll().await {
                Ok(()) if blind => {
                    blind = false;
                    tracing::info!("the change feed is readable again");
                }
                Ok(()) => {}
                Err(error) if !blind => {
                    blind = true;
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(
                        error,
                        "the change feed cannot be read: decisions ask the database until it can"
                    );
                }
                Err(_still) => {}
            }
            sleep(BETWEEN).await;
            tokio::select! {
                () = sleep(pause.saturating_sub(BETWEEN)) => {}
                () = self.facts.woken() => {}
            }
        }
    }
}
