//! A call made twice has one effect: the second call waits for the first, and gets its kept answer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    people::token::SecretText,
    ports::{Kept, StoreError},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};

use crate::frame::{
    context::RequestContext,
    error::UseCaseError,
    ports::Ports,
    ready::{Done, KEPT_FOR, Ready},
};

/// How long a second call waits for the first.
pub const PATIENCE: Duration = Duration::from_secs(10);

type Turn = Arc<tokio::sync::Mutex<()>>;

/// The calls that run on this node now: each has an id, commits what its use case prepared, and takes
/// effect once for each idempotency key.
#[derive(Debug)]
pub struct Calls {
    ports: Arc<Ports>,
    turns: Arc<Mutex<Turns>>,
}

/// The turn of each key that somebody uses now.
type Turns = HashMap<IdempotencyKey, Weak<tokio::sync::Mutex<()>>>;

/// A call's turn: while it is held, no other call with the same key goes on.
#[derive(Debug)]
pub struct MyTurn {
    _held: tokio::sync::OwnedMutexGuard<()>,
}

/// What a call finds when its turn comes.
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
    /// The answer named a person who has been erased since (T3).
    #[error("the answer was emptied")]
    Emptied,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for ReplayError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl Calls {
    /// The service over its ports.
    pub fn new(ports: Arc<Ports>) -> Self {
        Self {
            ports,
            turns: Arc::default(),
        }
    }

    /// The same calls over other ports: each still waits for its turn among all.
    #[must_use]
    pub fn over(&self, ports: Arc<Ports>) -> Self {
        Self {
            ports,
            turns: Arc::clone(&self.turns),
        }
    }

    /// A new id for a call whose caller gave it none.
    pub fn new_id(&self) -> String {
        self.ports.ids.uuid().to_string()
    }

    /// A new secret that only the caller's browser keeps.
    pub fn new_secret(&self) -> SecretText {
        self.ports.secrets.secret()
    }

    /// Commits what a use case made ready, with the answer that is kept of it.
    pub async fn commit<T>(
        &self,
        ready: Ready<T>,
        cx: &RequestContext,
        keep: Option<KeptAnswer>,
    ) -> Result<Done<T>, UseCaseError> {
        ready.commit(&self.ports, cx, keep).await
    }

    /// Waits for the call's turn and looks whether its answer is there already.
    pub async fn take_turn(
        &self,
        key: &IdempotencyKey,
        fingerprint: &str,
    ) -> Result<Replay, ReplayError> {
        let ports = &*self.ports;
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
                KeptBody::Emptied => Err(ReplayError::Emptied),
                KeptBody::Secret { made } => Err(ReplayError::SecretNotKept { made: made.clone() }),
            },
        }
    }

    fn turn_of(&self, key: &IdempotencyKey) -> Turn {
        let mut running = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = running.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        running.retain(|_, turn| turn.strong_count() > 0);
        let turn = Turn::default();
        running.insert(key.clone(), Arc::downgrade(&turn));
        turn
    }
}
