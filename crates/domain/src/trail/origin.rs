//! Who makes a request, and from where.

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    base::{
        ids::{MembershipId, OperationId, SessionId, TokenId, UserId},
        text::Reason,
        time::Time,
    },
    people::token::{Scope, UserScope},
};

/// The authenticated caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The platform, by a service token.
    Service {
        /// The token.
        token: TokenId,
        /// What the token may be used for.
        scopes: BTreeSet<Scope>,
    },
    /// A user, by one of their tokens.
    User {
        /// The user.
        user: UserId,
        /// The token.
        token: TokenId,
        /// What the token may be used for.
        scope: UserScope,
        /// When the token expires; tokens made with it expire no later (I3).
        expires_at: Option<Time>,
    },
    /// A user, by a session of the pages.
    Session {
        /// The user.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// A user, by the link of an invitation that was mailed to them (I1).
    MailedLink {
        /// The user.
        user: UserId,
        /// The membership they are invited to.
        membership: MembershipId,
    },
    /// The operator, by a command of the binary.
    Operator {
        /// The command.
        command: &'static str,
    },
    /// The installation itself, by a job that every node runs.
    Job {
        /// The job.
        name: &'static str,
    },
}

impl Principal {
    /// The user, if the caller is one.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user, .. }
            | Self::Session { user, .. }
            | Self::MailedLink { user, .. } => Some(*user),
            Self::Service { .. } | Self::Operator { .. } | Self::Job { .. } => None,
        }
    }

    /// The token, if one was used.
    pub const fn token(&self) -> Option<TokenId> {
        match self {
            Self::User { token, .. } | Self::Service { token, .. } => Some(*token),
            Self::Session { .. }
            | Self::MailedLink { .. }
            | Self::Operator { .. }
            | Self::Job { .. } => None,
        }
    }

    /// The session, if one was used.
    pub const fn session(&self) -> Option<SessionId> {
        match self {
            Self::Session { session, .. } => Some(*session),
            Self::Service { .. }
            | Self::User { .. }
            | Self::MailedLink { .. }
            | Self::Operator { .. }
            | Self::Job { .. } => None,
        }
    }

    /// Identifies the caller regardless of the token or session used. The limit on recorded refusals counts by
    /// this (T1).
    pub fn identity(&self) -> String {
        self.user()
            .map_or_else(|| self.key(), |user| user.to_string())
    }

    /// Identifies the credential. It is the scope of idempotency keys, so it must stay stable.
    pub fn key(&self) -> String {
        match self {
            Self::Service { token, .. } | Self::User { token, .. } => token.to_string(),
            Self::Session { session, .. } => session.to_string(),
            Self::MailedLink { membership, .. } => membership.to_string(),
            Self::Operator { command } => format!("operator {command}"),
            Self::Job { name } => format!("job {name}"),
        }
    }
}

/// The origin of a request. It stays the same from the HTTP layer to the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The authenticated caller.
    pub principal: Principal,
    /// The id of the request, in every log line and event.
    pub request_id: String,
    /// The network address of the caller.
    pub address: Option<IpAddr>,
    /// The caller's reason (T4).
    pub reason: Option<Reason>,
    /// The operation that does the act on behalf of the principal, after the request that started
    /// it was answered.
    pub operation: Option<OperationId>,
}
