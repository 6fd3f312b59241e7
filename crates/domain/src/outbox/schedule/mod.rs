//! When a delivery that failed is tried again (N2).

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::base::ids::EventId;

/// So many attempts hold up later events of the account. After them an event is set aside, and later
/// ones go on.
const IN_LINE: usize = 5;

/// Waits from here on are spread, so that what failed together is not tried again together.
const SPREAD_FROM: Duration = Duration::from_mins(1);

/// The longest wait that is accepted.
const LONGEST: Duration = Duration::from_hours(24 * 31);

/// The most attempts that are accepted.
const MOST: usize = 100;

/// The waits before each attempt, the first included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule(Vec<Duration>);

/// Why waits are no schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Nothing would ever be sent, or much too often.
    #[error("must have 1 to {MOST} waits")]
    Count,
    /// The first attempt waits.
    #[error("must begin with 0s: the first attempt is made at once")]
    First,
    /// A wait is too long.
    #[error("must have no wait of more than 31 days")]
    TooLong,
}

/// What follows from a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterAttempt {
    /// It is tried again in its place, and later events of its account wait.
    TryAgain(Duration),
    /// It is tried again beside the others, and later events of its account go on.
    SetAside(Duration),
    /// It is not tried again.
    GiveUp,
}

impl RetrySchedule {
    /// A schedule of these waits.
    pub fn new(waits: Vec<Duration>) -> Result<Self, ScheduleError> {
        if waits.is_empty() || waits.len() > MOST {
            return Err(ScheduleError::Count);
        }
        if waits.first().is_some_and(|first| !first.is_zero()) {
            return Err(ScheduleError::First);
        }
        if waits.iter().any(|wait| *wait > LONGEST) {
            return Err(ScheduleError::TooLong);
        }
        Ok(Self(waits))
    }

    /// How many attempts hold up later events of the account.
    pub fn in_line(&self) -> u32 {
        u32::try_from(self.0.len().min(IN_LINE)).unwrap_or(u32::MAX)
    }

    /// What follows from so many attempts to deliver an event, all of which failed.
    pub fn after(&self, attempts: u32, event: EventId) -> AfterAttempt {
        let place = usize::try_from(attempts).unwrap_or(usize::MAX);
        let Some(wait) = self.0.get(place) else {
            return AfterAttempt::GiveUp;
        };
        let wait = *wait + spread(*wait, attempts, event);
        if place < IN_LINE {
            AfterAttempt::TryAgain(wait)
        } else {
            AfterAttempt::SetAside(wait)
        }
    }
}

impl Default for RetrySchedule {
    /// At once, then after 1 s, 5 s, 30 s and 2 min; set aside, after 5 min to 24 h.
    fn default() -> Self {
        let seconds = [
            0, 1, 5, 30, 120, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
        ];
        Self(seconds.map(Duration::from_secs).into())
    }
}

/// Up to a tenth of a long wait: by the id of the event, so that it needs no chance.
fn spread(wait: Duration, attempts: u32, event: EventId) -> Duration {
    if wait < SPREAD_FROM {
        return Duration::ZERO;
    }
    let (_, random) = event.uuid().as_u64_pair();
    let thousandths = u32::try_from(random.rotate_right(attempts * 7) % 1_000).unwrap_or_default();
    wait / 10_000 * thousandths
}
