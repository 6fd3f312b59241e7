//! A few samples of every message: one and many, with and without what may be left out.

use latchkey_domain::{
    base::{
        text::{Locale, Name, Reason, SetName},
        time::Time,
    },
    people::{
        mail::{MailId, Mailbox},
        token::SecretText,
    },
    permission::seat::Seat,
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

fn set(of: &str) -> Option<ShownAccess> {
    Some(ShownAccess::PermissionSet(SetName::parse(of).unwrap()))
}

fn end() -> Time {
    time("2026-02-19T08:00:00Z")
}

pub(super) fn answer() -> LinkAnswer {
    LinkAnswer {
        act: act(),
        client: account("Harbour & Pine"),
        official: Some(name("Harbour and Pine Furniture Ltd, 48210377")),
        ends: None,
        link: Some(LinkStanding {
            hint: "9TRW".to_owned(),
            approvals: 3,
            until: time("2026-05-13T00:00:00Z"),
        }),
    }
}

fn answers() -> Vec<LinkAnswer> {
    let approved = |approvals| LinkAnswer {
        link: answer().link.map(|link| LinkStanding { approvals, ..link }),
        act: of_agency(),
        ends: Some(end()),
        ..answer()
    };
    let bare = LinkAnswer {
        official: None,
        link: None,
        act: of_platform(),
        ..answer()
    };
    vec![answer(), approved(0), approved(1), approved(5), bare]
}

pub(super) fn invitation() -> NewInvitation {
    NewInvitation {
        act: act(),
        account: account("Harbour and Pine Furniture Ltd"),
        access: set("Web developer").unwrap(),
        seat: Seat::Core,
        acts_for: None,
        until: end(),
        token: SecretText::new("4HQ7-MZ2T-81KD".to_owned()),
    }
}

fn invitations() -> Vec<NewInvitation> {
    let of_partner = NewInvitation {
        act: of_platform(),
        access: ShownAccess::PartnerAdmin,
        seat: Seat::Partner,
        acts_for: Some(name("Tern & Tide")),
        ..invitation()
    };
    let as_super_admin = NewInvitation {
        act: of_agency(),
        access: ShownAccess::SuperAdmin,
        seat: Seat::Sales,
        ..invitation()
    };
    let viewing = NewInvitation {
        seat: Seat::ViewOnly,
        ..invitation()
    };
    let serving = NewInvitation {
        seat: Seat::Service,
        ..invitation()
    };
    vec![invitation(), of_partner, as_super_admin, viewing, serving]
}

fn given() -> Vec<AccessWasGiven> {
    let one = AccessWasGiven {
        act: act(),
        accounts: at_one(),
        access: set("Web developer"),
        seat: Some(Seat::Partner),
        acts_for: Some(name("Tern & Tide")),
        ends: Some(end()),
    };
    let at = |accounts| AccessWasGiven {
        act: of_agency(),
        accounts,
        access: None,
        seat: None,
        ends: None,
        ..one.clone()
    };
    let by_platform = AccessWasGiven {
        act: of_platform(),
        accounts: at_some(),
        acts_for: None,
        ..one.clone()
    };
    let (many, few) = (at(at_many(2)), at(at_many(23)));
    vec![one, many, few, by_platform]
}

fn changed() -> Vec<AccessWasChanged> {
    let turn = |access, ends| AccessTurn {
        access,
        seat: Some(Seat::Core),
        ends,
    };
    let one = AccessWasChanged {
        act: act(),
        accounts: at_one(),
        before: turn(set("Sales"), None),
        after: turn(set("Web developer"), Some(end())),
        gained: 1,
        lost: 12,
    };
    let same = AccessWasChanged {
        act: of_agency(),
        accounts: at_many(3),
        before: one.after.clone(),
        after: turn(set("Web developer"), None),
        gained: 0,
        lost: 0,
    };
    let differs = AccessWasChanged {
        act: of_platform(),
        accounts: at_many(400),
        before: AccessTurn {
            access: None,
            seat: None,
            ends: None,
        },
        ..one.clone()
    };
    let at = |accounts| AccessWasChanged {
        accounts,
        before: turn(Some(ShownAccess::SuperAdmin), None),
        after: turn(Some(ShownAccess::PartnerAdmin), None),
        ..one.clone()
    };
    vec![at(at_one()), at(at_many(5)), same, differs, one]
}

/// As it is drawn: removed from 396 clients, and deactivated in 4.
pub(super) fn removed_from_many() -> AccessCut {
    AccessCut {
        act: of_agency(),
        accounts: ActedOn {
            names: NameList::counted(REMOVED.map(name), 396),
            ..at_many(2)
        },
        deactivated_instead: DEACTIVATED.map(name).into_iter().collect(),
        acted_for: Some(name("Tern & Tide")),
        assets: Some(AssetsLeft {
            handed_over: 11_204,
            without_owner: 37,
        }),
    }
}

fn cut() -> Vec<AccessCut> {
    let one = AccessCut {
        act: act(),
        accounts: at_one(),
        deactivated_instead: NameList::default(),
        acted_for: None,
        assets: Some(AssetsLeft {
            handed_over: 1,
            without_owner: 0,
        }),
    };
    let at = |accounts, without_owner, instead| AccessCut {
        act: of_platform(),
        accounts,
        deactivated_instead: names(instead),
        acted_for: Some(name("Tern & Tide")),
        assets: Some(AssetsLeft {
            handed_over: 2,
            without_owner,
        }),
    };
    vec![
        at(at_many(2), 1, 1),
        at(at_many(22), 3, 2),
        at(at_some(), 5, 12),
        AccessCut {
            assets: None,
            ..one.clone()
        },
        one,
    ]
}

pub(super) fn ending() -> AccessEnds {
    AccessEnds {
        accounts: at_one(),
        at: end(),
        days: 7,
        access: set("Web developer"),
        set: Some(Act {
            at: time("2025-11-12T12:00:00Z"),
            ..act()
        }),
        owned: 13,
    }
}

fn endings() -> Vec<AccessEnds> {
    let tomorrow = AccessEnds {
        accounts: at_many(3),
        days: 1,
        owned: 1,
        set: Some(of_platform()),
        ..ending()
    };
    let later = AccessEnds {
        accounts: at_some(),
        days: 30,
        owned: 2,
        access: None,
        set: None,
        ..ending()
    };
    let nothing_owned = AccessEnds {
        owned: 0,
        ..ending()
    };
    vec![ending(), tomorrow, later, nothing_owned]
}

fn ends_of_others() -> Vec<EndsOfOthers> {
    let ends = |people, accounts, days, side, set| EndsOfOthers {
        people,
        accounts,
        at: end(),
        days,
        set,
        side,
    };
    let one = || NameList::one(name("Daniel Mbeki"));
    vec![
        ends(one(), at_one(), 1, ReaderSide::Partner, Some(act())),
        ends(one(), among_users(), 7, ReaderSide::Client, None),
        ends(
            one(),
            at_many(3),
            30,
            ReaderSide::Partner,
            Some(of_platform()),
        ),
        ends(one(), at_many(30), 7, ReaderSide::Partner, None),
        ends(names(4), at_one(), 7, ReaderSide::Client, Some(act())),
        ends(names(4), at_many(25), 7, ReaderSide::Partner, None),
        ends(names(40), at_many(2), 7, ReaderSide::Partner, None),
        ends(names(40), at_many(30), 7, ReaderSide::Partner, None),
        ends(names(11), at_one(), 7, ReaderSide::Partner, None),
    ]
}

fn linking() -> Vec<LinkingTurn> {
    let turn = |side, act| LinkingTurn {
        act,
        person: person("Daniel Mbeki"),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        side,
    };
    vec![
        turn(ReaderSide::Client, act()),
        turn(ReaderSide::Partner, of_agency()),
    ]
}

fn enrolment() -> Vec<EnrolmentTurn> {
    let turn = |side, act, clients, partner_admins| EnrolmentTurn {
        act,
        partner: account("Tern & Tide"),
        clients,
        partner_admins,
        side,
    };
    vec![
        turn(ReaderSide::Client, of_platform(), among_users(), 1),
        turn(ReaderSide::Client, of_platform(), at_some(), 12),
        turn(ReaderSide::Partner, act(), at_many(1_204), 11_204),
    ]
}

fn last_one() -> Vec<LastOneStays> {
    let stays = |side, act| LastOneStays {
        act,
        person: person("Daniel Mbeki"),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        side,
    };
    vec![
        stays(ReaderSide::Client, of_agency()),
        stays(ReaderSide::Partner, of_clock()),
    ]
}

fn gains() -> Vec<PartnerAdminsGain> {
    let gain = |permissions, partner_admins| PartnerAdminsGain {
        act: of_platform(),
        account: account("Harbour & Pine"),
        permissions,
        partner_admins,
    };
    let one = NameList::one(name("Export contacts"));
    vec![gain(one, 1), gain(names(3), 2), gain(names(14), 5)]
}

fn made() -> Vec<PartnerAdminMade> {
    let made = |by_super_admin, ends, act| PartnerAdminMade {
        act,
        person: person("Daniel Mbeki"),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        ends,
        by_super_admin,
    };
    vec![
        made(true, Some(end()), act()),
        made(false, None, of_platform()),
    ]
}

fn added() -> Vec<EmployeesWereAdded> {
    let added = |people, accounts, ends| EmployeesWereAdded {
        act: of_agency(),
        partner: account("Tern & Tide"),
        people,
        accounts,
        access: set("Sales"),
        ends,
    };
    let one = || NameList::one(name("Daniel Mbeki"));
    vec![
        added(one(), among_users(), None),
        added(one(), at_many(3), Some(end())),
        added(one(), at_many(25), None),
        added(names(3), among_users(), None),
        added(names(12), at_some(), None),
        added(names(3), at_many(22), None),
        added(names(13), at_many(2), None),
        added(names(30), among_users(), None),
    ]
}

fn super_admins() -> Vec<SuperAdminChanged> {
    let changed = |keeps_billing, act| SuperAdminChanged {
        act,
        person: person("Daniel Mbeki"),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        keeps_billing,
    };
    vec![changed(true, of_agency()), changed(false, act())]
}

fn all_removed() -> Vec<AllWereRemoved> {
    let removed = |people, accounts| AllWereRemoved {
        act: of_agency(),
        partner: account("Tern & Tide"),
        accounts,
        people,
    };
    let one = NameList::one(name("Daniel Mbeki"));
    vec![
        removed(one, among_users()),
        removed(names(12), at_some()),
        removed(names(3), at_many(2)),
    ]
}

fn severed() -> Vec<PartnerWasSevered> {
    let severed = |people, stays| PartnerWasSevered {
        act: act(),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        people,
        stays,
    };
    let one = NameList::one(name("Daniel Mbeki"));
    vec![
        severed(one, None),
        severed(names(12), Some(name("Ingeborg Lien"))),
        severed(NameList::default(), None),
    ]
}

fn gone() -> Vec<MemberGone> {
    let gone = |side, partner: Option<&str>, act| MemberGone {
        act,
        person: person("Daniel Mbeki"),
        account: account("Harbour & Pine"),
        partner: partner.map(account),
        access: ShownAccess::PartnerAdmin,
        side,
    };
    vec![
        gone(ReaderSide::Client, None, act()),
        gone(ReaderSide::Client, Some("Tern & Tide"), of_agency()),
        gone(ReaderSide::Partner, Some("Tern & Tide"), act()),
    ]
}

fn declined() -> Vec<InvitationAnswer> {
    let declined = |side| InvitationAnswer {
        act: of_agency(),
        person: name("sigrid@harbourpine.example"),
        account: account("Harbour & Pine"),
        access: ShownAccess::SuperAdmin,
        side,
    };
    vec![declined(ReaderSide::Client), declined(ReaderSide::Partner)]
}

fn relationships() -> Vec<Message> {
    let closes = |days| {
        Message::RelationshipEnding(RelationshipCloses {
            client: account("Harbour & Pine"),
            at: end(),
            days,
            last_activity: time("2026-01-02T03:04:05Z"),
        })
    };
    let ended = |side, act, people| {
        Message::RelationshipEnded(EndOfRelationship {
            act,
            side,
            client: account("Harbour & Pine"),
            people,
        })
    };
    vec![
        closes(14),
        closes(1),
        ended(None, of_clock(), 0),
        ended(Some(ReaderSide::Client), act(), 0),
        ended(Some(ReaderSide::Partner), of_agency(), 3),
    ]
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
    all.extend(answers().into_iter().map(Message::LinkApproved));
    all.extend(answers().into_iter().map(Message::LinkDeclined));
    all.extend(invitations().into_iter().map(Message::Invited));
    for of in [Message::Added, Message::Reactivated, Message::GivenBack] {
        all.extend(given().into_iter().map(of));
    }
    all.extend(changed().into_iter().map(Message::AccessChanged));
    for of in [Message::Deactivated, Message::Removed, Message::Suspended] {
        all.extend(cut().into_iter().map(of));
    }
    all.extend(endings().into_iter().map(Message::AccessEnding));
    all.extend(
        ends_of_others()
            .into_iter()
            .map(Message::AccessOfOthersEnding),
    );
    all.extend(linking().into_iter().map(Message::Linked));
    all.extend(linking().into_iter().map(Message::Unlinked));
    all.extend(enrolment().into_iter().map(Message::EnrolmentEnded));
    all.extend(enrolment().into_iter().map(Message::EnrolmentRestored));
    all.extend(last_one().into_iter().map(Message::LastSuperAdminLeft));
    all.extend(gains().into_iter().map(Message::PartnerAdminsGained));
    all.extend(made().into_iter().map(Message::PartnerAdminApproved));
    all.extend(made().into_iter().map(Message::PartnerAdminCreated));
    all.extend(added().into_iter().map(Message::EmployeesAdded));
    all.extend(
        super_admins()
            .into_iter()
            .map(Message::ChangedToPartnerAdmin),
    );
    all.extend(all_removed().into_iter().map(Message::AllRemoved));
    all.extend(severed().into_iter().map(Message::PartnerSevered));
    all.extend(gone().into_iter().map(Message::MemberLeft));
    all.extend(declined().into_iter().map(Message::InvitationDeclined));
    all.extend(relationships());
    all
}
