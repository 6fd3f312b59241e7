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

/// The first instant that is accepted: 1970 begins (I5).
pub const FIRST_INSTANT: Time = DateTime::UNIX_EPOCH;

/// The last instant that is accepted: the last microsecond of 9999 (I5). Stores order later ones
/// wrongly.
pub const LAST_INSTANT: Time = match DateTime::from_timestamp_micros(253_402_300_799_999_999) {
    Some(last) => last,
    None => DateTime::<Utc>::MAX_UTC,
};

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// Not in the form of RFC 3339.
    #[error("must be a time such as 2026-01-31T09:30:00Z")]
    Form,
    /// A leap second, which clocks and stores do not keep.
    #[error("must not be a leap second")]
    LeapSecond,
    /// Before 1970 or after 9999, in UTC.
    #[error("must lie in the years 1970 to 9999, in UTC")]
    OutOfRange,
}

/// Reads an instant in RFC 3339 with any offset, to whole microseconds. Every time that anybody
/// gives is read here (I5).
pub fn instant(text: &str) -> Result<Time, InstantError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|_cause| InstantError::Form)?;
    let time = time.with_timezone(&Utc);
    if time.timestamp_subsec_nanos() >= 1_000_000_000 {
        return Err(InstantError::LeapSecond);
    }
    within_range(whole_micros(time))
}

/// Checks that a time lies in the years that are accepted (I5).
pub fn within_range(time: Time) -> Result<Time, InstantError> {
    if (FIRST_INSTANT..=LAST_INSTANT).contains(&time) {
        Ok(time)
    } else {
        Err(InstantError::OutOfRange)
    }
}

/// An end of access that has passed already (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be in the future")]
pub struct EndPassed;

/// Checks that an end of access that somebody sets is still to come (A9).
pub fn to_come(end: Time, now: Time) -> Result<(), EndPassed> {
    if end > now { Ok(()) } else { Err(EndPassed) }
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

    /// I5: instants lie in the years 1970 to 9999 after conversion to UTC; leap seconds are refused.
    #[test]
    fn i5_instants_lie_in_the_years_1970_to_9999() {
        for (text, read) in [
            ("1970-01-01T00:00:00Z", FIRST_INSTANT),
            (
                "1969-12-31T23:59:59-00:01",
                FIRST_INSTANT + Duration::seconds(59),
            ),
            ("9999-12-31T23:59:59.9999999Z", LAST_INSTANT),
            ("9999-12-31t23:59:59.999999z", LAST_INSTANT),
        ] {
            assert_eq!(instant(text), Ok(read), "{text}");
        }
        for (text, why) in [
            ("9999-12-31T23:59:59-23:59", InstantError::OutOfRange),
            ("1970-01-01T00:00:00+00:01", InstantError::OutOfRange),
            ("1969-12-31T23:59:59.9999999Z", InstantError::OutOfRange),
            ("0000-01-01T00:00:00+23:59", InstantError::OutOfRange),
            ("2016-12-31T23:59:60Z", InstantError::LeapSecond),
            ("2026-05-05T23:59:60.5Z", InstantError::LeapSecond),
            ("2026-05-05T11:22:60+01:00", InstantError::LeapSecond),
            ("2026-05-05", InstantError::Form),
            ("2026-05-05T00:00:00", InstantError::Form),
            ("2026-05-05T24:00:00Z", InstantError::Form),
            ("+10000-01-01T00:00:00Z", InstantError::Form),
            ("", InstantError::Form),
        ] {
            assert_eq!(instant(text), Err(why), "{text}");
        }
    }

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
