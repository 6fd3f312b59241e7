//! Who is told by mail of what happened (N1). Tellings follow from the events of a commit alone.

pub mod reminder;
pub mod waiting;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    base::ids::{AccountId, UserId},
    membership::{AccessKind, Status},
    people::mail::MailKind,
    trail::{
        audit::{Actor, Record},
        event::{AccessSummary, Event, EventKind, EventName},
    },
};

/// Who reads a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readers {
    /// The person whom the act concerns.
    Person(UserId),
    /// The super admins of an account, but not whoever did it.
    SuperAdmins(AccountId),
    /// The super admins of every client of a partner, but not whoever did it.
    SuperAdminsOfClients(AccountId),
    /// Whoever invited a person into an account.
    Inviter {
        /// The account.
        account: AccountId,
        /// Who was invited.
        invited: UserId,
    },
}

/// What is told to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Telling {
    /// What the mail tells.
    pub kind: MailKind,
    /// Who reads it.
    pub readers: Readers,
    /// The account that the mail is about; `None`: all accounts in which the act concerns its reader.
    pub place: Option<AccountId>,
}

/// The fact of an event by which the platform asks that the person gets a mail. Without it, what the
/// platform does to memberships is an import, of which nobody gets a mail.
pub const NOTIFY: &str = "notify";

/// The fact of an end that nears: the account whose side set it.
pub const SET_BY: &str = "set_by";

/// What the events of one commit tell. One act tells a person one thing: an approval is not also an
/// addition.
pub fn tellings(records: &[Record]) -> BTreeSet<Telling> {
    let mut told = BTreeSet::new();
    for record in records {
        of_record(record, &mut told);
    }
    let approved: BTreeSet<Readers> = told
        .iter()
        .filter(|telling| telling.kind == MailKind::LinkApproved)
        .map(|telling| telling.readers)
        .collect();
    if !approved.is_empty() {
        told.retain(|telling| {
            let also_added =
                approved.contains(&telling.readers) && telling.kind != MailKind::LinkApproved;
            !also_added && telling.kind != MailKind::PartnerAdminCreated
        });
    }
    told
}

fn of_record(record: &Record, told: &mut BTreeSet<Telling>) {
    let event = &record.event;
    let EventName::Known(kind) = event.kind else {
        return;
    };
    match kind {
        EventKind::AccessLinkApproved => {
            to_person(event, MailKind::LinkApproved, told);
            to_super_admins(event, MailKind::PartnerAdminApproved, told);
        }
        EventKind::AccessLinkDeclined => to_person(event, MailKind::LinkDeclined, told),
        EventKind::EmployeeLinked => to_super_admins(event, MailKind::Linked, told),
        EventKind::EmployeeUnlinked => to_super_admins(event, MailKind::Unlinked, told),
        EventKind::PartnerSevered => to_super_admins(event, MailKind::PartnerSevered, told),
        EventKind::RelationshipEnded => to_the_partner(event, MailKind::RelationshipEnded, told),
        EventKind::RelationshipEnding => to_the_partner(event, MailKind::RelationshipEnding, told),
        EventKind::MembershipExpiring => nearing_end(event, told),
        EventKind::MembershipKept => {
            for side in [event.account, event.partner].into_iter().flatten() {
                told.insert(Telling {
                    kind: MailKind::LastSuperAdminLeft,
                    readers: Readers::SuperAdmins(side),
                    place: event.account,
                });
            }
        }
        EventKind::CatalogueApplied => {
            let gained = event.details.more.get("partner_admins_gain");
            if gained
                .and_then(Value::as_array)
                .is_some_and(|keys| !keys.is_empty())
            {
                to_super_admins(event, MailKind::PartnerAdminsGained, told);
            }
        }
        EventKind::AccountChanged => enrolment(event, told),
        EventKind::MembershipCreated
        | EventKind::MembershipChanged
        | EventKind::MembershipDeactivated
        | EventKind::MembershipReactivated
        | EventKind::MembershipRemoved
        | EventKind::MembershipSuspended
        | EventKind::MembershipGiven
        | EventKind::InvitationResent
        | EventKind::ChangedToPartnerAdmin => membership(record, told),
        // Nobody gets a mail of these: they are told by the events that they lead to, or are of no
        // concern to anybody's access. The end of access was told before it came.
        EventKind::AccountCreated
        | EventKind::PolicyChanged
        | EventKind::EmailDomainsChanged
        | EventKind::UserCreated
        | EventKind::UserChanged
        | EventKind::UserErased
        | EventKind::TokenCreated
        | EventKind::TokenRevoked
        | EventKind::MembershipAccepted
        | EventKind::MembershipTaken
        | EventKind::MembershipExpired
        | EventKind::PartnerAdminsStandardized
        | EventKind::StandardizationScheduled
        | EventKind::StandardizationCancelled
        | EventKind::AssetReassigned
        | EventKind::OperationStarted
        | EventKind::OperationCancelled
        | EventKind::OperationRetried
        | EventKind::AccessLinkIssued
        | EventKind::AccessLinkKeyReplaced
        | EventKind::AccessLinkRotated
        | EventKind::AccessLinkRevoked
        | EventKind::RelationshipConnected
        | EventKind::RelationshipManaged
        | EventKind::RelationshipChanged
        | EventKind::PermissionSetCreated
        | EventKind::PermissionSetChanged
        | EventKind::PermissionSetRemoved
        | EventKind::WebhookEndpointCreated
        | EventKind::WebhookEndpointChanged
        | EventKind::WebhookEndpointSecretRotated
        | EventKind::WebhookEndpointDisabled
        | EventKind::WebhookEndpointRemoved => {}
    }
}

