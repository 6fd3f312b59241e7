//! Operations: work over many items that goes on after the answer, with a result for each item (A4, A7,
//! D6, D8).
//!
//! An operation has one item for each client and employee. It is carried out one client at a time, in
//! units of at most [`MOST_AT_ONCE`] items, each item authorised by the rights its starter has when it
//! is written. The results are kept in the unit that brings them about, so that nothing is done twice.

use std::{collections::BTreeSet, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, TokenId, UserId},
        refusal::Refusal,
        text::{Name, Reason},
        time::Time,
        words::words,
    },
    people::token::UserScope,
    permission::PermissionKey,
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
        /// Until when, at the latest (A9).
        expires_at: Option<Time>,
    },
    /// Takes their access, reversibly (D1).
    Deactivate,
    /// Gives it back (D2).
    Reactivate,
    /// Brings holders of an older version of the partner's set to the newest one (A7).
    Apply {
        /// The set.
        permission_set: PermissionSetId,
    },
    /// Removes or deactivates as reviewed, handing assets over (D6, D7).
    Remove,
    /// Ends what somebody who left the partner still has in clients (D8).
    Offboard,
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
        };
        kind.as_str()
    }

    /// What happens to an item where nothing stands in the way.
    pub const fn attempts(self) -> EventKind {
        match self {
            Self::Assign { .. } => EventKind::MembershipCreated,
            Self::Apply { .. } => EventKind::MembershipChanged,
            Self::Deactivate | Self::Offboard => EventKind::MembershipDeactivated,
            Self::Reactivate => EventKind::MembershipReactivated,
            Self::Remove => EventKind::MembershipRemoved,
        }
    }

    /// Whether it may be called off. What follows from the end of an employment may not: a super admin
    /// who left would keep their access (D8).
    pub const fn may_be_called_off(self) -> bool {
        !matches!(self, Self::Offboard)
    }

    /// The set it gives, where it gives one.
    pub const fn permission_set(self) -> Option<PermissionSetId> {
        match self {
            Self::Assign { permission_set, .. } | Self::Apply { permission_set } => {
                Some(permission_set)
            }
            Self::Deactivate | Self::Reactivate | Self::Remove | Self::Offboard => None,
        }
    }

    /// The end it gives, where it gives one.
    pub const fn expires_at(self) -> Option<Time> {
        match self {
            Self::Assign { expires_at, .. } => expires_at,
            Self::Apply { .. }
            | Self::Deactivate
            | Self::Reactivate
            | Self::Remove
            | Self::Offboard => None,
        }
    }

    /// Puts a stored task together; `None` where its parts do not fit.
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
            _ => return None,
        })
    }
}

words! {
    /// How an operation stands.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OperationState {
        /// There are items left.
        Running = "running",
        /// Every item has its result.
        Done = "done",
        /// It was called off: what was left stays undone.
        Cancelled = "cancelled",
    }
}

/// Who began an operation, or tried again what had failed of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// A person, by a token of theirs.
    User {
        /// The person.
        user: UserId,
        /// The token.
        token: TokenId,
    },
    /// The platform.
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
    /// Whoever makes a request.
    pub const fn of(principal: &Principal) -> Self {
        match principal {
            Principal::User { user, token, .. } => Self::User {
                user: *user,
                token: *token,
            },
            Principal::Service { token, .. } => Self::Service { token: *token },
            Principal::Operator { .. } => Self::Operator,
            Principal::Job { .. } => Self::Job,
        }
    }

    /// The person, where it is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User { user, .. } => Some(user),
            Self::Service { .. } | Self::Operator | Self::Job => None,
        }
    }

    /// The principal as which the items are authorised: a person by the rights they have then,
    /// whatever became of the token.
    fn principal(self) -> Principal {
        match self {
            Self::User { user, token } => Principal::User {
                user,
                token,
                scope: UserScope::Manage,
                expires_at: None,
            },
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

/// Work over many items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// For which partner.
    pub partner: AccountId,
    /// What it does.
    pub task: Task,
    /// How it stands.
    pub state: OperationState,
    /// Who began it.
    pub starter: Starter,
    /// In which request.
    pub request_id: String,
    /// From which address.
    pub address: Option<IpAddr>,
    /// Why, in the starter's words.
    pub reason: Option<Reason>,
    /// How many items there are.
    pub total: u64,
    /// How many are done.
    pub succeeded: u64,
    /// How many were refused.
    pub failed: u64,
    /// When it was begun.
    pub created_at: Time,
    /// When its last item had its result, or it was called off.
    pub finished_at: Option<Time>,
}

impl Operation {
    /// Begins an operation over so many items; over none it is done at once.
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
            failed: 0,
            created_at: now,
            finished_at: nothing_to_do.then_some(now),
        }
    }

    /// Whether it runs, and in the name and by the request of the one it was seen with: who tries it
    /// again may have other rights.
    pub fn still_runs_as(&self, seen: &Self) -> bool {
        self.state == OperationState::Running
            && self.starter == seen.starter
            && self.request_id == seen.request_id
    }

    /// Where its items come from in the trail: the starter's request, by this operation.
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

