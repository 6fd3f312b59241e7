//! The chain of hashes over the trail (T3): the hash of each sealed event covers the event as it is
//! stored and the hash before it, so that nothing can be altered, taken out or put in unseen.
//!
//! What is hashed are the columns of the event in text form, by name, those without a value left out:
//! a later version of the program that knows more columns still proves what an older one sealed. The
//! network address of the actor is no part of it: it stands beside the chain, as names do, which are
//! not in events at all. The reason that was given is part of the chain.

mod walk;

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

pub use self::walk::{Broken, ChainWalk, NotedHead, NotedHeadError};
use crate::base::{ids::EventId, time::Time};

/// What every hash begins with. An event that is hashed in another way one day needs another name,
/// and a column that tells which.
const FORMAT: &str = "latchkey event 1";

/// The hash of a sealed event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LinkHash([u8; 32]);

impl LinkHash {
    /// What stands before the first event.
    const NONE: Self = Self([0; 32]);

    /// From its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
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

/// A text that is no hash.
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

/// An event as it is stored: its columns by name, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its id.
    pub id: EventId,
    columns: Vec<(&'static str, String)>,
}

impl StoredEvent {
    /// An event without any columns yet.
    pub const fn new(id: EventId) -> Self {
        Self {
            id,
            columns: Vec::new(),
        }
    }

    /// The same with one more column; without a value it is as if there were no such column.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        if let Some(value) = value {
            self.columns.push((name, value.to_string()));
        }
        self
    }
}

/// A place in the chain: how many events are sealed up to here, and the hash of the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Counts the sealed events from 1; 0 before the first.
    pub number: u64,
    /// The hash there.
    pub hash: LinkHash,
}

impl Head {
    /// Before the first event.
    pub const START: Self = Self {
        number: 0,
        hash: LinkHash::NONE,
    };

    /// The place of this event, if it is the next one. Every part is hashed with its length before
    /// it, so that no two events look the same.
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

    /// The places of these events, if they are the next ones.
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

/// An event's place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub event: EventId,
    /// Its place.
    pub at: Head,
}

/// A sealed event, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEvent {
    /// Its number in the chain.
    pub number: u64,
    /// The hash that stands with it, if what stands there is one.
    pub hash: Option<LinkHash>,
    /// The event.
    pub event: StoredEvent,
}

/// How the chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainState {
    /// Where it ends.
    pub head: Head,
    /// When its last event was sealed; `None`: there is none yet.
    pub sealed_at: Option<Time>,
    /// How many events wait to be sealed.
    pub unsealed: u64,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn event(n: u128) -> StoredEvent {
        StoredEvent::new(EventId::from_uuid(Uuid::from_u128(n)))
    }

    /// The form is for ever: what was sealed once must be proved by every later version.
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
    fn t3_a_column_without_a_value_leaves_no_mark() {
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
