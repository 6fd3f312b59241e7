//! Refusals that wait to be written.

use std::{
    pin::pin,
    sync::{Mutex, PoisonError},
};

use latchkey_domain::trail::audit::Record;
use tokio::sync::Notify;

/// How many refusals may wait to be written. Beyond that the caller waits itself.
const ROOM: usize = 1000;

#[derive(Debug, Default)]
struct Waiting {
    refusals: Vec<Record>,
    writing: bool,
}

/// The refusals that wait to be written.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    state: Mutex<Waiting>,
    written: Notify,
}

impl Backlog {
    fn with<T>(&self, look: impl FnOnce(&mut Waiting) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until all refusals are written.
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

    pub(crate) fn has_room(&self) -> bool {
        self.with(|state| state.refusals.len() < ROOM)
    }

    /// Adds refusals. Returns whether the caller must start the task that writes them.
    pub(crate) fn add(&self, refusals: Vec<Record>) -> bool {
        self.with(|state| {
            state.refusals.extend(refusals);
            !std::mem::replace(&mut state.writing, true)
        })
    }

    pub(crate) fn take(&self) -> Vec<Record> {
        self.with(|state| std::mem::take(&mut state.refusals))
    }

    /// Whether the writing task can end: no refusal was added since it last took them.
    pub(crate) fn is_over(&self) -> bool {
        let over = self.with(|state| {
            state.writing = !state.refusals.is_empty();
            !state.writing
        });
        if over {
            self.written.notify_waiters();
        }
        over
    }
}
