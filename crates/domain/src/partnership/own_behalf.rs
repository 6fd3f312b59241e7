//! Whose presence in a client on their own behalf a partner may know of (A6): nobody overlooks them when
//! they leave, and nothing more of theirs is shown.

use crate::{
    base::time::{Time, days},
    partnership::relationship::RelationshipStatus,
};

/// The number of days for which a former employee is still named.
pub const NAMED_FOR_DAYS: u32 = 90;

/// The instant after which an employment must have ended for the person to be named still.
pub fn named_since(now: Time) -> Time {
    now - days(NAMED_FOR_DAYS)
}

/// A person who may be a member of clients on their own behalf, as their partner knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnBehalf {
    /// Whether their confirmed address is on one of the partner's domains.
    pub verified: bool,
    /// Whether they are its active employee.
    pub employed: bool,
    /// When their last employment ended, if one has.
    pub left_at: Option<Time>,
}

impl OwnBehalf {
    /// Whether the partner is told where the person is on their own behalf: verified employees, and
    /// former ones for a time.
    pub fn is_named(self, now: Time) -> bool {
        let lately = self.left_at.is_some_and(|left| left > named_since(now));
        self.verified && (self.employed || lately)
    }

    /// The same in one client: only as long as its relationship with the partner has not ended.
    pub fn is_named_in(self, relationship: RelationshipStatus, now: Time) -> bool {
        relationship != RelationshipStatus::Ended && self.is_named(now)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn at(day: i64) -> Time {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    /// Verified employees are named, former ones for 90 days, and only where the relationship has not
    /// ended (A6).
    #[test]
    fn verified_employees_are_named_and_former_ones() {
        let now = at(200);
        let employed = OwnBehalf {
            verified: true,
            employed: true,
            left_at: None,
        };
        assert!(employed.is_named_in(RelationshipStatus::Connected, now));
        assert!(employed.is_named_in(RelationshipStatus::Managed, now));
        assert!(!employed.is_named_in(RelationshipStatus::Ended, now));
        let unverified = OwnBehalf {
            verified: false,
            ..employed
        };
        assert!(!unverified.is_named(now));
        for (left_at, named) in [(None, false), (Some(at(110)), false), (Some(at(111)), true)] {
            let former = OwnBehalf {
                employed: false,
                left_at,
                ..employed
            };
            assert_eq!(former.is_named(now), named, "{left_at:?}");
        }
    }
}
