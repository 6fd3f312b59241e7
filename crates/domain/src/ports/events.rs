use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        text::Name,
        time::Time,
    },
    trail::{audit::Record, event::EventName},
};

/// The side from which the trail is read (T2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailSide {
    /// An account sees all events in it.
    Account(AccountId),
    /// A partner sees events whose actor acted from it, and those about its employees, links and
    /// relationships. Somebody else's attempt that found nothing ([`Refusal::NotFound`]) is about none
    /// of these.
    ///
    /// [`Refusal::NotFound`]: crate::base::refusal::Refusal::NotFound
    Partner(AccountId),
    /// The platform sees everything.
    Everything,
}

impl TrailSide {
    /// The account whose members this side sees as its own.
    pub const fn own(self) -> Option<AccountId> {
        match self {
            Self::Account(id) | Self::Partner(id) => Some(id),
            Self::Everything => None,
        }
    }
}

/// The filter for events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Done by this user.
    pub actor: Option<UserId>,
    /// About this user.
    pub user: Option<UserId>,
    /// In this account.
    pub account: Option<AccountId>,
    /// Of this kind, or of one that only a newer version knows.
    pub kind: Option<EventName>,
    /// Not before this time.
    pub from: Option<Time>,
    /// Before this time.
    pub to: Option<Time>,
}

/// The names behind an actor in the trail, as far as they are still known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenActor {
    /// The person's name.
    pub name: Option<Name>,
    /// The name of the account they acted from.
    pub account_name: Option<Name>,
}

/// A record with the names that are kept beside the trail (T3).
#[derive(Debug, Clone, PartialEq)]
pub struct SeenRecord {
    /// The record.
    pub record: Record,
    /// The names of the actor.
    pub actor: SeenActor,
    /// The name of the user it is about. That of a stub is the one that the side gave them in its own
    /// account, or [`NOT_CONFIRMED_YET`](crate::membership::member::NOT_CONFIRMED_YET) (I6).
    pub user_name: Option<Name>,
    /// The name of the account it happened in.
    pub account_name: Option<Name>,
    /// Whether that user is one of the side's own: a member of its account, or acting for it
    /// anywhere.
    pub own_user: bool,
    /// Whether that user is a member of the account that the actor acted from.
    pub actors_user: bool,
    /// Whether that account is the side's own, or a client of the partner.
    pub own_account: bool,
}

/// A page of the trail.
pub type EventView = Page<SeenRecord>;

port! {
    /// Reads the trail.
    pub trait EventQueries {
        /// Events of one side that match, newest first.
        async fn events(
            &mut self,
            side: TrailSide,
            filter: &EventFilter,
            page: &PageRequest,
        ) -> Result<EventView, StoreError>;
    }
}
