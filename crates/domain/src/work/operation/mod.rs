//! Operations: work over many items that continues after the answer, with a result for each item
//! (A4, A7, D6, D8).
//!
//! An item is one employee in one client. An operation goes through its items client by client, in
//! units of at most [`MOST_AT_ONCE`] items. Each item is authorised by the rights its starter has
//! when it is written. Results are saved in the same unit as their effect, so nothing is done
//! twice.

mod items;

use std::{collections::BTreeSet, net::IpAddr};

pub use self::items::{
    Item, ItemOutcome, ItemReport, ItemResult, ItemRow, TriedAgain, of_one_client,
};
use crate::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, SessionId, TokenId, UserId},
        text::Reason,
        time::Time,
        words::words,
    },
    people::token::UserScope,
    trail::{
        event::EventKind,
        origin::{Origin, Principal},
    },
};

/// The most items in one operation (A4, D6).
pub const MOST_ITEMS: usize = 10_000;
/// The most items in one unit (A4).
pub const MOST_AT_ONCE: u16 = 100;

/// What an operation does with its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Adds employees to clients with a set (A4).
    Assign {
        /// The set.
        permission_set: PermissionSetId,
        /// The latest end of the access given (A9).
        expires_at: Option<Time>,
    },
    /// Deactivates employees (D1).
    Deactivate,
    /// Reactivates employees (D2).
    Reactivate,
    /// Moves holders of an older version of the partner's set to the newest one (A7).
    Apply {
        /// The set.
        permission_set: PermissionSetId,
    },
    /// Removes or deactivates employees as reviewed, and hands on their assets (D6, D7).
    Remove,
    /// Ends what somebody who left the partner still holds in clients (D8).
    Offboard,
    /// Gives back what the end of an employment cut in clients (D8).
    GiveBack,
}

words! {
    /// The kinds of operations.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OperationKind {
        /// Adds employees to clients with a set (A4).
        Assignment = "assignment",
        /// Takes their access, reversibly (D1).
        Deactivation = "deactivation",
        /// Gives it back (D2).
        Reactivation = "reactivation",
        /// Brings holders of an older version of the partner's set to the newest one (A7).
        PermissionSetApply = "permission_set_apply",
        /// Removes or deactivates as reviewed, handing assets over (D6, D7).
        Removal = "removal",
        /// Ends what somebody who left the partner still has in clients (D8).
        Offboarding = "offboarding",
        /// Gives back what the end of an employment cut in clients (D8).
        GivingBack = "giving_back",
    }
}

impl Task {
    /// The word of the kind.
    pub const fn kind(self) -> &'static str {
        let kind = match self {
            Self::Assign { .. } => OperationKind::Assignment,
            Self::Deactivate => OperationKind::Deactivation,
            Self::Reactivate => OperationKind::Reactivation,
            Self::Apply { .. } => OperationKind::PermissionSetApply,
            Self::Remove => OperationKind::Removal,
            Self::Offboard => OperationKind::Offboarding,
            Self::GiveBack => OperationKind::GivingBack,
        };
        kind.as_str()
    }

    /// The event of an item that succeeds.
    pub const fn attempts(self) -> EventKind {
        match self {
            Self::Assign { .. } => EventKind::MembershipCreated,
            Self::Apply { .. } => EventKind::MembershipChanged,
            Self::Deactivate | Self::Offboard => EventKind::MembershipDeactivated,
            Self::Reactivate => EventKind::MembershipReactivated,
            Self::Remove => EventKind::MembershipRemoved,
            Self::GiveBack => EventKind::MembershipGiven,
        }
    }

    /// Whether the operation can be cancelled. Offboarding cannot: a super admin who left would
    /// keep their access (D8).
    pub const fn may_be_called_off(self) -> bool {
        !matches!(self, Self::Offboard)
    }

    /// The set it gives, if any.
    pub const fn permission_set(self) -> Option<PermissionSetId> {
        match self {
            Self::Assign { permission_set, .. } | Self::Apply { permission_set } => {
                Some(permission_set)
            }
            Self::Deactivate
            | Self::Reactivate
            | Self::Remove
            | Self::Offboard
            | Self::GiveBack => None,
        }
    }

    /// The end of access it gives, if any.
    pub const fn expires_at(self) -> Option<Time> {
        match self {
            Self::Assign { expires_at, .. } => expires_at,
            Self::Apply { .. }
            | Self::Deactivate
            | Self::Reactivate
            | Self::Remove
            | Self::Offboard
            | Self::GiveBack => None,
        }
    }

    /// Rebuilds a stored task; `None` if its parts do not fit.
    pub fn restore(
        kind: &str,
        permission_set: Option<PermissionSetId>,
        expires_at: Option<Time>,
    ) -> Option<Self> {
        Some(match (OperationKind::parse(kind)?, permission_set) {
            (OperationKind::Assignment, Some(permission_set)) => Self::Assign {
                permission_set,
                expires_at,
            },
            (OperationKind::PermissionSetApply, Some(permission_set)) => {
                Self::Apply { permission_set }
            }
            (OperationKind::Deactivation, None) => Self::Deactivate,
            (OperationKind::Reactivation, None) => Self::Reactivate,
            (OperationKind::Removal, None) => Self::Remove,
            (OperationKind::Offboarding, None) => Self::Offboard,
            (OperationKind::GivingBack, None) => Self::GiveBack,
            _ => return None,
        })
    }
}

