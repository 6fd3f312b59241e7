//! Refusals (T1): written beside the units, never waiting for one.
//!
//! PostgreSQL takes a plain insert whatever else is going on. SQLite has one writer: there a refusal
//! that does not get its turn at once is left with a task that writes it when the unit before it is
//! over, and whoever reads the trail in this process waits for that.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use latchkey_domain::{
    audit::Record,
    ports::{Refusals, StoreError},
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

use crate::{
    classify::is_broken,
    locks::{LOCK_WAIT, UNIT_AGE},
    reader::past_broken,
    repository::events,
    store::SeaOrmStore,
};

/// How long a refusal waits for its turn before it is left behind: most units are quicker.
const AT_ONCE: Duration = Duration::from_millis(250);

/// How many refusals may be left behind: beyond that the caller waits.
const ROOM: usize = 1000;

#[derive(Debug, Default)]
struct State {
    left: Vec<Record>,
    writing: bool,
}

/// The refusals that wait to be written.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    state: Mutex<State>,
    written: Notify,
}

impl Backlog {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until nothing is left to be written.
    pub(crate) async fn cleared(&self) {
        loop {
            let mut written = pin!(self.written.notified());
            written.as_mut().enable();
            if !self.with(|state| state.writing) {
                return;
            }
            written.await;
        }
    }

    fn has_room(&self) -> bool {
        self.with(|state| state.left.len() < ROOM)
    }

    /// Leaves a refusal behind; tells whether a task must be started to write it.
    fn leave(&self, refusal: Record) -> bool {
        self.with(|state| {
            state.left.push(refusal);
            !std::mem::replace(&mut state.writing, true)
        })
    }

    fn take(&self) -> Vec<Record> {
        self.with(|state| std::mem::take(&mut state.left))
    }

    /// Whether the task is over, because nothing was left meanwhile.
    fn is_over(&self) -> bool {
        let over = self.with(|state| {
            state.writing = !state.left.is_empty();
            !state.writing
        });
        if over {
            self.written.notify_waiters();
        }
        over
    }
}

impl SeaOrmStore {
    /// Writes refusals, whatever connections have broken. What an earlier attempt has written before
    /// its connection broke is passed over.
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

    /// Writes what was left behind, as soon as it is its turn.
    async fn clear(self, backlog: Arc<Backlog>) {
        loop {
            // Nobody waits for this: it may take as long as units may live.
            let turn = self.turn(Instant::now() + UNIT_AGE * 2).await;
            let left = backlog.take();
            let written = match &turn {
                Ok(_) => self.write(&left).await,
                Err(_) => Err(StoreError::Contended(None)),
            };
            drop(turn);
            if let Err(error) = written {
                tracing::error!(%error, count = left.len(), "refusals could not be written");
            }
            if backlog.is_over() {
                return;
            }
        }
    }
}

#[async_trait]
impl Refusals for SeaOrmStore {
    async fn record(&self, refusal: Record) -> Result<(), StoreError> {
        let _turn = match &self.backlog {
            None => None,
            Some(backlog) => match self.turn(Instant::now() + AT_ONCE).await {
                Ok(turn) => Some(turn),
                Err(_late) if backlog.has_room() => {
                    if backlog.leave(refusal) {
                        self.runtime.spawn(self.clone().clear(Arc::clone(backlog)));
                    }
                    return Ok(());
                }
                Err(_late) => Some(self.turn(Instant::now() + LOCK_WAIT).await?),
            },
        };
        self.write(&[refusal]).await
    }
}
