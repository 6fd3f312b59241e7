//! Whose turn it is to write: one unit at a time, for a limited time.

use std::{
    pin::pin,
    sync::{Mutex, PoisonError},
};

use latchkey_domain::ports::StoreError;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use super::timing::Timing;

/// Who writes now.
#[derive(Debug, Default)]
struct Now {
    /// The number of the turn that is taken, and when it ends by itself.
    taken: Option<(u64, Instant)>,
    last: u64,
}

/// Gives turns.
#[derive(Debug)]
pub(super) struct Turns {
    timing: Timing,
    now: Mutex<Now>,
    freed: Notify,
}

/// A turn that was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    number: u64,
    ends: Instant,
}

impl Turn {
    /// Whether the turn has ended by itself.
    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.ends
    }
}

impl Turns {
    pub(super) fn new(timing: Timing) -> Self {
        Self {
            timing,
            now: Mutex::default(),
            freed: Notify::new(),
        }
    }

    /// Waits for a turn, as long as a unit may wait for its locks.
    pub(super) async fn take(&self) -> Result<Turn, StoreError> {
        let give_up = Instant::now() + self.timing.lock_wait;
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            let free_at = match self.try_take() {
                Ok(turn) => return Ok(turn),
                Err(free_at) => free_at,
            };
            if Instant::now() >= give_up {
                return Err(StoreError::Contended(None));
            }
            // Whether somebody gave the turn back or time went by: look again.
            timeout_at(free_at.min(give_up), freed).await.ok();
        }
    }

    /// Takes the turn, or tells when it will be free at the latest.
    fn try_take(&self) -> Result<Turn, Instant> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let at = Instant::now();
        if let Some((_, ends)) = now.taken
            && at < ends
        {
            return Err(ends);
        }
        now.last += 1;
        let turn = Turn {
            number: now.last,
            ends: at + self.timing.unit_age,
        };
        now.taken = Some((turn.number, turn.ends));
        Ok(turn)
    }

    /// Whether the turn is still the one that counts.
    pub(super) fn is_current(&self, turn: Turn) -> bool {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.taken.is_some_and(|(number, _)| number == turn.number) && !turn.is_over()
    }

    /// Gives the turn back, if it is still the one that counts.
    pub(super) fn give_back(&self, turn: Turn) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.taken.is_some_and(|(number, _)| number == turn.number) {
            now.taken = None;
            self.freed.notify_one();
        }
    }
}
