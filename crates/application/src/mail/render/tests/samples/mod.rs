//! A few samples of every message: one and many, with and without what may be left out.

mod account_side;
mod own_access;
mod partner_side;

use latchkey_domain::{
    base::{
        text::{Locale, Name, Reason, SetName},
        time::Time,
    },
    people::mail::{MailId, Mailbox},
};

pub(super) use self::{
    own_access::{ending, invitation, removed_from_many},
    partner_side::answer,
};
use crate::mail::message::*;

/// The public URL of the samples.
pub(super) const SITE: &str = "https://latchkey.northwind.example";

/// Every text of the samples that people or platforms gave, which no language translates.
pub(super) const GIVEN: [&str; 17] = [
    "Marit Halvorsen",
    "marit@northwind.example",
    "sigrid@harbourpine.example",
    "Ingrid Solberg",
    "Ingeborg Lien",
    "Daniel Mbeki",
    "Northwind Studio",
    "Tern & Tide",
    "Harbour & Pine",
    "Harbour and Pine Furniture Ltd, 48210377",
    "Harbour and Pine Furniture Ltd",
    "Web developer",
    "Sales",
    "Left on 6 February",
    "9TRW",
    "Export contacts",
    "Latchkey",
];

/// The first clients from which somebody was removed.
pub(super) const REMOVED: [&str; 10] = [
    "Abbot’s Mill Bakery",
    "Aldwick Garden Centre",
    "Amber Lane Optics",
    "Anker Street Gym",
    "Applegarth Nurseries",
    "Arden Roofing",
    "Ashcombe Vets",
    "Aspen Road Motors",
    "Avonlea Kitchens",
    "Axminster Row Books",
];

/// The clients in which somebody was deactivated instead.
pub(super) const DEACTIVATED: [&str; 4] = [
    "Alder Row Dental",
    "Bexley Tile Works",
    "Corrin Yachts",
    "Dunmore Grain",
];

pub(super) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(super) fn time(text: &str) -> Time {
    text.parse().unwrap()
}

pub(super) fn account(name_of: &str) -> AccountInMail {
    let id = "acc_00000000000000000000000007".parse().unwrap();
    let name = name(name_of);
    AccountInMail { id, name }
}

fn person(name_of: &str) -> PersonInMail {
    let id = "usr_00000000000000000000000008".parse().unwrap();
    let name = name(name_of);
    PersonInMail { id, name }
}

pub(super) fn reader(locale: Locale) -> MailReader {
    MailReader {
        mailbox: Mailbox::parse("Marit Halvorsen <marit@northwind.example>").unwrap(),
        locale,
    }
}

/// The time at which the samples are written.
pub(super) fn written_at() -> Time {
    time("2026-02-12T09:31:00Z")
}

pub(super) fn id() -> MailId {
    MailId::of(&[&"a sample"])
}

/// What Ingrid did at the client.
pub(super) fn act() -> Act {
    Act {
        by: Doer::Person {
            name: name("Ingrid Solberg"),
            from: None,
        },
        at: written_at(),
        until: None,
        reason: None,
    }
}

fn of_agency() -> Act {
    Act {
        by: Doer::Person {
            name: name("Ingeborg Lien"),
            from: Some(name("Tern & Tide")),
        },
        at: time("2026-02-09T16:18:00Z"),
        until: Some(time("2026-02-09T16:20:00Z")),
        reason: Some(Reason::parse("Left on 6 February").unwrap()),
    }
}

fn of_platform() -> Act {
    Act {
        by: Doer::Platform,
        until: Some(time("2026-02-13T00:10:00Z")),
        ..act()
    }
}

fn of_clock() -> Act {
    Act {
        by: Doer::Clock,
        ..act()
    }
}

pub(super) fn at_one() -> ActedOn {
    let account = account("Harbour & Pine");
    ActedOn {
        names: NameList::one(account.name),
        page: ShownPage::Client(account.id),
    }
}

