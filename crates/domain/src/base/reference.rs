//! References to accounts, users and permission sets, by Latchkey's id or by the platform's.

use super::{
    ids::{AccountId, PermissionSetId, UserId},
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

/// A permission set, by either id. The platform's is unique within the account that owns the set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermissionSetRef {
    /// Latchkey's id.
    Id(PermissionSetId),
    /// The platform's id.
    External(ExternalId),
}

impl From<PermissionSetId> for PermissionSetRef {
    fn from(id: PermissionSetId) -> Self {
        Self::Id(id)
    }
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
