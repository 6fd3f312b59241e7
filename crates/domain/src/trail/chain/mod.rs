//! The hash chain of the trail (T3). The hash of each sealed event covers the stored event and the
//! hash before it, so any change, removal or insertion shows.
//!
//! The hash covers the event's columns as text, by name, without those that have no value. A later
//! version of the program with more columns can therefore still verify older events. The hash
//! covers the reason that was given. It does not cover the actor's network address, which is kept
//! beside the chain; names of people are not in events at all.

mod revisions;
mod tail;
mod walk;

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

pub use self::{
    revisions::RevisionWalk,
    tail::UnsealedTail,
    walk::{Broken, ChainWalk, NotedHead, NotedHeadError},
};
use crate::base::{ids::EventId, time::Time};

/// The prefix of every hash. If events are ever hashed in another way, that way needs another
/// prefix, and a column that says which was used.
const FORMAT: &str = "latchkey event 1";

/// The hash of a sealed event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LinkHash([u8; 32]);

impl LinkHash {
    /// The hash before the first event.
    const NONE: Self = Self([0; 32]);

    /// Makes a hash from its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for LinkHash {
    /// Lower-case hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LinkHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a hash of 64 hexadecimal digits")]
pub struct LinkHashError;

impl FromStr for LinkHash {
    type Err = LinkHashError;

    fn from_str(text: &str) -> Result<Self, LinkHashError> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(LinkHashError);
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = str::from_utf8(digits).map_err(|_cause| LinkHashError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_cause| LinkHashError)?;
        }
        Ok(Self(bytes))
    }
}

/// A stored event: its columns by name, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The id of the event.
    pub id: EventId,
    columns: Vec<(&'static str, String)>,
}

impl StoredEvent {
    /// Makes an event without columns.
    pub const fn new(id: EventId) -> Self {
        Self {
            id,
            columns: Vec::new(),
        }
    }

    /// Adds a column. A column without a value is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        if let Some(value) = value {
            self.columns.push((name, value.to_string()));
        }
        self
    }
}

/// A position in the chain: the number of events sealed so far, and the hash of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last sealed event, from 1; 0 before the first.
    pub number: u64,
    /// The hash of that event.
    pub hash: LinkHash,
}

impl Head {
    /// The position before the first event.
    pub const START: Self = Self {
        number: 0,
        hash: LinkHash::NONE,
    };

    /// Returns the position of this event, if it comes next. Each part is hashed after its length,
    /// so that no two events have the same input.
    #[must_use]
    pub fn with(self, event: &StoredEvent) -> Self {
        let number = self.number + 1;
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        part(FORMAT.as_bytes());
        part(&self.hash.0);
        part(&number.to_be_bytes());
        part(event.id.to_string().as_bytes());
        for (name, value) in &event.columns {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        Self {
            number,
            hash: LinkHash(hash.finalize().into()),
        }
    }

    /// Returns the positions of these events, if they come next.
    pub fn with_all(self, events: &[StoredEvent]) -> Vec<Link> {
        let mut at = self;
        let seal = |event: &StoredEvent| {
            at = at.with(event);
            Link {
                event: event.id,
                at,
            }
        };
        events.iter().map(seal).collect()
    }
}

/// An event and its position in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub event: EventId,
    /// The position.
    pub at: Head,
}

/// A sealed event, as read from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEvent {
    /// Its number in the chain.
    pub number: u64,
    /// The stored hash; `None` if what is stored is not a hash.
    pub hash: Option<LinkHash>,
    /// The revision of its commit; `None` for a refusal, which belongs to no commit.
    pub revision: Option<u64>,
    /// The event.
    pub event: StoredEvent,
}

/// The state of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainState {
    /// The end of the chain.
    pub head: Head,
    /// When the last event was sealed; `None`: no event was sealed yet.
    pub sealed_at: Option<Time>,
    /// The number of events not sealed yet.
    pub unsealed: u64,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn event(n: u128) -> StoredEvent {
        StoredEvent::new(EventId::from_uuid(Uuid::from_u128(n)))
    }

    /// The hash format never changes: every later version must verify what was sealed once.
    #[test]
    fn t3_the_hash_of_an_event_never_changes() {
        let sealed = event(7)
            .with("kind", Some("user.erased"))
            .with("reason", None::<&str>)
            .with("revision", Some(12));
        let first = Head::START.with(&sealed);
        assert_eq!(first.number, 1);
        assert_eq!(
            first.hash.to_string(),
            "501ea4d9dc38525e449fd3bcd63f745ab9cb9a3f15c6955e4cbce5cca389eb16"
        );
        let second = first.with(&event(8));
        assert_eq!(second.number, 2);
        assert_eq!(
            second.hash.to_string(),
            "e2231fd9039bb20b3d86a6f9aca75222d617bae181a888b382dec0c560f3ca55"
        );
    }

    #[test]
    fn t3_no_two_events_look_the_same() {
        let hash = |event: StoredEvent| Head::START.with(&event).hash;
        let of = |name, value: &str| hash(event(7).with(name, Some(value)));
        assert_ne!(of("a", "bc"), of("ab", "c"));
        assert_ne!(of("a", ""), hash(event(7)));
        assert_ne!(of("a", "b"), hash(event(8).with("a", Some("b"))));
        let two = event(7).with("a", Some("b")).with("c", Some("d"));
        let other = event(7).with("a", Some("bcd"));
        assert_ne!(hash(two), hash(other));
    }

    #[test]
    fn t3_a_column_without_a_value_is_not_hashed() {
        let old = event(7).with("kind", Some("user.erased"));
        let new = old.clone().with("of_tomorrow", None::<&str>);
        assert_eq!(Head::START.with(&old), Head::START.with(&new));
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = Head::START.with(&event(1)).hash;
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.to_string().to_uppercase().parse(), Ok(hash));
        for wrong in ["", "ab", &"g".repeat(64), &"ä".repeat(32)] {
            assert_eq!(wrong.parse::<LinkHash>(), Err(LinkHashError));
        }
    }
}
