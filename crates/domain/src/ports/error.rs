/// The unique value that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// An account's or a user's external id.
    ExternalId,
    /// A user's address.
    Email,
    /// A partner's domain.
    Domain,
    /// A membership of this person in this account.
    Membership,
    /// A name of a permission set in its account, or its external id.
    PermissionSet,
    /// The employee's link that is not revoked.
    AccessLink,
    /// An answer under this idempotency key.
    IdempotencyKey,
    /// A row with this id.
    Id,
}

/// A failure of the store. Any of them ends the unit it came from.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique value is taken.
    #[error("{0:?} is taken")]
    Taken(Taken),
    /// The aggregate was changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// Too many calls want the same rows at once, or the unit has timed out: try again.
    #[error("the store is contended")]
    Contended(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The database cannot be reached in time: try again later.
    #[error("the store cannot be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row has an invalid value, or a statement is wrong: a bug, or data changed by hand.
    #[error("the store is corrupt")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}
