//! What happened: events with stable wire names, the same in the trail, in webhooks and in the feed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
        words::words,
    },
    membership::{Access, Membership, member::Member},
    permission::{Catalogue, PermissionKey, Permissions},
};

words! {
    /// What kind of thing happened, or was attempted and refused.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum EventKind {
        /// An account was made.
        AccountCreated = "account.created",
        /// An account was changed: name, status, program, seat pricing.
        AccountChanged = "account.changed",
        /// Who may make partner admins in an account was changed (L3).
        PolicyChanged = "policy.changed",
        /// The domains of a partner's employees were changed (I2).
        EmailDomainsChanged = "email_domains.changed",
        /// A person was made known.
        UserCreated = "user.created",
        /// A person was changed.
        UserChanged = "user.changed",
        /// A person was erased.
        UserErased = "user.erased",
        /// A token was made.
        TokenCreated = "token.created",
        /// A token was revoked.
        TokenRevoked = "token.revoked",
        /// A membership began.
        MembershipCreated = "membership.created",
        /// A membership's access, seat, adjustments or end was changed.
        MembershipChanged = "membership.changed",
        /// An invited person accepted.
        MembershipAccepted = "membership.accepted",
        /// A membership was switched off.
        MembershipDeactivated = "membership.deactivated",
        /// A membership was switched on again.
        MembershipReactivated = "membership.reactivated",
        /// A membership was removed.
        MembershipRemoved = "membership.removed",
        /// A membership ended by itself.
        MembershipExpired = "membership.expired",
        /// An invitation was sent again (I1).
        InvitationResent = "invitation.resent",
        /// A super admin became partner admin (L8).
        PartnerAdminMigrated = "partner_admin.migrated",
        /// All partner admins were brought back to the template (L9).
        PartnerAdminsStandardized = "partner_admins.standardized",
        /// Standardising was set down for a later day (L9).
        StandardizationScheduled = "standardization.scheduled",
        /// Standardising was called off (L9).
        StandardizationCancelled = "standardization.cancelled",
        /// A partner declared an employee its own in a client (A10).
        EmployeeLinked = "employee.linked",
        /// A partner took that back (A10).
        EmployeeUnlinked = "employee.unlinked",
        /// A client ended everything with a partner in one act (D9).
        PartnerSevered = "partner.severed",
        /// Assets got another owner, or lost theirs (D7).
        AssetReassigned = "asset.reassigned",
        /// An operation over many items was begun.
        OperationStarted = "operation.started",
        /// An operation was called off.
        OperationCancelled = "operation.cancelled",
        /// What had failed of an operation is tried again.
        OperationRetried = "operation.retried",
        /// An access link was made.
        AccessLinkIssued = "access_link.issued",
        /// An access link got a new token.
        AccessLinkRotated = "access_link.rotated",
        /// An access link was taken back.
        AccessLinkRevoked = "access_link.revoked",
        /// A client approved an access link.
        AccessLinkApproved = "access_link.approved",
        /// A client declined an access link.
        AccessLinkDeclined = "access_link.declined",
        /// A relationship began, or began again.
        RelationshipConnected = "relationship.connected",
        /// Qualifying work began a managed relationship (R1).
        RelationshipManaged = "relationship.managed",
        /// A managed relationship ended (R2, R4).
        RelationshipEnded = "relationship.ended",
        /// The partner's own name or words for a client were changed, or a relationship was imported.
        RelationshipChanged = "relationship.changed",
        /// A permission set was made.
        PermissionSetCreated = "permission_set.created",
        /// A permission set was changed.
        PermissionSetChanged = "permission_set.changed",
        /// A permission set was removed.
        PermissionSetRemoved = "permission_set.removed",
        /// Another catalogue came into force (P1).
        CatalogueApplied = "catalogue.applied",
    }
}

/// Something that happened, before it is known who did it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What kind of thing.
    pub kind: EventKind,
    /// In which account; `None` for what belongs to no account, such as a person.
    pub account: Option<AccountId>,
    /// To whom.
    pub user: Option<UserId>,
    /// For or from which partner.
    pub partner: Option<AccountId>,
    /// The id of the thing itself where it is neither account nor user, in text form.
    pub object: Option<String>,
    /// What exactly.
    pub details: Details,
}

impl Event {
    /// Something that happened, nothing more said.
    pub fn new(kind: EventKind) -> Self {
        Self {
            kind,
            account: None,
            user: None,
            partner: None,
            object: None,
            details: Details::default(),
        }
    }

    /// The same, in an account.
    #[must_use]
    pub const fn in_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// The same, to a person.
    #[must_use]
    pub const fn about(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// The same, for or from a partner.
    #[must_use]
    pub fn with_partner(mut self, partner: impl Into<Option<AccountId>>) -> Self {
        self.partner = partner.into();
        self
    }

    /// The same, naming the thing itself.
    #[must_use]
    pub fn on(mut self, object: impl std::fmt::Display + Copy) -> Self {
        self.object = Some(object.to_string());
        self
    }

    /// The same, with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.more.insert(name.to_owned(), value.into());
        self
    }

    /// What happened to a membership: before and after, and what that did to its granted
    /// permissions.
    pub fn of_membership(
        kind: EventKind,
        catalogue: &Catalogue,
        before: Option<&Member>,
        after: Option<&Member>,
    ) -> Self {
        let granted = |member: Option<&Member>| {
            member.map_or(Permissions::EMPTY, |member| member.granted(catalogue))
        };
        let (old, new) = (granted(before), granted(after));
        let mut event = Self::new(kind);
        if let Some(member) = after.or(before) {
            event.account = Some(member.membership.account);
            event.user = Some(member.membership.user);
            event.partner = member.membership.partner;
            event.object = Some(member.membership.id.to_string());
        }
        if event.partner.is_none() {
            event.partner = before.and_then(|member| member.membership.partner);
        }
        event.details = Details {
            before: before.map(|member| AccessSummary::of(&member.membership)),
            after: after.map(|member| AccessSummary::of(&member.membership)),
            added: catalogue.names(new - old),
            taken: catalogue.names(old - new),
            ..Details::default()
        };
        event
    }
}

/// What exactly happened. Holds ids and keys, never names or addresses of people (T3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Details {
    /// The membership as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AccessSummary>,
    /// The membership as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AccessSummary>,
    /// Permissions gained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<PermissionKey>,
    /// Permissions lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<PermissionKey>,
    /// Permissions of the chosen set that were not given (A3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PermissionKey>,
    /// Permissions that stayed because the actor lacks them (A3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retained: Vec<PermissionKey>,
    /// Further facts.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// A membership in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessSummary {
    /// The kind of access.
    pub access: String,
    /// The permission set, where that is the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set: Option<String>,
    /// The seat.
    pub seat: String,
    /// The paid seats beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid_seats: Vec<String>,
    /// The status.
    pub status: String,
    /// For whom the person acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

impl AccessSummary {
    /// Sums up a membership.
    pub fn of(membership: &Membership) -> Self {
        Self {
            access: membership.access.kind().to_owned(),
            permission_set: match membership.access {
                Access::PermissionSet(held) => Some(held.set.to_string()),
                Access::SuperAdmin | Access::PartnerAdmin => None,
            },
            seat: membership.seat.as_str().to_owned(),
            paid_seats: membership
                .paid_seats
                .iter()
                .map(|seat| seat.as_str().to_owned())
                .collect(),
            status: membership.status().as_str().to_owned(),
            partner: membership.partner.map(|partner| partner.to_string()),
            expires_at: membership.expires_at,
        }
    }
}
