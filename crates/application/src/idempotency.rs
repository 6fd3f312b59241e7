//! One effect for a call made twice: look-up of kept answers, and waiting for a first call that is
//! still running.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use latchkey_domain::{
    idempotency::{IdempotencyKey, KeptBody},
    ports::{Kept, StoreError},
    refusal::{Conflict, Refusal},
};

use crate::{error::UseCaseError, ports::Ports, ready::KEPT_FOR};

/// How long a second call waits for the first.
pub const PATIENCE: Duration = Duration::from_secs(10);

type Turn = Arc<tokio::sync::Mutex<()>>;

/// The calls with idempotency keys that run on this node now.
#[derive(Debug, Default)]
pub struct RunningCalls(Mutex<HashMap<IdempotencyKey, Weak<tokio::sync::Mutex<()>>>>);

/// A call's turn: while it is held, no other call with the same key goes on.
#[derive(Debug)]
pub struct MyTurn {
    _held: tokio::sync::OwnedMutexGuard<()>,
}

/// What is known when a call's turn comes.
#[derive(Debug)]
pub enum Replay {
    /// Nothing was kept: go on, and keep the turn until the answer is sent.
    First(MyTurn),
    /// The answer of the first call.
    Kept(Kept),
}

/// The same key came with another body (422 `idempotency-mismatch`), or the rest of [`UseCaseError`].
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Another body under the same key.
    #[error("the key was used with another body")]
    Mismatch,
    /// The answer showed a secret and was not kept; names what was made.
    #[error("the answer was not kept")]
    SecretNotKept {
        /// The id of what the first call made.
        made: String,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for ReplayError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl RunningCalls {
    /// Waits for the call's turn and looks whether its answer is there already.
    pub async fn take_turn(
        &self,
        ports: &Ports,
        key: &IdempotencyKey,
        fingerprint: &str,
    ) -> Result<Replay, ReplayError> {
        let turn = self.turn_of(key);
        let held = tokio::time::timeout(PATIENCE, turn.lock_owned()).await;
        let Ok(held) = held else {
            return Err(UseCaseError::from(Refusal::Conflict(Conflict::StillRunning)).into());
        };
        let since = ports.now() - KEPT_FOR;
        match ports.store.reader().kept_answer(key, since).await? {
            None => Ok(Replay::First(MyTurn { _held: held })),
            Some(kept) if kept.answer.fingerprint != fingerprint => Err(ReplayError::Mismatch),
            Some(kept) => match &kept.answer.body {
                KeptBody::Whole { .. } => Ok(Replay::Kept(kept)),
                KeptBody::Secret { made } => Err(ReplayError::SecretNotKept { made: made.clone() }),
            },
        }
    }

    fn turn_of(&self, key: &IdempotencyKey) -> Turn {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = running.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        running.retain(|_, turn| turn.strong_count() > 0);
        let turn = Turn::default();
        running.insert(key.clone(), Arc::downgrade(&turn));
        turn
    }
}