words! {
    /// The state of an operation.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OperationState {
        /// Some items have no result yet.
        Running = "running",
        /// Every item has its result.
        Done = "done",
        /// It was cancelled before all items were done.
        Cancelled = "cancelled",
    }
}

/// Who started an operation, or last retried its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// A user, by one of their tokens.
    User {
        /// The user.
        user: UserId,
        /// The token.
        token: TokenId,
    },
    /// A user, by a session of the pages.
    Session {
        /// The user.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// The platform, by a service token.
    Service {
        /// The token.
        token: TokenId,
    },
    /// The operator, by a command.
    Operator,
    /// The installation itself, by a job.
    Job,
}

impl Starter {
    /// Makes the starter from the caller of a request.
    pub const fn of(principal: &Principal) -> Self {
        match principal {
            Principal::User { user, token, .. } => Self::User {
                user: *user,
                token: *token,
            },
            Principal::Session { user, session } => Self::Session {
                user: *user,
                session: *session,
            },
            Principal::Service { token, .. } => Self::Service { token: *token },
            Principal::Operator { .. } => Self::Operator,
            // By the link of an invitation nobody starts an operation in their own name: what follows
            // from an answer is the installation's.
            Principal::Job { .. } | Principal::MailedLink { .. } => Self::Job,
        }
    }

    /// Whether a caller is this starter: the same person, or the same service token.
    pub fn is(self, caller: &Principal) -> bool {
        let other = Self::of(caller);
        match (self.user(), other.user()) {
            (Some(user), Some(other)) => user == other,
            _ => self == other,
        }
    }

    /// The user, if the starter is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User { user, .. } | Self::Session { user, .. } => Some(user),
            Self::Service { .. } | Self::Operator | Self::Job => None,
        }
    }

    /// The principal that items are authorised as: a user by the rights they have at that time,
    /// whatever happened to the token.
    fn principal(self) -> Principal {
        match self {
            Self::User { user, token } => Principal::User {
                user,
                token,
                scope: UserScope::Manage,
                expires_at: None,
            },
            Self::Session { user, session } => Principal::Session { user, session },
            Self::Service { token } => Principal::Service {
                token,
                scopes: BTreeSet::new(),
            },
            Self::Operator => Principal::Operator {
                command: "operation",
            },
            Self::Job => Principal::Job { name: "operation" },
        }
    }
}

/// An operation over many items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The id by which its progress is read.
    pub id: OperationId,
    /// The partner whose employees it is about.
    pub partner: AccountId,
    /// What it does.
    pub task: Task,
    /// Running, done or cancelled.
    pub state: OperationState,
    /// Who started it, or last retried it.
    pub starter: Starter,
    /// The request that started it.
    pub request_id: String,
    /// The network address of the starter.
    pub address: Option<IpAddr>,
    /// The starter's reason (T4).
    pub reason: Option<Reason>,
    /// The number of items.
    pub total: u64,
    /// The number of items that succeeded.
    pub succeeded: u64,
    /// The number of items that a rule refused.
    pub refused: u64,
    /// The number of items that failed because of trouble.
    pub failed: u64,
    /// When it was started.
    pub created_at: Time,
    /// When its last item was done, or it was cancelled.
    pub finished_at: Option<Time>,
}

impl Operation {
    /// Starts an operation over a number of items. Without items it is done at once.
    pub fn begin(
        id: OperationId,
        partner: AccountId,
        task: Task,
        items: &[Item],
        origin: &Origin,
        now: Time,
    ) -> Self {
        let nothing_to_do = items.is_empty();
        Self {
            id,
            partner,
            task,
            state: if nothing_to_do {
                OperationState::Done
            } else {
                OperationState::Running
            },
            starter: Starter::of(&origin.principal),
            request_id: origin.request_id.clone(),
            address: origin.address,
            reason: origin.reason.clone(),
            total: u64::try_from(items.len()).unwrap_or(u64::MAX),
            succeeded: 0,
            refused: 0,
            failed: 0,
            created_at: now,
            finished_at: nothing_to_do.then_some(now),
        }
    }

    /// Whether it still runs for the same starter and request. Somebody else who retries it may
    /// have other rights.
    pub fn still_runs_as(&self, seen: &Self) -> bool {
        self.state == OperationState::Running
            && self.starter == seen.starter
            && self.request_id == seen.request_id
    }

    /// The origin of its items in the trail: the starter's request, done by this operation.
    pub fn origin(&self) -> Origin {
        Origin {
            principal: self.starter.principal(),
            request_id: self.request_id.clone(),
            address: self.address,
            reason: self.reason.clone(),
            operation: Some(self.id),
        }
    }
}
