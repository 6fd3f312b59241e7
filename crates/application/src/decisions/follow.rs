//! A node follows the change feed, including its own commits, drops stale facts from its cache (Q2), and
//! takes the catalogue in force when that may be another one (P1).

use std::{sync::Arc, time::Duration};

use latchkey_domain::ports::{ChangeFeed, StoreError, Touched};
use tokio::time::sleep;

use crate::{catalogue, facts::FeedReading, frame::current::CurrentPorts};

/// How many events are read at once. A node that has missed more empties its cache.
const MOST: u32 = 10_000;

/// The shortest pause between two reads of the feed.
const BETWEEN: Duration = Duration::from_millis(5);

/// Reads the change feed repeatedly.
#[derive(Debug)]
pub struct Follower {
    feed: Arc<dyn ChangeFeed>,
    node: Arc<CurrentPorts>,
}

impl Follower {
    /// Creates a follower of this feed for this node.
    pub const fn new(feed: Arc<dyn ChangeFeed>, node: Arc<CurrentPorts>) -> Self {
        Self { feed, node }
    }

    /// Reads the feed once. The result counts from just before the read began. What may be another
    /// catalogue is taken before the reading counts: a node that cannot read it is soon too stale to
    /// answer by its own (P1).
    pub async fn poll(&self) -> Result<(), StoreError> {
        let facts = Arc::clone(&self.node.load().facts);
        let taken_at = facts.uptime();
        let last = facts.last_feed_reading();
        let after = last.as_ref().map(|reading| reading.revision.number);
        let changes = self.feed.changes(after, MOST).await?;
        let is_known = last.is_some_and(|last| changes.newest.is_at_least(&last.revision));
        // Otherwise nothing is known yet, too many events were missed, or the database was restored
        // from a backup.
        let touched = changes.touched.filter(|_| is_known);
        let touched = touched.unwrap_or_else(|| vec![Touched::Everything]);
        self.node.forget(&touched);
        if touched.contains(&Touched::Everything) {
            catalogue::follow(&self.node).await?;
        }
        self.node.seen(&FeedReading {
            revision: changes.newest,
            taken_at,
        });
        Ok(())
    }

    /// Reads the feed forever: at least every twentieth of the staleness bound, and right after
    /// each commit of this node.
    pub async fn follow(&self) {
        let pause = (self.node.load().facts.max_staleness() / 20)
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
            let facts = Arc::clone(&self.node.load().facts);
            tokio::select! {
                () = sleep(pause.saturating_sub(BETWEEN)) => {}
                () = facts.woken() => {}
            }
        }
    }
}
