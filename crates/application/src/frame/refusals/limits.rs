//! How many refusals are written a minute (T1): what goes beyond is counted, so that nobody can flood
//! the trail, or hide what they try at one account behind what they tried at another.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::Duration;
use latchkey_domain::{
    base::{ids::AccountId, refusal::Refusal, time::Time},
    trail::{event::Event, origin::Origin},
};

/// How many refusals of one principal with one code at one account are written a minute.
pub(super) const PER_ACCOUNT: u32 = 10;
/// How many refusals of one principal are written a minute.
pub(super) const PER_PRINCIPAL: u32 = 100;
/// How many accounts and codes are counted apart for one principal; more are counted together, at no
/// account.
const MOST_COUNTS: usize = 1_000;
/// How many principals are watched. More are not limited: each of them had to sign in first.
const MOST_PRINCIPALS: usize = 10_000;

/// What is counted together: one code at one account, or at the partner where no account was named.
type CountedAt = (&'static str, Option<AccountId>);

/// Refusals that were counted instead of written.
#[derive(Debug)]
pub(super) struct LeftOut {
    /// Who was refused, in the last of these calls.
    pub(super) origin: Origin,
    /// What they last attempted there, without whom and what it was about.
    pub(super) event: Event,
    /// With what they were refused.
    pub(super) refusal: Refusal,
    /// How often.
    pub(super) count: u64,
}

impl LeftOut {
    fn place(&self) -> CountedAt {
        (
            self.refusal.code(),
            self.event.account.or(self.event.partner),
        )
    }
}

/// The minute of one principal.
#[derive(Debug)]
struct Minute {
    began: Time,
    written: u32,
    written_at: HashMap<CountedAt, u32>,
    left_out: HashMap<CountedAt, LeftOut>,
}

impl Minute {
    fn beginning(began: Time) -> Self {
        Self {
            began,
            written: 0,
            written_at: HashMap::new(),
            left_out: HashMap::new(),
        }
    }

    fn is_over(&self, now: Time) -> bool {
        now - self.began >= Duration::minutes(1)
    }

    fn has_room_at(&mut self, place: CountedAt) -> bool {
        if self.written >= PER_PRINCIPAL {
            return false;
        }
        let written = self.written_at.entry(place).or_default();
        if *written >= PER_ACCOUNT {
            return false;
        }
        *written += 1;
        self.written += 1;
        true
    }

    fn count(&mut self, mut one: LeftOut) {
        let is_full = self.left_out.len() >= MOST_COUNTS;
        if is_full && !self.left_out.contains_key(&one.place()) {
            (one.event.account, one.event.partner) = (None, None);
        }
        let earlier = self.left_out.get(&one.place());
        one.count += earlier.map_or(0, |earlier| earlier.count);
        self.left_out.insert(one.place(), one);
    }
}

type Minutes = HashMap<String, Minute>;

/// The limits of all principals on this node.
#[derive(Debug, Default)]
pub(super) struct RefusalLimits(Mutex<Minutes>);

impl RefusalLimits {
    /// Whether this refusal is to be written. If not, it is counted.
    pub(super) fn admit(
        &self,
        origin: &Origin,
        attempted: &Event,
        refusal: Refusal,
        now: Time,
    ) -> bool {
        let mut minutes = self.minutes();
        let principal = origin.principal.identity();
        if minutes.len() >= MOST_PRINCIPALS && !minutes.contains_key(&principal) {
            return true;
        }
        let minute = minutes
            .entry(principal)
            .or_insert_with(|| Minute::beginning(now));
        let mut event = Event::new(attempted.kind.clone()).with_partner(attempted.partner);
        event.account = attempted.account;
        let one = LeftOut {
            origin: origin.clone(),
            event,
            refusal,
            count: 1,
        };
        let is_admitted = minute.has_room_at(one.place());
        if !is_admitted {
            minute.count(one);
        }
        is_admitted
    }

    /// Takes what was counted in the minute of a principal, if that is over.
    pub(super) fn of_last_minute(&self, origin: &Origin, now: Time) -> Due<'_> {
        let principal = origin.principal.identity();
        let mut minutes = self.minutes();
        let is_over = |minute: &Minute| minute.is_over(now);
        let ended = if minutes.get(&principal).is_some_and(is_over) {
            minutes.remove(&principal)
        } else {
            None
        };
        self.due(ended)
    }

    /// Takes what was counted in all minutes that are over.
    pub(super) fn of_all_last_minutes(&self, now: Time) -> Due<'_> {
        let mut minutes = self.minutes();
        let ended = minutes.extract_if(|_, minute| minute.is_over(now));
        self.due(ended.map(|(_, minute)| minute))
    }

    /// Takes everything that was counted.
    pub(super) fn everything(&self) -> Due<'_> {
        let minutes = std::mem::take(&mut *self.minutes());
        self.due(minutes.into_values())
    }

    fn due(&self, ended: impl IntoIterator<Item = Minute>) -> Due<'_> {
        let counts = ended
            .into_iter()
            .flat_map(|minute| minute.left_out.into_values());
        Due {
            limits: self,
            counts: counts.collect(),
        }
    }

    fn minutes(&self) -> MutexGuard<'_, Minutes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts to be written. Those that are not, because the store failed or the task was stopped, go back
/// to where they came from, to be written with the next.
#[derive(Debug)]
pub(super) struct Due<'a> {
    limits: &'a RefusalLimits,
    counts: Vec<LeftOut>,
}

impl Due<'_> {
    pub(super) fn counts(&self) -> &[LeftOut] {
        &self.counts
    }

    /// Forgets the counts, which are written.
    pub(super) fn written(mut self) {
        self.counts.clear();
    }
}

impl Drop for Due<'_> {
    fn drop(&mut self) {
        if self.counts.is_empty() {
            return;
        }
        let mut minutes = self.limits.minutes();
        for count in self.counts.drain(..) {
            let principal = count.origin.principal.identity();
            let minute = minutes.entry(principal);
            // A minute that is long over: its counts are due at once.
            let over = Minute::beginning(Time::UNIX_EPOCH);
            minute.or_insert(over).count(count);
        }
    }
}
