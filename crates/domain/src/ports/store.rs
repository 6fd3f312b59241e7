use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{
    AccessLinkQueries, AccessLinkRepository, AccountQueries, AccountRepository, ActivityQueries,
    ActivityRepository, AssetQueries, AssetRepository, ChainQueries, ChainRepository,
    DecisionQueries, DecisionSearchQueries, EmployerQueries, EventQueries, IdempotencyQueries,
    IdempotencyRepository, MembershipQueries, MembershipRepository, NotificationQueries,
    NotificationRepository, OperationQueries, OperationRepository, PermissionSetQueries,
    PermissionSetRepository, RelationshipQueries, RelationshipRepository, RemovalQueries,
    RemovalRepository, ScreenQueries, ServingPartnerQueries, StandardizationQueries,
    StandardizationRepository, TokenQueries, TokenRepository, UserQueries, UserRepository,
};
use crate::{
    base::{
        ids::{AccountId, UserId},
        revision::Revision,
    },
    trail::{
        audit::{Record, Records},
        permit::Permit,
    },
};

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

/// Keeps everything. Adapters promise what the contract suite (`testing::contract`) tests.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Opens a unit of work, after locking what it rests on. A lock that is not to be had within two
    /// seconds is [`StoreError::Contended`]; so is any call on a unit older than five seconds, which
    /// is rolled back then and lets others go on. A unit must not be opened while another is open in
    /// the same task.
    async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Reads outside any unit: each call sees what was committed when it began.
    fn reader(&self) -> Box<dyn Reader>;

    /// The newest revision.
    async fn revision(&self) -> Result<Revision, StoreError>;
}

/// Keeps the refusals (T1): a plain insert, never waiting for a unit.
#[async_trait]
pub trait Refusals: Send + Sync + std::fmt::Debug {
    /// Keeps the line of a refused attempt; takes no revision.
    async fn record(&self, refusal: Record) -> Result<(), StoreError>;
}

/// All that can be read.
pub trait Reader:
    Send
    + AccountQueries
    + UserQueries
    + MembershipQueries
    + PermissionSetQueries
    + AccessLinkQueries
    + RelationshipQueries
    + AssetQueries
    + RemovalQueries
    + ActivityQueries
    + NotificationQueries
    + OperationQueries
    + TokenQueries
    + EventQueries
    + ChainQueries
    + IdempotencyQueries
    + DecisionQueries
    + DecisionSearchQueries
    + EmployerQueries
    + ScreenQueries
    + ServingPartnerQueries
    + StandardizationQueries
{
}

/// What is committed together or not at all. Dropping it undoes everything.
#[async_trait]
pub trait UnitOfWork:
    Reader
    + AccountRepository
    + UserRepository
    + MembershipRepository
    + PermissionSetRepository
    + AccessLinkRepository
    + RelationshipRepository
    + AssetRepository
    + RemovalRepository
    + ActivityRepository
    + NotificationRepository
    + OperationRepository
    + StandardizationRepository
    + TokenRepository
    + IdempotencyRepository
    + ChainRepository
{
    /// Adds the records to the trail, numbers the commit and commits. Revisions are numbered in the
    /// order of commits, without gaps. An error may leave the outcome unknown; nothing is half done.
    async fn commit(self: Box<Self>, records: Records) -> Result<Revision, StoreError>;

    /// Commits what is no change in the sense of T1: reviews, leases, the progress of an operation.
    /// Takes no revision and leaves no record, but still wants a permit. The unit has kept no answer.
    async fn commit_aside(self: Box<Self>, permit: &Permit) -> Result<(), StoreError>;
}
