//! Where a request comes from, and who is asking.

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    base::{
        ids::{OperationId, TokenId, UserId},
        text::Reason,
        time::Time,
    },
    people::token::{Scope, UserScope},
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
    /// The installation itself, by a job that every node runs.
    Job {
        /// Which job.
        name: &'static str,
    },
}

impl Principal {
    /// The user, where it is one.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user, .. } => Some(*user),
            Self::Service { .. } | Self::Operator { .. } | Self::Job { .. } => None,
        }
    }

    /// The token used, where there is one.
    pub const fn token(&self) -> Option<TokenId> {
        match self {
            Self::User { token, .. } | Self::Service { token, .. } => Some(*token),
            Self::Operator { .. } | Self::Job { .. } => None,
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
            Self::Job { name } => format!("job {name}"),
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
    /// The operation that carries the act out on behalf of the principal, after the request that began
    /// it was answered.
    pub operation: Option<OperationId>,
}
