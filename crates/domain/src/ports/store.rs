use async_trait::async_trait;

use super::{
    AccessLinkQueries, AccessLinkRepository, AccountQueries, AccountRepository, ActivityQueries,
    ActivityRepository, AssetQueries, AssetRepository, ChainQueries, ChainRepository,
    DecisionQueries, DecisionSearchQueries, EmployerQueries, EventQueries, IdempotencyQueries,
    IdempotencyRepository, Locks, MembershipQueries, MembershipRepository, NotificationQueries,
    NotificationRepository, OperationQueries, OperationRepository, PermissionSetQueries,
    PermissionSetRepository, RelationshipQueries, RelationshipRepository, RemovalQueries,
    RemovalRepository, ScreenQueries, ServingPartnerQueries, StandardizationQueries,
    StandardizationRepository, StoreError, TokenQueries, TokenRepository, UserQueries,
    UserRepository,
};
use crate::{
    base::revision::Revision,
    trail::{
        audit::{Record, Records},
        permit::Permit,
    },
};

/// Keeps everything. Adapters promise what the contract suite of the crate `latchkey-testing` tests.
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
