//! Points in time, and the clocks.

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A point in time in UTC, in whole microseconds, which every store can keep exactly.
pub type Time = DateTime<Utc>;

/// Tells the time. Adapters must return whole microseconds.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present time.
    fn now(&self) -> Time;
}

/// Measures the time since the machine started, including sleep. Changes of the clock do not affect
/// it, so it serves to measure age.
pub trait Uptime: Send + Sync + std::fmt::Debug {
    /// The time since the machine started.
    fn uptime(&self) -> std::time::Duration;
}

/// Cuts a time to whole microseconds. A leap second becomes the first second of the next minute,
/// because stores cannot keep one.
pub fn whole_micros(time: Time) -> Time {
    let kept = DateTime::from_timestamp_micros(time.timestamp_micros());
    kept.unwrap_or_else(|| time.trunc_subsecs(6))
}

/// A number of days as a duration.
pub fn days(count: u32) -> Duration {
    Duration::days(i64::from(count))
}

/// Returns the earlier of two ends; `None` means never.
pub fn earlier_end(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (end, None) | (None, end) => end,
    }
}

/// Whether end `a` is after end `b`; `None` means never.
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

    /// A time is stored as it was read, leap seconds included.
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
