use async_trait::async_trait;

use super::{
    AccessLinkQueries, AccessLinkRepository, AccountQueries, AccountRepository, ActivityQueries,
    ActivityRepository, AssetQueries, AssetRepository, ChainQueries, ChainRepository,
    DecisionQueries, DecisionSearchQueries, EmployerQueries, EventQueries, IdempotencyQueries,
    IdempotencyRepository, Locks, MailOutboxQueries, MailOutboxRepository, MembershipQueries,
    MembershipRepository, NotificationQueries, NotificationRepository, OperationQueries,
    OperationRepository, OutboxQueries, PermissionSetQueries, PermissionSetRepository,
    RelationshipQueries, RelationshipRepository, ReminderQueries, ReminderRepository,
    RemovalQueries, RemovalRepository, ScreenQueries, ServingPartnerQueries, SessionQueries,
    SessionRepository, StandardizationQueries, StandardizationRepository, StoreError, TokenQueries,
    TokenRepository, UserQueries, UserRepository, WaitingWorkQueries, WebhookQueries,
    WebhookRepository,
};
use crate::{
    base::revision::Revision,
    trail::{
        audit::{Record, Records},
        permit::Permit,
    },
};

/// Stores everything. Adapters must pass the contract suite of the crate `latchkey-testing`.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Opens a unit of work, after locking the rows it depends on. If a lock is not free within two
    /// seconds, it fails with [`StoreError::Contended`]. So does any call on a unit older than five
    /// seconds, which is rolled back so that others can go on. A unit must not be opened while
    /// another is open in the same task.
    async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Reads outside any unit. Each call sees what was committed when the call began.
    fn reader(&self) -> Box<dyn Reader>;

    /// The newest revision.
    async fn revision(&self) -> Result<Revision, StoreError>;
}

/// Records refusals by a plain insert that never waits for a unit (T1).
#[async_trait]
pub trait Refusals: Send + Sync + std::fmt::Debug {
    /// Records refused attempts, all of them or none. They take no revision.
    async fn record(&self, refusals: Vec<Record>) -> Result<(), StoreError>;
}

/// Everything that can be read.
pub trait Reader:
    Send
    + AccountQueries
    + UserQueries
    + MembershipQueries
    + PermissionSetQueries
    + AccessLinkQueries
    + RelationshipQueries
    + ReminderQueries
    + AssetQueries
    + WaitingWorkQueries
    + RemovalQueries
    + ActivityQueries
    + NotificationQueries
    + OperationQueries
    + TokenQueries
    + EventQueries
    + OutboxQueries
    + MailOutboxQueries
    + ChainQueries
    + IdempotencyQueries
    + DecisionQueries
    + DecisionSearchQueries
    + EmployerQueries
    + ScreenQueries
    + ServingPartnerQueries
    + SessionQueries
    + StandardizationQueries
    + WebhookQueries
{
}

/// Changes that are committed together or not at all. Dropping the unit undoes everything.
#[async_trait]
pub trait UnitOfWork:
    Reader
    + AccountRepository
    + UserRepository
    + MembershipRepository
    + PermissionSetRepository
    + AccessLinkRepository
    + RelationshipRepository
    + ReminderRepository
    + AssetRepository
    + RemovalRepository
    + SessionRepository
    + ActivityRepository
    + NotificationRepository
    + MailOutboxRepository
    + OperationRepository
    + StandardizationRepository
    + WebhookRepository
    + TokenRepository
    + IdempotencyRepository
    + ChainRepository
{
    /// Adds the records to the trail, numbers the commit, and commits. Revisions follow the order
    /// of commits, without gaps. After an error the outcome may be unknown, but never partial.
    async fn commit(self: Box<Self>, records: Records) -> Result<Revision, StoreError>;

    /// Commits what is not a change in the sense of rule T1: reviews, leases, the progress of an
    /// operation. It takes no revision and leaves no record, but still needs a permit. The unit
    /// must not have kept an answer.
    async fn commit_aside(self: Box<Self>, permit: &Permit) -> Result<(), StoreError>;
}