fn among_users() -> ActedOn {
    ActedOn {
        page: ShownPage::Users(account("x").id),
        ..at_one()
    }
}

fn names(count: usize) -> NameList {
    (1..=count).map(|n| name(&n.to_string())).collect()
}

fn at_many(count: usize) -> ActedOn {
    ActedOn {
        names: names(count),
        page: ShownPage::Operation("op_00000000000000000000000009".parse().unwrap()),
    }
}

fn at_some() -> ActedOn {
    ActedOn {
        names: names(5),
        page: ShownPage::OwnAccess,
    }
}

fn set(of: &str) -> ShownAccess {
    ShownAccess::PermissionSet(SetName::parse(of).unwrap())
}

fn end() -> Time {
    time("2026-02-19T08:00:00Z")
}

/// Every sample.
pub(super) fn all() -> Vec<Message> {
    let mut all = vec![
        Message::Test,
        Message::InvitationCancelled(CancelledInvitation {
            act: act(),
            account: account("Harbour & Pine"),
        }),
        Message::MadeSuperAdmin(OfferToSuperAdmin {
            act: of_agency(),
            account: account("Harbour & Pine"),
            ends: None,
        }),
        Message::Removed(removed_from_many()),
    ];
    all.extend(
        partner_side::answers()
            .into_iter()
            .map(Message::LinkApproved),
    );
    all.extend(
        partner_side::answers()
            .into_iter()
            .map(Message::LinkDeclined),
    );
    all.extend(own_access::invitations().into_iter().map(Message::Invited));
    for of in [Message::Added, Message::Reactivated, Message::GivenBack] {
        all.extend(own_access::given().into_iter().map(of));
    }
    all.extend(
        own_access::changed()
            .into_iter()
            .map(Message::AccessChanged),
    );
    for of in [Message::Deactivated, Message::Removed, Message::Suspended] {
        all.extend(own_access::cut().into_iter().map(of));
    }
    all.extend(own_access::endings().into_iter().map(Message::AccessEnding));
    all.extend(
        partner_side::ends_of_others()
            .into_iter()
            .map(Message::AccessOfOthersEnding),
    );
    all.extend(of_accounts());
    all
}

/// Every sample of what super admins, inviters and partners read.
fn of_accounts() -> Vec<Message> {
    let mut all = Vec::new();
    all.extend(account_side::linking().into_iter().map(Message::Linked));
    all.extend(account_side::linking().into_iter().map(Message::Unlinked));
    all.extend(
        account_side::enrolment()
            .into_iter()
            .map(Message::EnrolmentEnded),
    );
    all.extend(
        account_side::enrolment()
            .into_iter()
            .map(Message::EnrolmentRestored),
    );
    all.extend(
        account_side::last_one()
            .into_iter()
            .map(Message::LastSuperAdminLeft),
    );
    all.extend(
        account_side::gains()
            .into_iter()
            .map(Message::PartnerAdminsGained),
    );
    all.extend(
        account_side::made()
            .into_iter()
            .map(Message::PartnerAdminApproved),
    );
    all.extend(
        account_side::made()
            .into_iter()
            .map(Message::PartnerAdminCreated),
    );
    all.extend(
        account_side::added()
            .into_iter()
            .map(Message::EmployeesAdded),
    );
    all.extend(
        account_side::super_admins()
            .into_iter()
            .map(Message::ChangedToPartnerAdmin),
    );
    all.extend(
        account_side::all_removed()
            .into_iter()
            .map(Message::AllRemoved),
    );
    all.extend(
        account_side::severed()
            .into_iter()
            .map(Message::PartnerSevered),
    );
    all.extend(account_side::gone().into_iter().map(Message::MemberLeft));
    all.extend(
        account_side::declined()
            .into_iter()
            .map(Message::InvitationDeclined),
    );
    all.extend(partner_side::relationships());
    all
}
