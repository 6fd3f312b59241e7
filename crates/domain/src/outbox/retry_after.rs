//! `Retry-After`: when a receiver wants to be asked again.

use chrono::{DateTime, Duration, Utc};

use crate::base::time::{Time, whole_micros};

/// The longest wait that a receiver may ask for.
pub const LONGEST_WAIT: Duration = Duration::hours(1);

/// When a receiver wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so many seconds.
    Seconds(u32),
    /// At this time.
    At(Time),
}

impl RetryAfter {
    /// Reads the value of the header: seconds, or a date (RFC 9110). `None`: it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Seconds(text.parse().unwrap_or(u32::MAX)));
        }
        let date = DateTime::parse_from_rfc2822(text).ok()?;
        Some(Self::At(whole_micros(date.with_timezone(&Utc))))
    }

    /// The time that is meant, at most [`LONGEST_WAIT`] from now.
    pub fn time(self, now: Time) -> Time {
        let wanted = match self {
            Self::Seconds(seconds) => Duration::seconds(seconds.into()),
            Self::At(time) => time - now,
        };
        now + wanted.clamp(Duration::zero(), LONGEST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(RetryAfter::parse(" 120 "), Some(RetryAfter::Seconds(120)));
        let date = "2026-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(
            RetryAfter::parse("Fri, 06 Nov 2026 08:49:37 GMT"),
            Some(RetryAfter::At(date))
        );
        for wrong in ["", "-1", "1.5", "soon", "2026-11-06T08:49:37Z"] {
            assert_eq!(RetryAfter::parse(wrong), None, "{wrong}");
        }
        let huge = RetryAfter::parse("99999999999999");
        assert_eq!(huge, Some(RetryAfter::Seconds(u32::MAX)));
    }

    #[test]
    fn a_wait_is_capped_and_never_in_the_past() {
        let now: Time = "2026-11-06T08:00:00Z".parse().unwrap();
        assert_eq!(
            RetryAfter::Seconds(30).time(now),
            now + Duration::seconds(30)
        );
        assert_eq!(RetryAfter::Seconds(u32::MAX).time(now), now + LONGEST_WAIT);
        assert_eq!(RetryAfter::At(now - Duration::days(9)).time(now), now);
        assert_eq!(
            RetryAfter::At(now + Duration::days(9)).time(now),
            now + LONGEST_WAIT
        );
    }
}
