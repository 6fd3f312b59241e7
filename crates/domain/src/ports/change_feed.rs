use std::sync::Arc;

use async_trait::async_trait;

use super::StoreError;
use crate::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        revision::Revision,
    },
    trail::event::{Event, EventKind},
};

/// Something that decisions rest on and that a commit changed: the row itself, never what depends on
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touched {
    /// A user.
    User(UserId),
    /// An account.
    Account(AccountId),
    /// The membership of this user in this account, or what the account has laid down about them.
    Membership(AccountId, UserId),
    /// A permission set: its newest version.
    PermissionSet(PermissionSetId),
    /// Tokens were revoked.
    Tokens,
    /// Anything may have been.
    Everything,
}

impl Touched {
    /// What an event changed. Whatever names an account and a user counts as a change of their
    /// membership: that is never wrong, only sometimes too much.
    pub fn by(
        kind: EventKind,
        account: Option<AccountId>,
        user: Option<UserId>,
        object: Option<&str>,
    ) -> impl Iterator<Item = Self> {
        let membership = account
            .zip(user)
            .map(|(account, user)| Self::Membership(account, user));
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
            EventKind::CatalogueApplied => [Some(Self::Everything), None],
            // What these do to memberships, events of the memberships' own tell.
            EventKind::MembershipCreated
            | EventKind::MembershipChanged
            | EventKind::MembershipAccepted
            | EventKind::MembershipDeactivated
            | EventKind::MembershipReactivated
            | EventKind::MembershipRemoved
            | EventKind::MembershipExpired
            | EventKind::InvitationResent
            | EventKind::PartnerAdminMigrated
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
            | EventKind::AccessLinkRotated
            | EventKind::AccessLinkRevoked
            | EventKind::AccessLinkApproved
            | EventKind::AccessLinkDeclined
            | EventKind::RelationshipConnected
            | EventKind::RelationshipManaged
            | EventKind::RelationshipEnded
            | EventKind::RelationshipChanged
            | EventKind::PermissionSetCreated
            | EventKind::PolicyChanged
            | EventKind::EmailDomainsChanged
            | EventKind::TokenCreated => [None, None],
        };
        [membership, one, other].into_iter().flatten()
    }

    /// What an event changed.
    pub fn by_event(event: &Event) -> impl Iterator<Item = Self> {
        Self::by(
            event.kind,
            event.account,
            event.user,
            event.object.as_deref(),
        )
    }
}

/// What was committed since somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The newest revision.
    pub newest: Revision,
    /// What was touched; `None`: more than was asked for.
    pub touched: Option<Vec<Touched>>,
}

/// Hears of the commits of this process.
pub trait CommitListener: Send + Sync + std::fmt::Debug {
    /// These rows were changed by the commit of this revision; without one they may have been, since the
    /// outcome of a commit may be unknown. Quick, since the commit waits for it.
    fn committed(&self, revision: Option<&Revision>, touched: &[Touched]);
}

/// What was changed, in the order of the commits: what other nodes follow to forget what is no longer
/// so.
#[async_trait]
pub trait ChangeFeed: Send + Sync + std::fmt::Debug {
    /// Everything that was touched by the commits after this number, up to the newest, as far as that
    /// is `most` events or fewer. `None` for the number: only the newest revision. Reads from where
    /// commits are made, never from a copy that may be behind.
    async fn changes(&self, after: Option<u64>, most: u32) -> Result<Changes, StoreError>;

    /// Tells a listener of each commit of this process, before the call that commits returns. There
    /// is one listener: a second one is not heard.
    fn on_commit(&self, listener: Arc<dyn CommitListener>);
}
