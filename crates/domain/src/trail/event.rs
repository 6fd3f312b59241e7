//! Events, under names that never change: the same in the trail, in webhooks and in the change
//! feed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    base::{
        ids::{AccountId, UserId},
        text::Description,
        time::Time,
        words::words,
    },
    membership::{Access, EmploymentKey, Membership, member::Member, terms::Terms},
    permission::{Catalogue, PermissionKey, PermissionSet, Permissions, SetOwner},
};

words! {
    /// The kind of an event, done or attempted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum EventKind {
        /// An account was created.
        AccountCreated = "account.created",
        /// An account was changed: name, status, program, seat pricing.
        AccountChanged = "account.changed",
        /// The policy on who may make partner admins was changed (L3).
        PolicyChanged = "policy.changed",
        /// The e-mail domains of a partner's employees were changed (I2).
        EmailDomainsChanged = "email_domains.changed",
        /// A user was created.
        UserCreated = "user.created",
        /// A user was changed.
        UserChanged = "user.changed",
        /// A user was erased.
        UserErased = "user.erased",
        /// A token was created.
        TokenCreated = "token.created",
        /// A token was revoked.
        TokenRevoked = "token.revoked",
        /// A membership was created.
        MembershipCreated = "membership.created",
        /// A membership's access, seat, adjustments or end was changed.
        MembershipChanged = "membership.changed",
        /// An invitation was accepted.
        MembershipAccepted = "membership.accepted",
        /// A super admin took the access that somebody had offered them (I1).
        MembershipTaken = "membership.taken",
        /// A membership was deactivated.
        MembershipDeactivated = "membership.deactivated",
        /// A membership was reactivated.
        MembershipReactivated = "membership.reactivated",
        /// A membership was removed.
        MembershipRemoved = "membership.removed",
        /// A membership expired.
        MembershipExpired = "membership.expired",
        /// The end of a member's access nears: they and the side that set it are reminded (A9).
        MembershipExpiring = "membership.expiring",
        /// Somebody left a partner and stays super admin, as the account's last permanent one (D8).
        MembershipKept = "membership.kept",
        /// A break of the employment cut a member off, who stays to be removed by the partner (D8).
        MembershipSuspended = "membership.suspended",
        /// A member whom a break of the employment had cut off was given their access again (D8).
        MembershipGiven = "membership.given",
        /// An invitation was sent again (I1).
        InvitationResent = "invitation.resent",
        /// A super admin was changed to partner admin (L8).
        ChangedToPartnerAdmin = "partner_admin.migrated",
        /// All partner admins were standardized to the template (L9).
        PartnerAdminsStandardized = "partner_admins.standardized",
        /// A standardization was scheduled (L9).
        StandardizationScheduled = "standardization.scheduled",
        /// A standardization was cancelled (L9).
        StandardizationCancelled = "standardization.cancelled",
        /// A partner linked an employee in a client (A10).
        EmployeeLinked = "employee.linked",
        /// A partner unlinked an employee in a client (A10).
        EmployeeUnlinked = "employee.unlinked",
        /// A client severed a partner (D9).
        PartnerSevered = "partner.severed",
        /// Assets were given another owner, or none (D7).
        AssetReassigned = "asset.reassigned",
        /// An operation over many items was started.
        OperationStarted = "operation.started",
        /// An operation was cancelled.
        OperationCancelled = "operation.cancelled",
        /// The failed items of an operation were retried.
        OperationRetried = "operation.retried",
        /// An access link was issued.
        AccessLinkIssued = "access_link.issued",
        /// The key from which the tokens of access links are derived was replaced.
        AccessLinkKeyReplaced = "access_link.key_replaced",
        /// An access link was given a new token.
        AccessLinkRotated = "access_link.rotated",
        /// An access link was revoked.
        AccessLinkRevoked = "access_link.revoked",
        /// A client approved an access link.
        AccessLinkApproved = "access_link.approved",
        /// A client declined an access link.
        AccessLinkDeclined = "access_link.declined",
        /// A relationship began, or began again.
        RelationshipConnected = "relationship.connected",
        /// A relationship became managed, by qualifying activity (R1).
        RelationshipManaged = "relationship.managed",
        /// A managed relationship ended (R2, R4).
        RelationshipEnded = "relationship.ended",
        /// The end of a managed relationship nears: the partner is warned (N1).
        RelationshipEnding = "relationship.ending",
        /// The partner's name or tags for a client were changed (R6), or a relationship was imported.
        RelationshipChanged = "relationship.changed",
        /// A permission set was created.
        PermissionSetCreated = "permission_set.created",
        /// A permission set was changed.
        PermissionSetChanged = "permission_set.changed",
        /// A permission set was removed.
        PermissionSetRemoved = "permission_set.removed",
        /// A new catalogue came into force (P1).
        CatalogueApplied = "catalogue.applied",
        /// A webhook endpoint was made.
        WebhookEndpointCreated = "webhook_endpoint.created",
        /// A webhook endpoint was changed, or enabled again.
        WebhookEndpointChanged = "webhook_endpoint.changed",
        /// A webhook endpoint was given another secret.
        WebhookEndpointSecretRotated = "webhook_endpoint.secret_rotated",
        /// A webhook endpoint was disabled: by the platform, or because it answered 410.
        WebhookEndpointDisabled = "webhook_endpoint.disabled",
        /// A webhook endpoint was removed.
        WebhookEndpointRemoved = "webhook_endpoint.removed",
    }
}

