//! A node follows the change feed, its own commits included, and forgets what is no longer so (Q2).

use std::{sync::Arc, time::Duration};

use latchkey_domain::ports::{ChangeFeed, StoreError, Touched};
use tokio::time::sleep;

use crate::facts::{FactsCache, Sight};

/// How many events are read at once; a node that has missed more forgets everything.
const MOST: u32 = 10_000;

/// What lies between two looks at least, however much is committed.
const BETWEEN: Duration = Duration::from_millis(5);

/// Looks at the change feed again and again.
#[derive(Debug)]
pub struct Follower {
    feed: Arc<dyn ChangeFeed>,
    facts: Arc<FactsCache>,
}

impl Follower {
    /// A follower of this feed for what is kept here.
    pub const fn new(feed: Arc<dyn ChangeFeed>, facts: Arc<FactsCache>) -> Self {
        Self { feed, facts }
    }

    /// Looks once. What it tells counts from just before the look was taken.
    pub async fn look(&self) -> Result<(), StoreError> {
        let taken_at = self.facts.uptime();
        let last = self.facts.last_sight();
        let after = last.as_ref().map(|sight| sight.revision.number);
        let changes = self.feed.changes(after, MOST).await?;
        if let Some(last) = last {
            let touched = changes.touched.as_deref();
            match touched.filter(|_| changes.newest.is_at_least(&last.revision)) {
                Some(touched) => self.facts.forget(touched),
                // Too much was missed, or another life of the database has begun.
                None => self.facts.forget(&[Touched::Everything]),
            }
        }
        self.facts.seen(&Sight {
            revision: changes.newest,
            taken_at,
        });
        Ok(())
    }

    /// Looks again and again, at the latest after a twentieth of the bound, and at once after a commit
    /// of this node. Never ends.
    pub async fn follow(&self) {
        let pause = (self.facts.max_staleness() / 20)
            .clamp(Duration::from_millis(5), Duration::from_millis(250));
        let mut blind = false;
        loop {
            match self.look().await {
                Ok(()) if blind => {
                    blind = false;
                    tracing::info!("the change feed can be read again");
                }
                Ok(()) => {}
                Err(error) if !blind => {
                    blind = true;
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(
                        error,
                        "the change feed cannot be read: until it can, decisions ask the database"
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
