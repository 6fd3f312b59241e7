//! The ports: what the use cases need from a store, as small traits that one adapter implements.
//!
//! [`Reader`] reads outside any unit. [`UnitOfWork`] reads and writes. Look-ups that may find
//! nothing return `Option`; only a failure of the store is an error. To add an aggregate, add a
//! pair of traits (`XQueries`, `XRepository`) in a file of its own, and name them in `store.rs`.

mod access_links;
mod accounts;
mod activities;
mod adapters;
mod assets;
mod backlog;
mod chain;
mod change_feed;
mod decision_searches;
mod decisions;
mod employers;
mod error;
mod events;
mod idempotency;
mod leases;
mod locks;
mod mail_outbox;
mod mailer;
mod memberships;
mod notifications;
mod operations;
mod outbox;
mod permission_sets;
mod port;
mod relationships;
mod reminders;
mod removals;
mod screens;
mod serving_partners;
mod sessions;
mod standardizations;
mod store;
mod tokens;
mod users;
mod watch;
mod watched_store;
mod webhook_sender;
mod webhooks;

pub use access_links::{AccessLinkQueries, AccessLinkRepository};
pub use accounts::{AccountQueries, AccountRepository};
pub use activities::{ActivityQueries, ActivityRepository};
pub use adapters::Adapters;
pub use assets::{AssetQueries, AssetRef, AssetRepository};
pub use backlog::{WaitingWork, WaitingWorkQueries};
pub use chain::{ChainQueries, ChainRepository};
pub use change_feed::{ChangeFeed, Changes, CommitListener, Touched};
pub use decision_searches::{DecisionSearchQueries, SearchedMember};
pub use decisions::{DecisionQueries, FactsAmong};
pub use employers::EmployerQueries;
pub use error::{StoreError, Taken};
pub use events::{EventFilter, EventQueries, EventView, SeenActor, SeenRecord, TrailSide};
pub use idempotency::{IdempotencyQueries, IdempotencyRepository, Kept};
pub use leases::Leases;
pub use locks::{LockMode, Locks};
pub use mail_outbox::{KeptMail, MailOutboxQueries, MailOutboxRepository};
pub use mailer::{MailError, Mailer};
pub use memberships::{
    DueEnd, HeldBy, Holders, MemberFilter, MembershipQueries, MembershipRepository, PartnerFilter,
};
pub use notifications::{NotificationQueries, NotificationRepository};
pub use operations::{ActingFor, HeldAccess, OperationQueries, OperationRepository};
pub use outbox::{
    CommittedEvent, NamedAccount, NamedUser, OutboxFilter, OutboxPosition, OutboxQueries,
};
pub use permission_sets::{PermissionSetQueries, PermissionSetRepository};
pub use relationships::{RelationshipQueries, RelationshipRepository};
pub use reminders::{NearClose, NearEnd, ReminderQueries, ReminderRepository};
pub use removals::{HandoverCandidate, RemovalQueries, RemovalRepository, ReviewScope};
pub use screens::{
    AccessType, AddableEmployee, ClientFilter, ClientRow, ClockReading, EmployeeFilter,
    EmployeeRow, EmployeeState, KnownOnOwnBehalf, NamedClient, ScreenQueries, ServedClient,
};
pub use serving_partners::{ServingPartner, ServingPartnerQueries};
pub use sessions::{SessionQueries, SessionRepository, UserSession};
pub use standardizations::{StandardizationQueries, StandardizationRepository};
pub use store::{Reader, Refusals, Store, UnitOfWork};
pub use tokens::{Authenticated, TokenOwner, TokenQueries, TokenRepository};
pub use users::{UserQueries, UserRepository};
pub use watch::{StoreCall, Watch, Watched};
pub use watched_store::WatchedStore;
pub use webhook_sender::WebhookSender;
pub use webhooks::{WebhookQueries, WebhookRepository};
