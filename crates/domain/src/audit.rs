//! The trail: who did what, on whose behalf, and from where (T1).

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    authority::Permit,
    event::Event,
    ids::{AccountId, EventId, Ids, TokenId, UserId},
    refusal::Refusal,
    text::Reason,
    time::Time,
    token::{Scope, UserScope},
};

/// Who is asking, as the door has established it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The platform, by a service token.
    Service {
        /// The token.
        token: TokenId,
        /// What it may be used for.
        scopes: BTreeSet<Scope>,
    },
    /// A person, by a token of theirs.
    User {
        /// The person.
        user: UserId,
        /// The token.
        token: TokenId,
        /// How far it goes.
        scope: UserScope,
        /// When it ends, so that tokens made with it end no later (I3).
        expires_at: Option<Time>,
    },
    /// The operator, by a command of the binary.
    Operator {
        /// Which command.
        command: &'static str,
    },
}

impl Principal {
    /// The user, where it is one.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user, .. } => Some(*user),
            Self::Service { .. } | Self::Operator { .. } => None,
        }
    }

    /// The token used, where there is one.
    pub const fn token(&self) -> Option<TokenId> {
        match self {
            Self::User { token, .. } | Self::Service { token, .. } => Some(*token),
            Self::Operator { .. } => None,
        }
    }

    /// Who it is, whatever token they use: a person stays the same with ten tokens. What is counted
    /// per principal is counted by this (T1).
    pub fn identity(&self) -> String {
        self.user()
            .map_or_else(|| self.key(), |user| user.to_string())
    }

    /// A stable text that tells credentials apart: the scope of idempotency keys.
    pub fn key(&self) -> String {
        match self {
            Self::Service { token, .. } | Self::User { token, .. } => token.to_string(),
            Self::Operator { command } => format!("operator {command}"),
        }
    }
}

/// Where a request comes from: fixed for its whole way through the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Who is asking.
    pub principal: Principal,
    /// The id that names the request in every log line and event.
    pub request_id: String,
    /// The address it came from.
    pub address: Option<IpAddr>,
    /// Why, in the caller's words (T4).
    pub reason: Option<Reason>,
}

/// Who acted, as the trail keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// The platform, by the token in [`Record::token`].
    Service,
    /// The operator, by a command.
    Operator(String),
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
    pub(crate) fn done(
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
            },
            actor_account,
            token: origin.principal.token(),
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
                .map(|event| permit.record(event, ids, now))
                .collect(),
        ))
    }

    /// Records one event of a permitted act.
    pub fn one(permit: &Permit, event: Event, ids: &dyn Ids, now: Time) -> Self {
        Self(vec![permit.record(event, ids, now)])
    }

    /// The records, in the order in which things happened.
    pub fn as_slice(&self) -> &[Record] {
        &self.0
    }
}
