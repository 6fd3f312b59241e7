//! The trail: who did what, on whose behalf, and from where (T1).

use std::net::IpAddr;

use crate::{
    base::{
        ids::{AccountId, EventId, Ids, OperationId, TokenId, UserId},
        refusal::Refusal,
        text::Reason,
        time::Time,
    },
    trail::{
        event::Event,
        origin::{Origin, Principal},
        permit::Permit,
    },
};

/// Who acted, as the trail keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// The platform, by the token in [`Record::token`].
    Service,
    /// The operator, by a command.
    Operator(String),
    /// The installation itself, by a job.
    Job(String),
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// A rule said no; the problem code says which.
    Refused(String),
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Time,
    /// What happened.
    pub event: Event,
    /// Who did it.
    pub actor: Actor,
    /// From which account they acted; `None`: from none, as the platform does.
    pub actor_account: Option<AccountId>,
    /// By which token.
    pub token: Option<TokenId>,
    /// By which operation, on behalf of the actor who began it.
    pub operation: Option<OperationId>,
    /// In which request.
    pub request_id: String,
    /// From which address.
    pub address: Option<IpAddr>,
    /// Why, in the actor's words.
    pub reason: Option<Reason>,
    /// How it ended.
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
            event,
            actor: match &origin.principal {
                Principal::User { user, .. } => Actor::User(*user),
                Principal::Service { .. } => Actor::Service,
                Principal::Operator { command } => Actor::Operator((*command).to_owned()),
                Principal::Job { name } => Actor::Job((*name).to_owned()),
            },
            actor_account,
            token: origin.principal.token(),
            operation: origin.operation,
            request_id: origin.request_id.clone(),
            address: origin.address,
            reason: origin.reason.clone(),
            outcome: Outcome::Done,
        }
    }

    /// The line of an attempt that a rule refused (T1): the attempted event, with the code.
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

/// The records of one commit: at least one, each made from a [`Permit`]. No permit, no record, no
/// commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Records(Vec<Record>);

impl Records {
    /// Records several events of one permitted act; `None` where there are none.
    pub fn of(permit: &Permit, events: Vec<Event>, ids: &dyn Ids, now: Time) -> Option<Self> {
        if events.is_empty() {
            return None;
        }
        Some(Self(
            events
                .into_iter()
                .map(|event| Record::permitted(permit, event, ids, now))
                .collect(),
        ))
    }

    /// Records one event of a permitted act.
    pub fn one(permit: &Permit, event: Event, ids: &dyn Ids, now: Time) -> Self {
        Self(vec![Record::permitted(permit, event, ids, now)])
    }

    /// The records, in the order in which things happened.
    pub fn as_slice(&self) -> &[Record] {
        &self.0
    }
}