/// The name under which an event stands in the trail. While nodes of two versions run side by side, the
/// older one reads events of kinds that it does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventName {
    /// The name of a kind.
    Known(EventKind),
    /// A name that only a newer version knows.
    Newer(Box<str>),
}

impl EventName {
    /// Reads a stored name.
    pub fn of(text: &str) -> Self {
        EventKind::parse(text).map_or_else(|| Self::Newer(text.into()), Self::Known)
    }

    /// The name as it is stored and shown.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(kind) => kind.as_str(),
            Self::Newer(name) => name,
        }
    }
}

impl From<EventKind> for EventName {
    fn from(kind: EventKind) -> Self {
        Self::Known(kind)
    }
}

impl PartialEq<EventKind> for EventName {
    fn eq(&self, other: &EventKind) -> bool {
        *self == Self::Known(*other)
    }
}

/// The fact of an event by which it repeats the change of the event before it, for another partner.
pub const REPEATS: &str = "repeats";

/// An event, without its actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The kind of event. Only an event that was read has another name than that of a kind.
    pub kind: EventName,
    /// The account it happened in; `None` if it belongs to no account, like a change of a user.
    pub account: Option<AccountId>,
    /// The user it happened to.
    pub user: Option<UserId>,
    /// The partner it concerns.
    pub partner: Option<AccountId>,
    /// The id of the object as text, if it is neither an account nor a user.
    pub object: Option<String>,
    /// Further facts.
    pub details: Details,
}

impl Event {
    /// Makes an event of a kind, without any facts.
    pub fn new(kind: impl Into<EventName>) -> Self {
        Self {
            kind: kind.into(),
            account: None,
            user: None,
            partner: None,
            object: None,
            details: Details::default(),
        }
    }

    /// Sets the account.
    #[must_use]
    pub const fn in_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets the user it happened to.
    #[must_use]
    pub const fn about(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// Sets the partner.
    #[must_use]
    pub fn with_partner(mut self, partner: impl Into<Option<AccountId>>) -> Self {
        self.partner = partner.into();
        self
    }

    /// Sets the object.
    #[must_use]
    pub fn on(mut self, object: impl std::fmt::Display + Copy) -> Self {
        self.object = Some(object.to_string());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.more.insert(name.to_owned(), value.into());
        self
    }

    /// Makes the event of a change to a membership: before, after, and the change in granted
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
            before: before.map(|member| AccessSummary::of(&member.membership, &member.terms)),
            after: after.map(|member| AccessSummary::of(&member.membership, &member.terms)),
            standing: after.map(|member| StandingSummary::of(&member.membership)),
            added: catalogue.names(new - old),
            taken: catalogue.names(old - new),
            ..Details::default()
        };
        event
    }

    /// Makes the event of a permission set, with what it holds now. A standard set belongs to no account.
    pub fn of_set(kind: EventKind, set: &PermissionSet) -> Self {
        let keys = set.permissions().iter().map(ToString::to_string);
        let external_id = set.external_id().map(ToString::to_string);
        let description = set.description().map(Description::as_str);
        let event = Self::new(kind)
            .on(set.id())
            .with("name", set.name().as_str())
            .with("description", description)
            .with("external_id", external_id)
            .with("version", set.current().number())
            .with("permissions", keys.collect::<Vec<_>>());
        match set.owner() {
            SetOwner::Account(account) => event.in_account(account),
            SetOwner::Standard => event,
        }
    }
}

