//! Points in time, and the clock that tells them.

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A point in time, UTC, in whole microseconds: what every store can keep without rounding.
pub type Time = DateTime<Utc>;

/// Tells the time. Adapters promise whole microseconds.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The time now.
    fn now(&self) -> Time;
}

/// Tells how long the machine has been running, the time it slept included: what measures how old
/// something is, whatever becomes of the clock.
pub trait Uptime: Send + Sync + std::fmt::Debug {
    /// How long, by now.
    fn uptime(&self) -> std::time::Duration;
}

/// Cuts a time to the whole microseconds that stores keep; a leap second is the first one of the next
/// minute, as there is none in what they keep.
pub fn whole_micros(time: Time) -> Time {
    let kept = DateTime::from_timestamp_micros(time.timestamp_micros());
    kept.unwrap_or_else(|| time.trunc_subsecs(6))
}

/// A number of days as a duration.
pub fn days(count: u32) -> Duration {
    Duration::days(i64::from(count))
}

/// The earlier of two optional ends, where `None` means "never".
pub fn earlier_end(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (end, None) | (None, end) => end,
    }
}

/// Whether end `a` comes after end `b`, where `None` means "never".
pub fn ends_after(a: Option<Time>, b: Option<Time>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a > b,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T4: what is kept is what was read, also of a leap second, on every store.
    #[test]
    fn kept_times_have_whole_microseconds() {
        for (given, kept) in [
            (
                "2026-12-01T00:00:59.123456789Z",
                "2026-12-01T00:00:59.123456Z",
            ),
            ("2026-12-31T23:59:60.5Z", "2027-01-01T00:00:00.500Z"),
            (
                "1969-12-31T23:59:59.999999999Z",
                "1969-12-31T23:59:59.999999Z",
            ),
        ] {
            let given: Time = given.parse().unwrap();
            let kept: Time = kept.parse().unwrap();
            assert_eq!(whole_micros(given), kept);
            assert_eq!(whole_micros(kept), kept);
        }
    }
}
