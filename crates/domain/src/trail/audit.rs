//! The records of the trail: who did what, on whose behalf, and from where (T1).

use std::net::IpAddr;

use crate::{
    base::{
        ids::{AccountId, EventId, Ids, OperationId, SessionId, TokenId, UserId},
        refusal::Refusal,
        text::Reason,
        time::Time,
    },
    trail::{
        event::Event,
        origin::{Origin, Principal},
        permit::{Permit, Taking},
    },
};

/// The actor of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// The platform, by the token in [`Record::token`].
    Service,
    /// The operator, by this command.
    Operator(String),
    /// The installation, by this job.
    Job(String),
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// A rule said no; the problem code says which.
    Refused(String),
}

/// One entry of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The id of the event.
    pub id: EventId,
    /// When it happened.
    pub at: Time,
    /// What happened.
    pub event: Event,
    /// The actor.
    pub actor: Actor,
    /// The account the actor acted from; `None`: no account, as for the platform.
    pub actor_account: Option<AccountId>,
    /// The token that was used.
    pub token: Option<TokenId>,
    /// The session that was used.
    pub session: Option<SessionId>,
    /// The operation that did it, on behalf of the actor who started it.
    pub operation: Option<OperationId>,
    /// The request.
    pub request_id: String,
    /// The network address of the caller.
    pub address: Option<IpAddr>,
    /// The actor's reason (T4).
    pub reason: Option<Reason>,
    /// The outcome.
    pub outcome: Outcome,
}

impl Record {
    fn permitted(permit: &Permit, event: Event, ids: &dyn Ids, now: Time) -> Self {
        Self::done(permit.origin(), permit.actor_account(), event, ids, now)
    }

    fn done(
        origin: &Origin,
        actor_account: Option<AccountId>,
        event: Event,
        ids: &dyn Ids,
        now: Time,
    ) -> Self {
        Self {
            id: ids.next(),
            at: now,
            event: told_by(origin, event),
            actor: match &origin.principal {
                Principal::User { user, .. }
                | Principal::Session { user, .. }
                | Principal::MailedLink { user, .. } => Actor::User(*user),
                Principal::Service { .. } => Actor::Service,
                Principal::Operator { command } => Actor::Operator((*command).to_owned()),
                Principal::Job { name } => Actor::Job((*name).to_owned()),
            },
            actor_account,
            token: origin.principal.token(),
            session: origin.principal.session(),
            operation: origin.operation,
            request_id: origin.request_id.clone(),
            address: origin.address,
            reason: origin.reason.clone(),
            outcome: Outcome::Done,
        }
    }

    /// Makes the record of a refused attempt: the attempted event, with the problem code (T1).
    pub fn refused(
        origin: &Origin,
        actor_account: Option<AccountId>,
        attempted: Event,
        refusal: Refusal,
        ids: &dyn Ids,
        now: Time,
    ) -> Self {
        let outcome = Outcome::Refused(refusal.code().to_owned());
        Self {
            outcome,
            ..Self::done(origin, actor_account, attempted, ids, now)
        }
    }
}

/// The fact of an event that tells by what a user acted, where that was no token.
pub const ACTED_BY: &str = "by";
/// The value of [`ACTED_BY`] for a session of the pages.
pub const BY_SESSION: &str = "session";
/// The value of [`ACTED_BY`] for the link of an invitation that was mailed.
pub const BY_MAILED_LINK: &str = "mailed_link";

/// The event, with what its actor acted by.
fn told_by(origin: &Origin, event: Event) -> Event {
    match &origin.principal {
        Principal::Session { .. } => event.with(ACTED_BY, BY_SESSION),
        Principal::MailedLink { .. } => event.with(ACTED_BY, BY_MAILED_LINK),
        Principal::User { .. }
        | Principal::Service { .. }
        | Principal::Operator { .. }
        | Principal::Job { .. } => event,
    }
}

/// The records of one commit: at least one, each made from a [`Permit`]. Without a permit there is
/// no record, and without a record no commit.
#[derive(Debug, Clone)]
pub struct Records {
    permit: Permit,
    all: Vec<Record>,
}

impl Records {
    /// Records the events of one permitted act; `None` if there are no events.
    pub fn of(permit: &Permit, events: Vec<Event>, ids: &dyn Ids, now: Time) -> Option<Self> {
        if events.is_empty() {
            return None;
        }
        let record = |event| Record::permitted(permit, event, ids, now);
        Some(Self {
            permit: permit.clone(),
            all: events.into_iter().map(record).collect(),
        })
    }

    /// Records one event of a permitted act.
    pub fn one(permit: &Permit, event: Event, ids: &dyn Ids, now: Time) -> Self {
        Self {
            permit: permit.clone(),
            all: vec![Record::permitted(permit, event, ids, now)],
        }
    }

    /// The access that the actor takes by committing the act.
    pub const fn takes(&self) -> Option<Taking> {
        self.permit.takes()
    }

    /// Records one more event of the same act.
    pub fn add(&mut self, event: Event, ids: &dyn Ids, now: Time) {
        let record = Record::permitted(&self.permit, event, ids, now);
        self.all.push(record);
    }

    /// The records, in the order in which things happened.
    pub fn as_slice(&self) -> &[Record] {
        &self.all
    }
}