/// What becomes of a membership.
fn membership(record: &Record, told: &mut BTreeSet<Telling>) {
    let event = &record.event;
    if !speaks(record) {
        return;
    }
    let is_own = event.user.is_some() && actor(record) == event.user;
    if is_own {
        if event.kind == EventKind::MembershipRemoved {
            left(event, told);
        }
    } else if let Some(kind) = to_the_person(event) {
        to_person(event, kind, told);
    }
    if let Some(kind) = to_the_account(record) {
        to_super_admins(event, kind, told);
    }
}

/// Whether anybody is told: of what people and jobs do, and of what the platform does if it says so.
fn speaks(record: &Record) -> bool {
    match record.actor {
        Actor::User(_) | Actor::Job(_) => true,
        Actor::Service | Actor::Operator(_) => {
            let notify = record.event.details.more.get(NOTIFY);
            notify.and_then(Value::as_bool).unwrap_or_default()
        }
    }
}

/// Who did it, if it was a person.
pub const fn actor(record: &Record) -> Option<UserId> {
    match record.actor {
        Actor::User(user) => Some(user),
        Actor::Service | Actor::Operator(_) | Actor::Job(_) => None,
    }
}

/// What a person is told of their own membership.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of_record chose the kinds of events"
)]
fn to_the_person(event: &Event) -> Option<MailKind> {
    let (before, after) = (event.details.before.as_ref(), event.details.after.as_ref());
    let invited = |summary: Option<&AccessSummary>| has_status(summary, Status::Invited);
    let EventName::Known(kind) = event.kind else {
        return None;
    };
    match kind {
        EventKind::MembershipRemoved if invited(before) => Some(MailKind::InvitationCancelled),
        EventKind::MembershipRemoved => Some(MailKind::Removed),
        EventKind::InvitationResent => Some(MailKind::Invited),
        EventKind::MembershipCreated
        | EventKind::MembershipChanged
        | EventKind::MembershipReactivated
        | EventKind::MembershipGiven
            if invited(after) && !invited(before) =>
        {
            Some(MailKind::Invited)
        }
        EventKind::MembershipCreated | EventKind::MembershipChanged
            if gives(after, AccessKind::SuperAdmin) && !gives(before, AccessKind::SuperAdmin) =>
        {
            Some(MailKind::MadeSuperAdmin)
        }
        EventKind::MembershipCreated => Some(MailKind::Added),
        EventKind::MembershipChanged if before != after => Some(MailKind::AccessChanged),
        EventKind::ChangedToPartnerAdmin => Some(MailKind::AccessChanged),
        // What an offboarding had deactivated is deactivated once more: they know.
        EventKind::MembershipDeactivated if has_status(before, Status::Deactivated) => None,
        EventKind::MembershipDeactivated => Some(MailKind::Deactivated),
        EventKind::MembershipReactivated => Some(MailKind::Reactivated),
        EventKind::MembershipGiven => Some(MailKind::GivenBack),
        EventKind::MembershipSuspended => Some(MailKind::Suspended),
        _ => None,
    }
}

/// What the super admins of the account are told of a membership in it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of_record chose the kinds of events"
)]
fn to_the_account(record: &Record) -> Option<MailKind> {
    let event = &record.event;
    let by_partner = event.partner.is_some() && record.actor_account == event.partner;
    let (before, after) = (event.details.before.as_ref(), event.details.after.as_ref());
    let becomes_partner_admin =
        gives(after, AccessKind::PartnerAdmin) && !gives(before, AccessKind::PartnerAdmin);
    let EventName::Known(kind) = event.kind else {
        return None;
    };
    match kind {
        EventKind::ChangedToPartnerAdmin => Some(MailKind::ChangedToPartnerAdmin),
        EventKind::MembershipCreated if by_partner => Some(MailKind::EmployeesAdded),
        EventKind::MembershipRemoved if by_partner => Some(MailKind::AllRemoved),
        EventKind::MembershipCreated | EventKind::MembershipChanged if becomes_partner_admin => {
            Some(MailKind::PartnerAdminCreated)
        }
        _ => None,
    }
}

