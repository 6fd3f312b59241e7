//! How long a token lasts.

use chrono::Duration;
use latchkey_domain::base::time::Time;

/// The time from a token's making to its end: one second to ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lifetime(Duration);

impl Lifetime {
    /// The longest, in seconds: ten years of 365 days.
    pub const LONGEST_SECONDS: u64 = 10 * 365 * 24 * 60 * 60;

    /// The default for the token of a person.
    pub const OF_USER_TOKENS: Self = Self(Duration::days(90));

    /// A number of seconds; `None` if it is zero or too large.
    pub fn of_seconds(seconds: u64) -> Option<Self> {
        if !(1..=Self::LONGEST_SECONDS).contains(&seconds) {
            return None;
        }
        Some(Self(Duration::seconds(i64::try_from(seconds).ok()?)))
    }

    /// When a token made now ends.
    pub fn end(self, now: Time) -> Time {
        now + self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lasts_one_second_to_ten_years() {
        assert_eq!(Lifetime::of_seconds(0), None);
        assert_eq!(
            Lifetime::of_seconds(1),
            Some(Lifetime(Duration::seconds(1)))
        );
        assert_eq!(
            Lifetime::of_seconds(315_360_000),
            Some(Lifetime(Duration::days(3650)))
        );
        assert_eq!(Lifetime::of_seconds(315_360_001), None);
        assert_eq!(Lifetime::of_seconds(u64::MAX), None);
    }
}