/// The facts of an event: ids and keys, never names or addresses of people (T3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Details {
    /// The membership before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AccessSummary>,
    /// The membership after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AccessSummary>,
    /// What else decides whether the membership gives anything, after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<StandingSummary>,
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

impl Details {
    /// Reads stored facts. What a newer version wrote in another form is kept as it is.
    pub fn stored(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).or_else(|_cause| {
            let more = serde_json::from_str(text)?;
            Ok(Self {
                more,
                ..Self::default()
            })
        })
    }
}

/// A membership in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessSummary {
    /// The kind of access.
    pub access: String,
    /// The permission set, if the access is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set: Option<String>,
    /// The version of that set; `None`: none, or an event from before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set_version: Option<u32>,
    /// What is adjusted on top of the access.
    #[serde(default, skip_serializing_if = "AdjustmentSummary::is_empty")]
    pub adjustments: AdjustmentSummary,
    /// The seat.
    pub seat: String,
    /// The paid seats held in addition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid_seats: Vec<String>,
    /// The status.
    pub status: String,
    /// The partner the member acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// When access ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// What decides, beside the access, whether a membership gives anything, as far as the membership itself
/// says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingSummary {
    /// Employee or contractor.
    pub engagement: String,
    /// Whether the super admin has taken their access; `None`: not super admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<bool>,
    /// The employment that holds with this membership, or held last; `None`: none was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<String>,
    /// The employment under which the access was given to a member who acts for a partner; `None`: none
    /// was counted then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_under: Option<String>,
}

impl StandingSummary {
    /// Sums up a membership.
    pub fn of(membership: &Membership) -> Self {
        // What was given while employments were not counted goes with one that is not counted either.
        let counted = |key: &EmploymentKey| key.number > 0;
        let text = |key: EmploymentKey| key.to_string();
        Self {
            engagement: membership.engagement.as_str().to_owned(),
            taken: membership.is_taken(),
            employment: Some(membership.employment().key).filter(counted).map(text),
            given_under: membership.given_under.filter(counted).map(text),
        }
    }
}

/// The adjustments of a membership, each ladder once as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdjustmentSummary {
    /// Permissions given beyond the access.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<PermissionKey>,
    /// Permissions that the account withholds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PermissionKey>,
    /// Permissions of the set that the delegation rule withheld (A2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clipped: Vec<PermissionKey>,
}

impl AdjustmentSummary {
    /// Whether nothing is adjusted.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.withheld.is_empty() && self.clipped.is_empty()
    }
}

impl AccessSummary {
    /// Sums up a membership, with what the account has laid down about the person.
    pub fn of(membership: &Membership, terms: &Terms) -> Self {
        let held = match membership.access {
            Access::PermissionSet(held) => Some(held),
            Access::SuperAdmin | Access::PartnerAdmin => None,
        };
        let adjustments = &membership.adjustments;
        Self {
            access: membership.access.kind().to_owned(),
            permission_set: held.map(|held| held.set.to_string()),
            permission_set_version: held.map(|held| held.version),
            adjustments: AdjustmentSummary {
                added: adjustments.added.clone(),
                withheld: terms.withheld_from(membership.access).cloned().collect(),
                clipped: adjustments.clipped.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// During an upgrade, older nodes read what newer ones write.
    #[test]
    fn facts_of_a_newer_version_are_kept_as_they_are() {
        let text = r#"{"added":["contacts.view"],"count":2}"#;
        let details = Details::stored(text).unwrap();
        assert_eq!(details.added.len(), 1);
        assert_eq!(serde_json::to_string(&details).unwrap(), text);
        let text = r#"{"added":{"contacts.view":"own"},"before":"nothing"}"#;
        let details = Details::stored(text).unwrap();
        assert_eq!(serde_json::to_string(&details).unwrap(), text);
        assert!(Details::stored("[]").is_err());
    }

    #[test]
    fn a_name_is_that_of_a_kind_or_a_newer_one() {
        for kind in EventKind::ALL {
            let name = EventName::of(kind.as_str());
            assert_eq!(name, kind);
            assert_eq!(name.as_str(), kind.as_str());
        }
        let newer = EventName::of("membership.lent");
        assert_eq!(newer, EventName::Newer("membership.lent".into()));
        assert_eq!(newer.as_str(), "membership.lent");
        assert_ne!(newer, EventKind::MembershipCreated);
    }
}
