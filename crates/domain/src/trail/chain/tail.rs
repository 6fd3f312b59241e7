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
    /// When the newest event happened that a call to a server caused. Commands write events too, but
    /// seal nothing.
    pub served_at: Option<Time>,
}

impl UnsealedTail {
    /// Verifies that these events are only a tail. They are not if the database has noted that events
    /// were sealed and none is, or if a server was at work long after the oldest.
    pub fn check(&self, chain: &ChainState) -> Result<(), Broken> {
        if let (0, Some(at)) = (chain.head.number, chain.sealed_at) {
            return Err(Broken::SealsRemoved { at });
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
            served_at: served_at.map(at),
        }
    }

    #[test]
    fn t3_the_events_of_the_last_moments_are_a_tail() {
        let whole = UnsealedTail::default();
        assert_eq!(whole.check(&chain(0, None)), Ok(()));
        assert_eq!(whole.check(&chain(5, Some(at(9)))), Ok(()));
        assert_eq!(tail(0, Some(60)).check(&chain(0, None)), Ok(()));
        assert_eq!(tail(0, None).check(&chain(5, Some(at(60)))), Ok(()));
        // Commands alone never seal, however much later they write.
        assert_eq!(tail(0, None).check(&chain(0, None)), Ok(()));
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
        assert_eq!(tail(0, Some(61)).check(&chain(0, None)), not_sealed(61));
        let sealed_later = chain(5, Some(at(90)));
        assert_eq!(tail(0, Some(61)).check(&sealed_later), not_sealed(90));
        let removed = Err(Broken::SealsRemoved { at: at(90) });
        let none_left = chain(0, Some(at(90)));
        assert_eq!(tail(80, Some(85)).check(&none_left), removed);
        assert_eq!(UnsealedTail::default().check(&none_left), removed);
    }
}
