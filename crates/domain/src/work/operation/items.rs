//! The items of an operation, their outcomes and results.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        text::Name,
        time::Time,
        words::words,
    },
    permission::PermissionKey,
};

/// One item: an employee in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The position in the operation, from 0.
    pub position: u32,
    /// The client.
    pub client: AccountId,
    /// The employee.
    pub employee: UserId,
    /// Parameters of this item, in the form of its kind of operation.
    pub params: Option<String>,
}

impl Item {
    /// Makes items from pairs of client and employee, keeping their order.
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

/// Keeps the first items, up to the first of another client.
pub fn of_one_client(mut items: Vec<Item>) -> Vec<Item> {
    let client = items.first().map(|item| item.client);
    let same = items.iter().take_while(|item| Some(item.client) == client);
    items.truncate(same.count());
    items
}

words! {
    /// The outcome of an item.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ItemOutcome {
        /// It was not reached yet.
        Pending = "pending",
        /// The employee was added to the client.
        Added = "added",
        /// The employee was given the set.
        Changed = "changed",
        /// Nothing had to be changed (T4).
        Unchanged = "unchanged",
        /// The employee was deactivated.
        Deactivated = "deactivated",
        /// The employee was reactivated.
        Reactivated = "reactivated",
        /// The employee was removed.
        Removed = "removed",
        /// A rule refused it.
        Refused = "refused",
        /// It could not be written, again and again; no rule refused it.
        Failed = "failed",
        /// The operation was cancelled before it was reached.
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
            Self::Pending | Self::Refused | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// Which items of an operation that has ended are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriedAgain {
    /// Only those that failed because of trouble.
    Failed,
    /// Also those that a rule refused.
    RefusedToo,
}

impl TriedAgain {
    /// The outcomes of these items.
    pub const fn outcomes(self) -> &'static [ItemOutcome] {
        match self {
            Self::Failed => &[ItemOutcome::Failed],
            Self::RefusedToo => &[ItemOutcome::Failed, ItemOutcome::Refused],
        }
    }
}

/// The result of the delegation rule for an item (A3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct ItemReport {
    /// Permissions of the set that were not given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PermissionKey>,
    /// Permissions kept because the starter does not hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retained: Vec<PermissionKey>,
    /// When access ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// The result of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemResult {
    /// The position of the item.
    pub position: u32,
    /// The outcome.
    pub outcome: ItemOutcome,
    /// The problem code, if a rule refused it or it failed.
    pub problem: Option<String>,
    /// The result of the delegation rule, if it was applied.
    pub report: Option<ItemReport>,
}

impl ItemResult {
    /// Makes the result of an item that was done.
    pub const fn done(position: u32, outcome: ItemOutcome) -> Self {
        Self {
            position,
            outcome,
            problem: None,
            report: None,
        }
    }

    /// Makes the result of an item that could not be written.
    pub fn failed(position: u32) -> Self {
        Self {
            problem: Some("unavailable".to_owned()),
            ..Self::done(position, ItemOutcome::Failed)
        }
    }

    /// Makes the result of an item that a rule refused.
    pub fn refused(position: u32, refusal: Refusal) -> Self {
        Self {
            position,
            outcome: ItemOutcome::Refused,
            problem: Some(refusal.code().to_owned()),
            report: None,
        }
    }
}

/// An item with its result, and the names of client and employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The item.
    pub item: Item,
    /// The result.
    pub result: ItemResult,
    /// The client's name as the partner sees it (R6); `None`: not a client of the partner.
    pub client_name: Option<Name>,
    /// The employee's name; `None`: not a member of the partner account, so the name is hidden.
    pub employee_name: Option<Name>,
}
