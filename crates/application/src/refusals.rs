//! The refusals in the trail (T1): every refused write is noted after its unit is gone and before
//! the answer, at most ten a minute per principal and code; what comes beyond is counted and noted
//! with the next one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::Duration;
use latchkey_domain::{
    audit::{Origin, Record},
    event::Event,
    ids::{AccountId, Ids},
    ports::Refusals,
    refusal::Refusal,
    time::{Clock, Time},
};

use crate::error::UseCaseError;

/// How many refusals of one principal with one code are written a minute.
const PER_MINUTE: u32 = 10;
/// How many principals and codes are watched at most: beyond that the oldest windows are forgotten.
const WATCHED: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Time,
    written: u32,
    left_out: u64,
}

/// Writes refusals to the trail, and holds back what would flood it.
#[derive(Debug)]
pub struct RefusalBook {
    refusals: Arc<dyn Refusals>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    windows: Mutex<HashMap<(String, &'static str), Window>>,
}

impl RefusalBook {
    /// A book over a store of refusals.
    pub fn new(refusals: Arc<dyn Refusals>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self {
            refusals,
            clock,
            ids,
            windows: Mutex::default(),
        }
    }

    /// Carries out an attempt; where a rule refuses it, notes that before giving the error back.
    /// `from` is the account the caller acts from, where the door knows it to be theirs.
    pub async fn watch<T>(
        &self,
        origin: &Origin,
        attempted: Event,
        attempt: impl Future<Output = Result<T, UseCaseError>> + Send,
    ) -> Result<T, UseCaseError> {
        let result = attempt.await;
        if let Err(UseCaseError::Refused(refusal)) = &result {
            self.note(origin, None, attempted, *refusal).await;
        }
        result
    }

    /// Notes one refusal. A store that cannot take it is logged: the answer is still the refusal.
    pub async fn note(
        &self,
        origin: &Origin,
        from: Option<AccountId>,
        mut attempted: Event,
        refusal: Refusal,
    ) {
        let now = self.clock.now();
        let Some(left_out) = self.admit(origin.principal.key(), refusal.code(), now) else {
            return;
        };
        if left_out > 0 {
            attempted = attempted.with("refusals_left_out", left_out);
        }
        let record = Record::refused(origin, from, attempted, refusal, &*self.ids, now);
        if let Err(error) = self.refusals.record(record).await {
            tracing::warn!(%error, code = refusal.code(), "a refusal could not be written");
        }
    }

    /// Whether this one is written, and how many were left out before it.
    fn admit(&self, principal: String, code: &'static str, now: Time) -> Option<u64> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= WATCHED {
            windows.retain(|_, window| now - window.began < Duration::minutes(1));
        }
        let fresh = Window {
            began: now,
            written: 0,
            left_out: 0,
        };
        let window = windows.entry((principal, code)).or_insert(fresh);
        if now - window.began >= Duration::minutes(1) {
            *window = Window {
                left_out: window.left_out,
                ..fresh
            };
        }
        if window.written >= PER_MINUTE {
            window.left_out += 1;
            return None;
        }
        window.written += 1;
        Some(std::mem::take(&mut window.left_out))
    }
}
