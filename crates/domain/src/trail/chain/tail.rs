//! Events that are not sealed yet: the tail of the last moments, or a sign that seals were removed
//! (T3).

use chrono::TimeDelta;

use super::{Broken, ChainState};
use crate::base::{ids::EventId, time::Time};

/// How long a server may run on beside an event that is not sealed. It seals within 10 seconds; the
/// rest is for clocks that differ and a database under load.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// What the trail shows about the events that are not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnsealedTail {
    /// The oldest of them, and when it happened.
    pub oldest: Option<(EventId, Time)>,
    /// The one of the earliest commit, when it happened, and the revision of that commit. Refusals belong to
    /// no commit.
    pub earliest_commit: Option<(EventId, Time, u64)>,
    /// When the newest event happened that a call to a server caused. Commands write events too, but
    /// seal nothing.
    pub served_at: Option<Time>,
}

impl UnsealedTail {
    /// Verifies that these events are only a tail. They are not if the database has noted that events
    /// were sealed and none is, if one is of an earlier commit than a sealed one, or if a server was at work
    /// long after the oldest. `sealed` is the last revision with a sealed event, or 0.
    pub fn check(&self, chain: &ChainState, sealed: u64) -> Result<(), Broken> {
        if let (0, Some(at)) = (chain.head.number, chain.sealed_at) {
            return Err(Broken::SealsRemoved { at });
        }
        if let Some((event, at, revision)) = self.earliest_commit
            && revision < sealed
        {
            return Err(Broken::SealRemoved {
                event,
                at,
                revision,
                sealed,
            });
        }
        let Some((event, at)) = self.oldest else {
            return Ok(());
        };
        match chain.sealed_at.max(self.served_at) {
            Some(worked_at) if worked_at - at > GRACE => Err(Broken::NotSealed {
                event,
                at,
                worked_at,
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::trail::chain::{Head, StoredEvent};

    fn at(second: i64) -> Time {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn event() -> EventId {
        EventId::from_uuid(Uuid::from_u128(7))
    }

    fn chain(number: u64, sealed_at: Option<Time>) -> ChainState {
        let head = Head {
            number,
            ..Head::START.with(&StoredEvent::new(event()))
        };
        ChainState {
            head,
            sealed_at,
            unsealed: 1,
        }
    }

    fn tail(oldest: i64, served_at: Option<i64>) -> UnsealedTail {
        UnsealedTail {
            oldest: Some((event(), at(oldest))),
            earliest_commit: None,
            served_at: served_at.map(at),
        }
    }

    fn check(tail: &UnsealedTail, chain: &ChainState) -> Result<(), Broken> {
        tail.check(chain, 0)
    }

    #[test]
    fn t3_the_events_of_the_last_moments_are_a_tail() {
        let whole = UnsealedTail::default();
        assert_eq!(check(&whole, &chain(0, None)), Ok(()));
        assert_eq!(check(&whole, &chain(5, Some(at(9)))), Ok(()));
        assert_eq!(check(&tail(0, Some(60)), &chain(0, None)), Ok(()));
        assert_eq!(check(&tail(0, None), &chain(5, Some(at(60)))), Ok(()));
        // Commands alone never seal, however much later they write.
        assert_eq!(check(&tail(0, None), &chain(0, None)), Ok(()));
    }

    #[test]
    fn t3_seals_that_were_removed_are_named() {
        let not_sealed = |worked_at| {
            Err(Broken::NotSealed {
                event: event(),
                at: at(0),
                worked_at: at(worked_at),
            })
        };
        assert_eq!(check(&tail(0, Some(61)), &chain(0, None)), not_sealed(61));
        let sealed_later = chain(5, Some(at(90)));
        assert_eq!(check(&tail(0, Some(61)), &sealed_later), not_sealed(90));
        let removed = Err(Broken::SealsRemoved { at: at(90) });
        let none_left = chain(0, Some(at(90)));
        assert_eq!(check(&tail(80, Some(85)), &none_left), removed);
        assert_eq!(check(&UnsealedTail::default(), &none_left), removed);
    }

    /// Events are sealed in the order of their commits, so no sealed one has an unsealed one before it. Part of
    /// a commit may be sealed.
    #[test]
    fn t3_no_commit_before_a_sealed_one_is_unsealed() {
        let of_revision = |revision| UnsealedTail {
            earliest_commit: Some((event(), at(80), revision)),
            ..tail(80, Some(85))
        };
        let sealed = chain(5, Some(at(85)));
        for revision in [7, 8] {
            assert_eq!(of_revision(revision).check(&sealed, 7), Ok(()));
        }
        let removed = Broken::SealRemoved {
            event: event(),
            at: at(80),
            revision: 6,
            sealed: 7,
        };
        assert_eq!(of_revision(6).check(&sealed, 7), Err(removed));
    }
}
