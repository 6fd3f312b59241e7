//! Recording refusals (T1), outside the units and without waiting for one.
//!
//! PostgreSQL takes a plain insert whatever else is going on. SQLite has one writer: a refusal that
//! does not get its turn at once goes to the backlog, which a task writes when the unit in front is
//! over. Readers of the trail in this process wait for that task.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use latchkey_domain::{
    ports::{Refusals, StoreError},
    trail::audit::Record,
};
use tokio::time::{Instant, timeout};

use super::SeaOrmStore;
use crate::{
    connection::{Backlog, LOCK_WAIT, UNIT_AGE, is_broken, past_broken},
    repository::events,
};

/// How long a refusal waits for its turn before it goes to the backlog. Most units are quicker.
const AT_ONCE: Duration = Duration::from_millis(250);

impl SeaOrmStore {
    /// Writes refusals, again when the connection turns out to be broken. Skips those that an
    /// earlier attempt has written already.
    async fn write(&self, refusals: &[Record]) -> Result<(), StoreError> {
        let writing = self.writing();
        let written = past_broken(writing.breakable, is_broken, |before| {
            let writing = &writing;
            async move {
                if before == 0 {
                    events::insert(writing, refusals, None).await
                } else {
                    let written = events::insert_missing(writing, refusals, None).await;
                    written.map(drop)
                }
            }
        });
        timeout(writing.patience, written)
            .await
            .unwrap_or_else(|elapsed| Err(StoreError::Unavailable(Box::new(elapsed))))
    }

    /// Writes the backlog, as soon as it is its turn.
    async fn clear(self, backlog: Arc<Backlog>) {
        loop {
            // Nobody waits for this, so it may wait longer than a unit may live.
            let turn = self.turn(Instant::now() + UNIT_AGE * 2).await;
            let refusals = backlog.take();
            let written = match &turn {
                Ok(_) => self.write(&refusals).await,
                Err(_) => Err(StoreError::Contended(None)),
            };
            drop(turn);
            if let Err(error) = written {
                tracing::error!(%error, count = refusals.len(), "refusals could not be written");
            }
            if backlog.is_over() {
                return;
            }
        }
    }
}

#[async_trait]
impl Refusals for SeaOrmStore {
    async fn record(&self, refusals: Vec<Record>) -> Result<(), StoreError> {
        let _turn = match &self.backlog {
            None => None,
            Some(backlog) => match self.turn(Instant::now() + AT_ONCE).await {
                Ok(turn) => Some(turn),
                Err(_late) if backlog.has_room() => {
                    if backlog.add(refusals) {
                        self.runtime.spawn(self.clone().clear(Arc::clone(backlog)));
                    }
                    return Ok(());
                }
                Err(_late) => Some(self.turn(Instant::now() + LOCK_WAIT).await?),
            },
        };
        self.write(&refusals).await
    }
}