/// Somebody left an account, or declined an invitation (I4).
fn left(event: &Event, told: &mut BTreeSet<Telling>) {
    let (Some(account), Some(user)) = (event.account, event.user) else {
        return;
    };
    if has_status(event.details.before.as_ref(), Status::Invited) {
        told.insert(Telling {
            kind: MailKind::InvitationDeclined,
            readers: Readers::Inviter {
                account,
                invited: user,
            },
            place: Some(account),
        });
        return;
    }
    for side in [Some(account), event.partner].into_iter().flatten() {
        told.insert(Telling {
            kind: MailKind::MemberLeft,
            readers: Readers::SuperAdmins(side),
            place: Some(account),
        });
    }
}

/// An enrolment ended or was restored (L1): both sides' super admins are told.
fn enrolment(event: &Event, told: &mut BTreeSet<Telling>) {
    let program = |side: &str| {
        let fields = event.details.more.get(side)?;
        fields.get("program").map(Value::is_string)
    };
    let kind = match (program("from"), program("to")) {
        (Some(true), Some(false)) => MailKind::EnrolmentEnded,
        (Some(false), Some(true)) => MailKind::EnrolmentRestored,
        _ => return,
    };
    let Some(partner) = event.account else {
        return;
    };
    for readers in [
        Readers::SuperAdmins(partner),
        Readers::SuperAdminsOfClients(partner),
    ] {
        told.insert(Telling {
            kind,
            readers,
            place: Some(partner),
        });
    }
}

fn to_person(event: &Event, kind: MailKind, told: &mut BTreeSet<Telling>) {
    if let Some(user) = event.user {
        told.insert(Telling {
            kind,
            readers: Readers::Person(user),
            place: None,
        });
    }
}

/// The end of access nears: told to the person, and to the side that set it (N1).
fn nearing_end(event: &Event, told: &mut BTreeSet<Telling>) {
    to_person(event, MailKind::AccessEnding, told);
    let side = event.details.more.get(SET_BY).and_then(Value::as_str);
    if let Some(side) = side.and_then(|id| id.parse().ok()) {
        told.insert(Telling {
            kind: MailKind::AccessOfOthersEnding,
            readers: Readers::SuperAdmins(side),
            place: Some(side),
        });
    }
}

fn to_the_partner(event: &Event, kind: MailKind, told: &mut BTreeSet<Telling>) {
    if let (Some(client), Some(partner)) = (event.account, event.partner) {
        told.insert(Telling {
            kind,
            readers: Readers::SuperAdmins(partner),
            place: Some(client),
        });
    }
}

fn to_super_admins(event: &Event, kind: MailKind, told: &mut BTreeSet<Telling>) {
    if let Some(account) = event.account {
        told.insert(Telling {
            kind,
            readers: Readers::SuperAdmins(account),
            place: Some(account),
        });
    }
}

fn has_status(summary: Option<&AccessSummary>, status: Status) -> bool {
    summary.is_some_and(|held| held.status == status.as_str())
}

fn gives(summary: Option<&AccessSummary>, access: AccessKind) -> bool {
    summary.is_some_and(|held| held.access == access.as_str())
}

/// Which of several things that one act has to tell a reader is told in their one mail: what is about
/// themself comes before what is about others.
pub fn rank(kind: MailKind) -> u8 {
    match kind {
        MailKind::LinkApproved | MailKind::LinkDeclined => 0,
        MailKind::Invited => 1,
        MailKind::MadeSuperAdmin => 2,
        MailKind::Removed | MailKind::InvitationCancelled => 3,
        MailKind::Suspended => 4,
        MailKind::Deactivated => 5,
        MailKind::GivenBack => 6,
        MailKind::Reactivated => 7,
        MailKind::Added => 8,
        MailKind::AccessChanged => 9,
        MailKind::AccessEnding => 10,
        MailKind::PartnerSevered => 11,
        MailKind::EnrolmentEnded | MailKind::EnrolmentRestored => 12,
        MailKind::LastSuperAdminLeft => 13,
        MailKind::PartnerAdminsGained => 14,
        MailKind::PartnerAdminApproved | MailKind::PartnerAdminCreated => 15,
        MailKind::ChangedToPartnerAdmin => 16,
        MailKind::AllRemoved => 17,
        MailKind::EmployeesAdded => 18,
        MailKind::Linked | MailKind::Unlinked => 19,
        MailKind::MemberLeft => 20,
        MailKind::InvitationDeclined => 21,
        MailKind::RelationshipEnded | MailKind::RelationshipEnding => 22,
        MailKind::AccessOfOthersEnding => 23,
        MailKind::Test => 24,
    }
}