/// One item: an employee in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place in the operation, from 0.
    pub position: u32,
    /// The client.
    pub client: AccountId,
    /// The employee.
    pub employee: UserId,
    /// What is to be done with this item in particular, as its kind of operation writes it.
    pub params: Option<String>,
}

impl Item {
    /// Items for pairs of client and employee, in their order.
    pub fn all(pairs: impl IntoIterator<Item = (AccountId, UserId)>) -> Vec<Self> {
        (0..)
            .zip(pairs)
            .map(|(position, (client, employee))| Self {
                position,
                client,
                employee,
                params: None,
            })
            .collect()
    }
}

/// The items before the first of another client.
pub fn of_one_client(mut items: Vec<Item>) -> Vec<Item> {
    let client = items.first().map(|item| item.client);
    let same = items.iter().take_while(|item| Some(item.client) == client);
    items.truncate(same.count());
    items
}

words! {
    /// What became of an item.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ItemOutcome {
        /// It has its turn later.
        Pending = "pending",
        /// A member of the client now.
        Added = "added",
        /// Holds the set now.
        Changed = "changed",
        /// Was already as it should be (T4).
        Unchanged = "unchanged",
        /// Has no access any more, reversibly.
        Deactivated = "deactivated",
        /// Has access again.
        Reactivated = "reactivated",
        /// Is no member any more.
        Removed = "removed",
        /// A rule said no.
        Refused = "refused",
        /// The operation was called off before its turn.
        Cancelled = "cancelled",
    }
}

impl ItemOutcome {
    /// Whether what was asked for is the case now.
    pub const fn is_success(self) -> bool {
        match self {
            Self::Added
            | Self::Changed
            | Self::Unchanged
            | Self::Deactivated
            | Self::Reactivated
            | Self::Removed => true,
            Self::Pending | Self::Refused | Self::Cancelled => false,
        }
    }
}

/// What the delegation rule made of an item (A3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct ItemReport {
    /// What the set has and the person did not get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PermissionKey>,
    /// What they kept because the starter does not hold it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retained: Vec<PermissionKey>,
    /// When their access ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// The result of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemResult {
    /// Which item, by its place.
    pub position: u32,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// The problem code, where a rule said no.
    pub problem: Option<String>,
    /// What the delegation rule made of it, where it was asked.
    pub report: Option<ItemReport>,
}

impl ItemResult {
    /// An item that was done, nothing more to say.
    pub const fn done(position: u32, outcome: ItemOutcome) -> Self {
        Self {
            position,
            outcome,
            problem: None,
            report: None,
        }
    }

    /// An item that a rule refused.
    pub fn refused(position: u32, refusal: Refusal) -> Self {
        Self {
            position,
            outcome: ItemOutcome::Refused,
            problem: Some(refusal.code().to_owned()),
            report: None,
        }
    }
}

/// An item with its result, and the names by which the partner knows client and employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The item.
    pub item: Item,
    /// Its result.
    pub result: ItemResult,
    /// The client's name as the partner sees it (R6); `None`: no client of the partner.
    pub client_name: Option<Name>,
    /// The employee's name; `None`: no member of the partner's account, whose name is not to be told.
    pub employee_name: Option<Name>,
}
