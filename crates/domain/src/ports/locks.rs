use std::collections::BTreeMap;

use crate::base::ids::{AccountId, UserId};

/// How a row is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// Others may read it, nobody may change it.
    Read,
    /// Nobody else may lock it.
    Change,
}

/// The rows a unit rests on, locked by [`Store::begin`] before anything is read: accounts first, then
/// users, each in the order of their ids, so that units never wait for each other in a circle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locks {
    accounts: BTreeMap<AccountId, LockMode>,
    users: BTreeMap<UserId, LockMode>,
}

impl Locks {
    /// No rows: the unit rests on none.
    pub fn none() -> Self {
        Self::default()
    }

    /// An account that the unit changes something in.
    #[must_use]
    pub fn changing(mut self, account: AccountId) -> Self {
        self.accounts.insert(account, LockMode::Change);
        self
    }

    /// An account whose state the unit relies on.
    #[must_use]
    pub fn reading(mut self, account: AccountId) -> Self {
        self.accounts.entry(account).or_insert(LockMode::Read);
        self
    }

    /// A user whom the unit disables or erases.
    #[must_use]
    pub fn changing_user(mut self, user: UserId) -> Self {
        self.users.insert(user, LockMode::Change);
        self
    }

    /// A user who becomes or stays a counted super admin.
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
