//! Verifying the chain, link by link, up to the first broken one.

use std::str::FromStr;

use super::{Head, LinkHash, SealedEvent};
use crate::base::{ids::EventId, time::Time};

/// A head of the chain that somebody wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedHead {
    /// The number, if it was written down.
    pub number: Option<u64>,
    /// The hash that was written down.
    pub hash: LinkHash,
}

/// The text is not a head of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a hash of 64 hexadecimal digits, or its number, a colon and the hash")]
pub struct NotedHeadError;

impl FromStr for NotedHead {
    type Err = NotedHeadError;

    fn from_str(text: &str) -> Result<Self, NotedHeadError> {
        let (number, hash) = match text.split_once(':') {
            Some((number, hash)) => (Some(number), hash),
            None => (None, text),
        };
        let number = number.map(str::parse).transpose();
        let number = number.ok().filter(|number| *number != Some(0));
        Ok(Self {
            number: number.ok_or(NotedHeadError)?,
            hash: hash.parse().map_err(|_cause| NotedHeadError)?,
        })
    }
}

/// The first broken link of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A number is missing.
    #[error("link {number} is missing: its event was removed")]
    Missing {
        /// The number of the link.
        number: u64,
    },
    /// The hash does not match the event.
    #[error("link {number} is broken: event {event} or its hash was altered or swapped")]
    Altered {
        /// The number of the link.
        number: u64,
        /// The stored event.
        event: EventId,
    },
    /// The stored event cannot be read.
    #[error("link {number} cannot be read: its event was altered")]
    Unreadable {
        /// The number of the link, or of a later one if this one is missing.
        number: u64,
    },
    /// The chain is longer or shorter than the database has noted.
    #[error("the chain ends at {last}, but the database has noted {noted} as its end")]
    End {
        /// The number of the last link.
        last: u64,
        /// The end that the database has noted.
        noted: u64,
    },
    /// The last link has another hash than the database has noted.
    #[error("link {number} is not the one that the database has noted as the end of the chain")]
    EndDiffers {
        /// The number of the link.
        number: u64,
    },
    /// The link has another hash than somebody wrote down.
    #[error("link {number} has the hash {hash}, which is not the one that was noted")]
    HeadDiffers {
        /// The number of the link.
        number: u64,
        /// The stored hash.
        hash: LinkHash,
    },
    /// A commit has no events, although every commit has some.
    #[error("revision {revision} has no event: its events were removed")]
    RevisionMissing {
        /// The revision of the commit.
        revision: u64,
    },
    /// Events are in the chain in another order than that of their commits.
    #[error(
        "an event of revision {revision} comes after those of revision {last}: it was put there"
    )]
    RevisionOrder {
        /// The revision of the event.
        revision: u64,
        /// The revision before it.
        last: u64,
    },
    /// There are events of later commits than the database has noted.
    #[error("events go to revision {last}, but the database has noted {noted} as its newest")]
    RevisionsEnd {
        /// The last revision with events.
        last: u64,
        /// The newest that the database has noted.
        noted: u64,
    },
    /// No event is sealed, although the database has noted that some were.
    #[error(
        "no event is sealed, but the database has noted that events were sealed at {at}: their seals were removed"
    )]
    SealsRemoved {
        /// When events were last sealed.
        at: Time,
    },
    /// An event is not sealed, although a server was at work long after it.
    #[error(
        "event {event} of {at} is not sealed, but a server was at work until {worked_at}: its seal was \
         removed, or sealing fails"
    )]
    NotSealed {
        /// The event.
        event: EventId,
        /// When it happened.
        at: Time,
        /// When a server was last at work, as far as the trail shows.
        worked_at: Time,
    },
    /// An event is not sealed, although events of later commits are. They are sealed in the order of their
    /// commits.
    #[error(
        "event {event} of {at}, revision {revision}, is not sealed, but events up to revision {sealed} \
         are: its seal was removed"
    )]
    SealRemoved {
        /// The event.
        event: EventId,
        /// When it happened.
        at: Time,
        /// The revision of its commit.
        revision: u64,
        /// The last revision with a sealed event.
        sealed: u64,
    },
    /// The row that notes the end of the chain cannot be read.
    #[error(
        "the row of table `chain`, which notes the end of the chain, cannot be read: it was altered or \
         removed"
    )]
    EndUnreadable,
    /// The row that notes the newest revision cannot be read.
    #[error(
        "the row of table `revision`, which notes the newest revision, cannot be read: it was altered or \
         removed"
    )]
    RevisionUnreadable,
    /// An event that is not sealed yet cannot be read.
    #[error("an event that is not sealed yet cannot be read: it was altered")]
    TailUnreadable,
    /// The head that somebody wrote down is not in the chain.
    #[error("the head that was noted is not in the chain, which ends at {last}")]
    HeadNotFound {
        /// The number of the last link.
        last: u64,
    },
}

