//! References to accounts and users, by Latchkey's id or by the platform's.

use super::{
    ids::{AccountId, UserId},
    text::ExternalId,
};

/// A user, by either id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserRef {
    /// Latchkey's id.
    Id(UserId),
    /// The platform's id.
    External(ExternalId),
}

/// An account, by either id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountRef {
    /// Latchkey's id.
    Id(AccountId),
    /// The platform's id.
    External(ExternalId),
}

impl From<UserId> for UserRef {
    fn from(id: UserId) -> Self {
        Self::Id(id)
    }
}

impl From<AccountId> for AccountRef {
    fn from(id: AccountId) -> Self {
        Self::Id(id)
    }
}
