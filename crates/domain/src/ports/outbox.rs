use std::cmp::Ordering;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, EventId, OperationId, UserId},
        revision::Revision,
        text::{ExternalId, Name},
    },
    people::email::EmailAddress,
    trail::{
        audit::Record,
        event::{EventKind, EventName},
    },
};

/// How far somebody has read the committed events. Positions follow the order of commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutboxPosition {
    /// The number of the last commit of which something was read.
    pub revision: u64,
    /// The last event that was read of it; `None`: all of them.
    pub event: Option<EventId>,
}

impl OutboxPosition {
    /// Nothing has been read.
    pub const START: Self = Self::end_of(0);

    /// The end of the commit with this number.
    pub const fn end_of(revision: u64) -> Self {
        Self {
            revision,
            event: None,
        }
    }
}

impl Ord for OutboxPosition {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = |at: &Self| (at.revision, at.event.is_none(), at.event);
        order(self).cmp(&order(other))
    }
}

impl PartialOrd for OutboxPosition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Which of the committed events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutboxFilter {
    /// Of these kinds; none for every kind.
    pub kinds: Vec<EventKind>,
    /// In or about one of these accounts: the account of the event, or its partner. None for every
    /// account.
    pub accounts: Vec<AccountId>,
    /// Done by this operation.
    pub operation: Option<OperationId>,
    /// About this person.
    pub about: Option<UserId>,
    /// Of no later commit than the one with this number.
    pub until: Option<u64>,
}

impl OutboxFilter {
    /// Whether the kind and the places of an event are wanted.
    pub fn wants(&self, name: &EventName, places: impl IntoIterator<Item = AccountId>) -> bool {
        let of_kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| name == kind);
        let mut places = places.into_iter();
        of_kind && (self.accounts.is_empty() || places.any(|place| self.accounts.contains(&place)))
    }
}

/// An account that an event names, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAccount {
    /// Latchkey's id.
    pub id: AccountId,
    /// The platform's own id.
    pub external_id: Option<ExternalId>,
    /// The official name.
    pub name: Name,
}

/// A person whom an event names, as they are now: who was erased has no name, address or external id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUser {
    /// Latchkey's id.
    pub id: UserId,
    /// The platform's own id.
    pub external_id: Option<ExternalId>,
    /// The name. That of a stub is
    /// [`NOT_CONFIRMED_YET`](crate::membership::member::NOT_CONFIRMED_YET) (I6).
    pub name: Name,
    /// The address.
    pub email: Option<EmailAddress>,
}

/// An event of a commit, with whom it names.
#[derive(Debug, Clone, PartialEq)]
pub struct CommittedEvent {
    /// The event and its actor.
    pub record: Record,
    /// The commit.
    pub revision: Revision,
    /// The account it happened in.
    pub account: Option<NamedAccount>,
    /// The person it is about.
    pub user: Option<NamedUser>,
    /// The partner it is about.
    pub partner: Option<NamedAccount>,
    /// The person who did it.
    pub actor: Option<NamedUser>,
}

impl CommittedEvent {
    /// Where it stands among the committed events.
    pub const fn position(&self) -> OutboxPosition {
        OutboxPosition {
            revision: self.revision.number,
            event: Some(self.record.id),
        }
    }
}

port! {
    /// Reads what was committed, in the order of commits: the event table is the outbox. Refused
    /// attempts are not part of it.
    pub trait OutboxQueries {
        /// The events behind a position that match, oldest first, at most so many. A commit is seen
        /// with all its events or not at all, and never before one with a smaller number.
        async fn committed_events(
            &mut self,
            after: OutboxPosition,
            filter: &OutboxFilter,
            most: u32,
        ) -> Result<Vec<CommittedEvent>, StoreError>;

        /// The events with these ids, in the order of commits; unknown ones and refused attempts are
        /// left out.
        async fn committed_events_among(
            &mut self,
            events: &[EventId],
        ) -> Result<Vec<CommittedEvent>, StoreError>;

        /// Where an event stands; `None`: it is unknown, or a refused attempt.
        async fn position_of(
            &mut self,
            event: EventId,
        ) -> Result<Option<OutboxPosition>, StoreError>;
    }
}