/// Verifies a chain from its first link to its last.
#[derive(Debug, Clone)]
pub struct ChainWalk {
    at: Head,
    end: Head,
    noted: Option<NotedHead>,
}

impl ChainWalk {
    /// Starts at the first link. `end` is the end that the database has noted; `noted` is a head
    /// that somebody wrote down.
    pub const fn new(end: Head, noted: Option<NotedHead>) -> Self {
        Self {
            at: Head::START,
            end,
            noted,
        }
    }

    /// The position reached so far.
    pub const fn at(&self) -> Head {
        self.at
    }

    /// Verifies the next event.
    pub fn step(&mut self, found: &SealedEvent) -> Result<(), Broken> {
        let at = self.at.with(&found.event);
        let number = at.number;
        if found.number != number {
            return Err(Broken::Missing { number });
        }
        if found.hash != Some(at.hash) {
            let event = found.event.id;
            return Err(Broken::Altered { number, event });
        }
        if self.end.number == number && self.end.hash != at.hash {
            return Err(Broken::EndDiffers { number });
        }
        if let Some(noted) = self.noted {
            if noted.hash == at.hash && noted.number.is_none_or(|noted| noted == number) {
                self.noted = None;
            } else if noted.number == Some(number) {
                let hash = at.hash;
                return Err(Broken::HeadDiffers { number, hash });
            }
        }
        self.at = at;
        Ok(())
    }

