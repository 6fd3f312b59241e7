use std::sync::Arc;

use async_trait::async_trait;

use super::StoreError;
use crate::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        revision::Revision,
    },
    trail::event::{Event, EventKind, EventName},
};

/// A row that decisions depend on and that a commit changed. Only the row itself is listed, never
/// what depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touched {
    /// A user.
    User(UserId),
    /// An account.
    Account(AccountId),
    /// The membership of a user in an account, or what the account has laid down about them.
    Membership(AccountId, UserId),
    /// A permission set: its newest version.
    PermissionSet(PermissionSetId),
    /// Tokens were revoked.
    Tokens,
    /// Anything may have changed.
    Everything,
}

impl Touched {
    /// The rows that an event changed. An event with an account and a user counts as a change of
    /// that membership, which is never wrong, only sometimes more than needed. An event that only a newer
    /// version knows may have changed anything.
    pub fn by(
        name: &EventName,
        account: Option<AccountId>,
        user: Option<UserId>,
        object: Option<&str>,
    ) -> impl Iterator<Item = Self> {
        let membership = account
            .zip(user)
            .map(|(account, user)| Self::Membership(account, user));
        let EventName::Known(kind) = name else {
            return [Some(Self::Everything), None, None].into_iter().flatten();
        };
        let [one, other] = match kind {
            EventKind::AccountCreated | EventKind::AccountChanged => {
                [account.map(Self::Account), None]
            }
            EventKind::UserCreated | EventKind::UserChanged | EventKind::UserErased => {
                [user.map(Self::User), Some(Self::Tokens)]
            }
            EventKind::TokenRevoked => [Some(Self::Tokens), None],
            EventKind::PermissionSetChanged | EventKind::PermissionSetRemoved => {
                let set = object.and_then(|text| text.parse().ok());
                [
                    Some(set.map_or(Self::Everything, Self::PermissionSet)),
                    None,
                ]
            }
            // The accounts are told of it by events of their own, which touch nothing besides.
            EventKind::CatalogueApplied => [account.is_none().then_some(Self::Everything), None],
            // Changes of memberships by these events have events of their own.
            EventKind::MembershipCreated
            | EventKind::MembershipChanged
            | EventKind::MembershipAccepted
            | EventKind::MembershipTaken
            | EventKind::MembershipDeactivated
            | EventKind::MembershipReactivated
            | EventKind::MembershipRemoved
            | EventKind::MembershipExpired
            | EventKind::MembershipExpiring
            | EventKind::MembershipKept
            | EventKind::MembershipSuspended
            | EventKind::MembershipGiven
            | EventKind::InvitationResent
            | EventKind::ChangedToPartnerAdmin
            | EventKind::PartnerAdminsStandardized
            | EventKind::StandardizationScheduled
            | EventKind::StandardizationCancelled
            | EventKind::EmployeeLinked
            | EventKind::EmployeeUnlinked
            | EventKind::PartnerSevered
            | EventKind::AssetReassigned
            | EventKind::OperationStarted
            | EventKind::OperationCancelled
            | EventKind::OperationRetried
            | EventKind::AccessLinkIssued
            | EventKind::AccessLinkKeyReplaced
            | EventKind::AccessLinkRotated
            | EventKind::AccessLinkRevoked
            | EventKind::AccessLinkApproved
            | EventKind::AccessLinkDeclined
            | EventKind::RelationshipConnected
            | EventKind::RelationshipManaged
            | EventKind::RelationshipEnded
            | EventKind::RelationshipEnding
            | EventKind::RelationshipChanged
            | EventKind::PermissionSetCreated
            | EventKind::PolicyChanged
            | EventKind::EmailDomainsChanged
            | EventKind::TokenCreated
            | EventKind::WebhookEndpointCreated
            | EventKind::WebhookEndpointChanged
            | EventKind::WebhookEndpointSecretRotated
            | EventKind::WebhookEndpointDisabled
            | EventKind::WebhookEndpointRemoved => [None, None],
        };
        [membership, one, other].into_iter().flatten()
    }

    /// The rows that an event changed.
    pub fn by_event(event: &Event) -> impl Iterator<Item = Self> {
        Self::by(
            &event.kind,
            event.account,
            event.user,
            event.object.as_deref(),
        )
    }
}

/// The changes committed after a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The newest revision.
    pub newest: Revision,
    /// The changed rows; `None`: more than the caller asked for.
    pub touched: Option<Vec<Touched>>,
}

/// Is told about the commits of this process.
pub trait CommitListener: Send + Sync + std::fmt::Debug {
    /// Called after a commit changed these rows. Without a revision the outcome of the commit is
    /// unknown, so they may have changed. It must be quick, because the commit waits for it.
    fn committed(&self, revision: Option<&Revision>, touched: &[Touched]);
}

/// The changes in the order of their commits. Other nodes follow it to drop outdated facts.
#[async_trait]
pub trait ChangeFeed: Send + Sync + std::fmt::Debug {
    /// Lists what the commits after this number changed, up to the newest, if that is `most` events
    /// or fewer. Without a number it returns only the newest revision. Must read where commits are
    /// made, never from a replica that may be behind.
    async fn changes(&self, after: Option<u64>, most: u32) -> Result<Changes, StoreError>;

    /// Registers the listener for commits of this process. It must be called before the committing
    /// call returns. There is one listener; a second one is not called.
    fn on_commit(&self, listener: Arc<dyn CommitListener>);
}
