//! Samples of what super admins and inviters read.

use super::{
    account, act, among_users, at_many, at_some, end, name, names, of_agency, of_clock,
    of_platform, person, set,
};
use crate::mail::message::*;

pub(super) fn linking() -> Vec<LinkingTurn> {
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

pub(super) fn enrolment() -> Vec<EnrolmentTurn> {
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

pub(super) fn last_one() -> Vec<LastOneStays> {
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

pub(super) fn gains() -> Vec<PartnerAdminsGain> {
    let gain = |permissions, partner_admins| PartnerAdminsGain {
        act: of_platform(),
        account: account("Harbour & Pine"),
        permissions,
        partner_admins,
    };
    let one = NameList::one(name("Export contacts"));
    vec![gain(one, 1), gain(names(3), 2), gain(names(14), 5)]
}

pub(super) fn made() -> Vec<PartnerAdminMade> {
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

pub(super) fn added() -> Vec<EmployeesWereAdded> {
    let added = |people, accounts, ends| EmployeesWereAdded {
        act: of_agency(),
        partner: account("Tern & Tide"),
        people,
        accounts,
        access: Some(set("Sales")),
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

pub(super) fn super_admins() -> Vec<SuperAdminChanged> {
    let changed = |keeps_billing, act| SuperAdminChanged {
        act,
        person: person("Daniel Mbeki"),
        partner: account("Tern & Tide"),
        client: account("Harbour & Pine"),
        keeps_billing,
    };
    vec![changed(true, of_agency()), changed(false, act())]
}

pub(super) fn all_removed() -> Vec<AllWereRemoved> {
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

pub(super) fn severed() -> Vec<PartnerWasSevered> {
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

pub(super) fn gone() -> Vec<MemberGone> {
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

pub(super) fn declined() -> Vec<InvitationAnswer> {
    let declined = |side| InvitationAnswer {
        act: of_agency(),
        person: name("sigrid@harbourpine.example"),
        account: account("Harbour & Pine"),
        access: ShownAccess::SuperAdmin,
        side,
    };
    vec![declined(ReaderSide::Client), declined(ReaderSide::Partner)]
}
