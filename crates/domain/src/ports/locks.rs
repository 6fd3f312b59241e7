use std::collections::BTreeMap;

use crate::base::ids::{AccountId, UserId};

/// The mode in which a row is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// Others may read the row; nobody may change it.
    Read,
    /// Nobody else may lock it.
    Change,
}

/// The rows that a unit depends on. `Store::begin` locks them before anything is read: first
/// accounts, then users, each in the order of their ids, so that units never deadlock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locks {
    accounts: BTreeMap<AccountId, LockMode>,
    users: BTreeMap<UserId, LockMode>,
}

impl Locks {
    /// Locks nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds an account in which the unit changes something.
    #[must_use]
    pub fn changing(mut self, account: AccountId) -> Self {
        self.accounts.insert(account, LockMode::Change);
        self
    }

    /// Adds an account whose state the unit depends on.
    #[must_use]
    pub fn reading(mut self, account: AccountId) -> Self {
        self.accounts.entry(account).or_insert(LockMode::Read);
        self
    }

    /// Adds a user whom the unit disables or erases.
    #[must_use]
    pub fn changing_user(mut self, user: UserId) -> Self {
        self.users.insert(user, LockMode::Change);
        self
    }

    /// Adds a user who becomes or stays a permanent super admin.
    #[must_use]
    pub fn reading_user(mut self, user: UserId) -> Self {
        self.users.entry(user).or_insert(LockMode::Read);
        self
    }

    /// The accounts, in the order of their ids.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, LockMode)> + '_ {
        self.accounts.iter().map(|(id, mode)| (*id, *mode))
    }

    /// The users, in the order of their ids.
    pub fn users(&self) -> impl Iterator<Item = (UserId, LockMode)> + '_ {
        self.users.iter().map(|(id, mode)| (*id, *mode))
    }
}
