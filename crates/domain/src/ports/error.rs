/// Something that must be unique and is there already.
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
    /// A standing link of this employee.
    AccessLink,
    /// An answer under this idempotency key.
    IdempotencyKey,
    /// A row with this id.
    Id,
}

/// The store's own trouble. Any of these ends the unit it came from.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something unique is there already.
    #[error("{0:?} is taken")]
    Taken(Taken),
    /// The aggregate was changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// Too many want the same rows at once, or the unit outlived its time: ask again.
    #[error("the store is contended")]
    Contended(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The database cannot be reached in time: ask again later.
    #[error("the store cannot be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row says what it cannot say, or a statement is wrong: a bug, or a hand in the data.
    #[error("the store is corrupt")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}
