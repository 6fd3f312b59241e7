//! When people are reminded of what ends soon (A9, N1).

use crate::base::{
    ids::{AccountId, UserId},
    time::{Time, days},
};

/// How many days before access ends people are reminded, the last reminder first.
pub const DAYS_BEFORE_ACCESS_ENDS: [u32; 3] = [1, 7, 30];

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// The access of this person in the account.
    Access(UserId),
    /// The managed relationship of this partner with the account.
    Relationship(AccountId),
}

/// A reminder that was given, or that nobody needed. Each is noted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reminder {
    /// The account.
    pub account: AccountId,
    /// What ends in it.
    pub about: Ending,
    /// Of access: when it ends. Of a relationship: the last activity, from which its end follows (R2).
    pub of: Time,
    /// So many days before the end.
    pub days: u32,
}

/// Whether a reminder so many days before the end tells anything new: whoever was told of the end a day
/// before it, or later, knows. `None`: it was set long ago.
pub fn is_news(set_at: Option<Time>, ends_at: Time, days_before: u32) -> bool {
    let reminded_at = ends_at - days(days_before);
    set_at.is_none_or(|set| set + days(1) <= reminded_at)
}

/// How many days before a relationship ends the partner is warned: 14, or a quarter of the time after which
/// it ends, if that is less. Else each activity would bring a warning.
pub fn days_before_relationship_ends(ends_after_days: u32) -> u32 {
    (ends_after_days / 4).min(14)
}

/// How many days are left, each begun day counted whole.
pub fn days_left(ends_at: Time, now: Time) -> u32 {
    let left = ends_at - now;
    let begun = i32::from(left > chrono::Duration::days(left.num_days()));
    u32::try_from(left.num_days() + i64::from(begun)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    fn at(day: i64) -> Time {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    /// A9: nobody is reminded of what they heard of within a day.
    #[test]
    fn who_just_heard_of_an_end_is_not_reminded() {
        assert!(is_news(None, at(100), 30));
        assert!(is_news(Some(at(69)), at(100), 30));
        for set in [at(69) + Duration::microseconds(1), at(70), at(95)] {
            assert!(!is_news(Some(set), at(100), 30), "{set}");
        }
        assert!(is_news(Some(at(70)), at(100), 7));
    }

    /// N1: 14 days before the end of the usual 60.
    #[test]
    fn a_short_relationship_is_warned_of_later() {
        for (ends_after, before) in [(60, 14), (56, 14), (30, 7), (10, 2), (1, 0)] {
            assert_eq!(days_before_relationship_ends(ends_after), before);
        }
    }

    #[test]
    fn a_begun_day_is_left() {
        let second = Duration::seconds(1);
        for (now, left) in [
            (at(70), 30),
            (at(70) + second, 30),
            (at(71), 29),
            (at(99) + second, 1),
            (at(100), 0),
            (at(101), 0),
        ] {
            assert_eq!(days_left(at(100), now), left, "{now}");
        }
    }
}