    /// Finishes after the last link. `end` is the end that the database has noted by now: the chain
    /// may have grown, and links added after the last step are not checked.
    pub fn finish(self, end: Head) -> Result<Head, Broken> {
        let last = self.at.number;
        if last < self.end.number {
            let noted = self.end.number;
            return Err(Broken::End { last, noted });
        }
        if last > end.number {
            let noted = end.number;
            return Err(Broken::End { last, noted });
        }
        if last == end.number && self.at.hash != end.hash {
            return Err(Broken::EndDiffers { number: last });
        }
        match self.noted {
            Some(_) => Err(Broken::HeadNotFound { last }),
            None => Ok(self.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::trail::chain::StoredEvent;

    fn event(n: u64) -> StoredEvent {
        let id = EventId::from_uuid(Uuid::from_u128(n.into()));
        StoredEvent::new(id).with("kind", Some("user.erased"))
    }

    /// An intact chain of five links.
    fn chain() -> Vec<SealedEvent> {
        let events: Vec<_> = (1..=5).map(event).collect();
        let links = Head::START.with_all(&events);
        let sealed = links.iter().zip(events).map(|(link, event)| SealedEvent {
            number: link.at.number,
            hash: Some(link.at.hash),
            revision: None,
            event,
        });
        sealed.collect()
    }

    fn head(chain: &[SealedEvent]) -> Head {
        chain.last().map_or(Head::START, |last| Head {
            number: last.number,
            hash: last.hash.unwrap(),
        })
    }

    fn walk(chain: &[SealedEvent], end: Head, noted: Option<NotedHead>) -> Result<Head, Broken> {
        let mut walk = ChainWalk::new(end, noted);
        for found in chain {
            walk.step(found)?;
        }
        walk.finish(end)
    }

    #[test]
    fn t3_a_whole_chain_is_proved() {
        let chain = chain();
        let end = head(&chain);
        assert_eq!(walk(&chain, end, None), Ok(end));
        assert_eq!(walk(&[], Head::START, None), Ok(Head::START));
    }

    #[test]
    fn t3_the_first_broken_link_is_named() {
        let whole = chain();
        let end = head(&whole);
        let altered = |number: u64| Broken::Altered {
            number,
            event: event(number).id,
        };

        let mut chain = whole.clone();
        chain[2].event = event(3).with("reason", Some("another"));
        assert_eq!(walk(&chain, end, None), Err(altered(3)));

        let mut chain = whole.clone();
        chain[3].hash = None;
        assert_eq!(walk(&chain, end, None), Err(altered(4)));

        let mut chain = whole.clone();
        chain.remove(1);
        assert_eq!(walk(&chain, end, None), Err(Broken::Missing { number: 2 }));

        let mut chain = whole.clone();
        (chain[1].hash, chain[2].hash) = (chain[2].hash, chain[1].hash);
        assert_eq!(walk(&chain, end, None), Err(altered(2)));

        let mut chain = whole.clone();
        let (one, other) = (chain[0].event.clone(), chain[4].event.clone());
        (chain[0].event, chain[4].event) = (other, one);
        let number = 1;
        let event = event(5).id;
        let broken = Broken::Altered { number, event };
        assert_eq!(walk(&chain, end, None), Err(broken));
    }

    #[test]
    fn t3_a_cut_end_is_noticed() {
        let whole = chain();
        let end = head(&whole);
        let cut = &whole[..4];
        let broken = Broken::End { last: 4, noted: 5 };
        assert_eq!(walk(cut, end, None), Err(broken));
        // Moving the noted end back as well is caught by a head written down elsewhere.
        assert_eq!(walk(cut, head(cut), None), Ok(head(cut)));
        for number in [None, Some(5)] {
            let hash = end.hash;
            let noted = Some(NotedHead { number, hash });
            let broken = Broken::HeadNotFound { last: 4 };
            assert_eq!(walk(cut, head(cut), noted), Err(broken));
        }
        let broken = Broken::End { last: 5, noted: 4 };
        assert_eq!(walk(&whole, head(cut), None), Err(broken));
    }

    #[test]
    fn t3_a_noted_head_shows_a_rebuilt_chain() {
        let whole = chain();
        let noted = NotedHead {
            number: Some(3),
            hash: whole[2].hash.unwrap(),
        };
        assert_eq!(walk(&whole, head(&whole), Some(noted)), Ok(head(&whole)));
        let events: Vec<_> = (2..=6).map(event).collect();
        let links = Head::START.with_all(&events);
        let anew: Vec<_> = links
            .iter()
            .zip(events)
            .map(|(link, event)| SealedEvent {
                number: link.at.number,
                hash: Some(link.at.hash),
                revision: None,
                event,
            })
            .collect();
        assert_eq!(walk(&anew, head(&anew), None), Ok(head(&anew)));
        let (number, hash) = (3, anew[2].hash.unwrap());
        let broken = Broken::HeadDiffers { number, hash };
        assert_eq!(walk(&anew, head(&anew), Some(noted)), Err(broken));
        let broken = Broken::EndDiffers { number: 5 };
        assert_eq!(walk(&anew, head(&whole), None), Err(broken));
    }

    /// The chain may grow while it is verified.
    #[test]
    fn a_chain_that_grows_meanwhile_is_whole() {
        let whole = chain();
        let (early, late) = (head(&whole[..3]), head(&whole));
        for seen in 3..=5 {
            let mut walk = ChainWalk::new(early, None);
            for found in &whole[..seen] {
                walk.step(found).unwrap();
            }
            assert_eq!(walk.finish(late), Ok(head(&whole[..seen])));
        }
    }

    #[test]
    fn a_noted_head_is_a_hash_with_its_number_or_without() {
        let hash = head(&chain()).hash;
        let read = |text: &str| text.parse::<NotedHead>().ok();
        let with = |number| Some(NotedHead { number, hash });
        assert_eq!(read(&hash.to_string()), with(None));
        assert_eq!(read(&format!("5:{hash}")), with(Some(5)));
        for wrong in [
            "",
            "5",
            "5:",
            ":ab",
            &format!("0:{hash}"),
            &format!("x:{hash}"),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
