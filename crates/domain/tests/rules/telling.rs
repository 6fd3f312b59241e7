//! What each event tells, and to whom (N1).

use std::collections::BTreeSet;

use chrono::DateTime;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    people::mail::MailKind,
    telling::{NOTIFY, Readers, Telling, tellings},
    trail::{
        audit::{Actor, Outcome, Record},
        event::{AccessSummary, AdjustmentSummary, Details, Event, EventKind},
    },
};
use latchkey_testing::CountingIds;
use serde_json::json;

fn now() -> Time {
    DateTime::UNIX_EPOCH
}

/// The people and accounts of an act.
struct Cast {
    ids: CountingIds,
    client: AccountId,
    partner: AccountId,
    boss: UserId,
    person: UserId,
}

impl Cast {
    fn new() -> Self {
        let ids = CountingIds::default();
        Self {
            client: ids.next(),
            partner: ids.next(),
            boss: ids.next(),
            person: ids.next(),
            ids,
        }
    }

    fn event(&self, kind: EventKind) -> Event {
        Event::new(kind).in_account(self.client).about(self.person)
    }

    /// Done by the client's boss.
    fn record(&self, event: Event) -> Record {
        Record {
            id: self.ids.next(),
            at: now(),
            event,
            actor: Actor::User(self.boss),
            actor_account: Some(self.client),
            token: None,
            session: None,
            operation: None,
            request_id: "req".to_owned(),
            address: None,
            reason: None,
            outcome: Outcome::Done,
        }
    }

    fn by_partner(&self, event: Event) -> Record {
        Record {
            actor_account: Some(self.partner),
            ..self.record(event.with_partner(self.partner))
        }
    }

    fn person(&self, kind: MailKind) -> (MailKind, Readers) {
        (kind, Readers::Person(self.person))
    }

    fn admins(&self, kind: MailKind) -> (MailKind, Readers) {
        (kind, Readers::SuperAdmins(self.client))
    }
}

fn told(records: &[Record]) -> Vec<(MailKind, Readers)> {
    let all = tellings(records).into_iter();
    all.map(|telling| (telling.kind, telling.readers)).collect()
}

fn summary(access: &str, status: &str) -> AccessSummary {
    AccessSummary {
        access: access.to_owned(),
        permission_set: None,
        permission_set_version: None,
        adjustments: AdjustmentSummary::default(),
        seat: "core".to_owned(),
        paid_seats: Vec::new(),
        status: status.to_owned(),
        partner: None,
        expires_at: None,
    }
}

fn turned(event: Event, before: Option<AccessSummary>, after: Option<AccessSummary>) -> Event {
    let details = Details {
        before,
        after,
        ..event.details
    };
    Event { details, ..event }
}

/// A kind of event, the membership before and after, and what its person is told.
type Turn = (
    EventKind,
    Option<&'static str>,
    Option<&'static str>,
    Option<MailKind>,
);

const ACTIVE: Option<&str> = Some("permission_set active");
const INVITED: Option<&str> = Some("permission_set invited");
const OFF: Option<&str> = Some("permission_set deactivated");
const OWNER: Option<&str> = Some("super_admin active");

const TURNS: [Turn; 18] = {
    use EventKind as E;
    use MailKind as M;
    [
        (E::MembershipCreated, None, ACTIVE, Some(M::Added)),
        (E::MembershipCreated, None, INVITED, Some(M::Invited)),
        (E::MembershipCreated, None, OWNER, Some(M::MadeSuperAdmin)),
        (E::MembershipChanged, ACTIVE, OWNER, Some(M::MadeSuperAdmin)),
        (E::MembershipChanged, OWNER, ACTIVE, Some(M::AccessChanged)),
        (E::MembershipChanged, ACTIVE, ACTIVE, None),
        (E::MembershipChanged, ACTIVE, INVITED, Some(M::Invited)),
        (E::MembershipDeactivated, ACTIVE, OFF, Some(M::Deactivated)),
        (E::MembershipDeactivated, OFF, OFF, None),
        (E::MembershipReactivated, OFF, ACTIVE, Some(M::Reactivated)),
        (E::MembershipGiven, ACTIVE, ACTIVE, Some(M::GivenBack)),
        (E::MembershipSuspended, ACTIVE, ACTIVE, Some(M::Suspended)),
        (E::MembershipRemoved, ACTIVE, None, Some(M::Removed)),
        (
            E::MembershipRemoved,
            INVITED,
            None,
            Some(M::InvitationCancelled),
        ),
        (E::InvitationResent, INVITED, INVITED, Some(M::Invited)),
        (E::MembershipExpired, ACTIVE, ACTIVE, None),
        (E::MembershipAccepted, INVITED, ACTIVE, None),
        (E::MembershipTaken, OWNER, OWNER, None),
    ]
};

#[test]
fn a_person_is_told_of_their_membership() {
    let cast = Cast::new();
    let read = |text: &str| {
        let (access, status) = text.split_once(' ').unwrap();
        summary(access, status)
    };
    for (kind, before, after, expected) in TURNS {
        let event = turned(cast.event(kind), before.map(read), after.map(read));
        let expected = expected.map(|kind| cast.person(kind));
        assert_eq!(
            told(&[cast.record(event)]),
            Vec::from_iter(expected),
            "{kind}"
        );
    }
}

/// Nobody gets a mail about what they did to themself; what the platform does is an import, unless it
/// asks for the mail.
#[test]
fn own_acts_and_imports_tell_nothing() {
    let cast = Cast::new();
    let created = || {
        let after = Some(summary("permission_set", "active"));
        turned(cast.event(EventKind::MembershipCreated), None, after)
    };
    let own = Record {
        actor: Actor::User(cast.person),
        ..cast.record(created())
    };
    assert_eq!(told(&[own]), []);
    let by_platform = |event| Record {
        actor: Actor::Service,
        actor_account: None,
        ..cast.record(event)
    };
    assert_eq!(told(&[by_platform(created())]), []);
    assert_eq!(told(&[by_platform(created().with(NOTIFY, false))]), []);
    let asked = by_platform(created().with(NOTIFY, true));
    assert_eq!(told(&[asked]), [cast.person(MailKind::Added)]);
}

/// An approval tells the employee and the client's super admins one thing each, whatever else the commit
/// holds.
#[test]
fn an_approval_is_told_as_one_thing() {
    let cast = Cast::new();
    let after = Some(summary("partner_admin", "active"));
    let created = turned(cast.event(EventKind::MembershipCreated), None, after);
    let created = cast.record(created.with_partner(cast.partner));
    let approved = cast.event(EventKind::AccessLinkApproved);
    let approved = cast.record(approved.with_partner(cast.partner));
    assert_eq!(
        told(&[approved, created.clone()]),
        [
            cast.person(MailKind::LinkApproved),
            cast.admins(MailKind::PartnerAdminApproved)
        ]
    );
    assert_eq!(
        told(&[created]),
        [
            cast.person(MailKind::Added),
            cast.admins(MailKind::PartnerAdminCreated)
        ]
    );
    let declined = cast.record(cast.event(EventKind::AccessLinkDeclined));
    assert_eq!(told(&[declined]), [cast.person(MailKind::LinkDeclined)]);
}

#[test]
fn a_client_is_told_what_its_partner_does() {
    let cast = Cast::new();
    let set = || Some(summary("permission_set", "active"));
    let added = turned(cast.event(EventKind::MembershipCreated), None, set());
    let removed = turned(cast.event(EventKind::MembershipRemoved), set(), None);
    for (event, to_person, to_admins) in [
        (added, MailKind::Added, MailKind::EmployeesAdded),
        (removed, MailKind::Removed, MailKind::AllRemoved),
    ] {
        let mut found = told(&[cast.by_partner(event)]);
        found.sort_unstable();
        let mut expected = vec![cast.person(to_person), cast.admins(to_admins)];
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
    for (kind, expected) in [
        (EventKind::EmployeeLinked, MailKind::Linked),
        (EventKind::EmployeeUnlinked, MailKind::Unlinked),
        (EventKind::PartnerSevered, MailKind::PartnerSevered),
    ] {
        let record = cast.by_partner(cast.event(kind));
        assert_eq!(told(&[record]), [cast.admins(expected)]);
    }
}

/// Who leaves is told to both sides' super admins, who declines to whoever invited (I4).
#[test]
fn leaving_and_declining_are_told_to_others() {
    let cast = Cast::new();
    let gone = |status| {
        let before = Some(summary("permission_set", status));
        let event = cast.event(EventKind::MembershipRemoved);
        let event = turned(event.with_partner(cast.partner), before, None);
        Record {
            actor: Actor::User(cast.person),
            ..cast.record(event)
        }
    };
    let left = |account| (MailKind::MemberLeft, Readers::SuperAdmins(account));
    let mut expected = vec![left(cast.client), left(cast.partner)];
    expected.sort_unstable();
    assert_eq!(told(&[gone("active")]), expected);
    let inviter = Readers::Inviter {
        account: cast.client,
        invited: cast.person,
    };
    assert_eq!(
        told(&[gone("invited")]),
        [(MailKind::InvitationDeclined, inviter)]
    );
}

#[test]
fn both_sides_are_told_of_an_enrolment() {
    let cast = Cast::new();
    let program = |name: Option<&str>| json!({"program": name});
    let some = program(Some("solutions_partner"));
    for (from, to, tells) in [
        (some.clone(), program(None), Some(MailKind::EnrolmentEnded)),
        (
            program(None),
            some.clone(),
            Some(MailKind::EnrolmentRestored),
        ),
        (some, program(Some("solutions_provider")), None),
        (json!({"name": "A"}), json!({"name": "B"}), None),
    ] {
        let event = Event::new(EventKind::AccountChanged)
            .in_account(cast.partner)
            .with("from", from)
            .with("to", to);
        let expected: Vec<_> = tells
            .into_iter()
            .flat_map(|kind| {
                [
                    (kind, Readers::SuperAdmins(cast.partner)),
                    (kind, Readers::SuperAdminsOfClients(cast.partner)),
                ]
            })
            .collect();
        assert_eq!(told(&[cast.record(event)]), expected);
    }
}

#[test]
fn a_partner_is_told_that_a_relationship_ended() {
    let cast = Cast::new();
    let ended = cast.event(EventKind::RelationshipEnded);
    let ended = cast.record(ended.with_partner(cast.partner));
    let found = tellings(&[ended]);
    let expected = Telling {
        kind: MailKind::RelationshipEnded,
        readers: Readers::SuperAdmins(cast.partner),
        place: Some(cast.client),
    };
    assert_eq!(found, BTreeSet::from([expected]));
}

/// Super admins are told what partner admins gain by a catalogue, and nothing where they gain nothing
/// (P1).
#[test]
fn gains_by_a_catalogue_are_told() {
    let cast = Cast::new();
    for (gain, tells) in [(json!(["desk.read"]), true), (json!([]), false)] {
        let event = Event::new(EventKind::CatalogueApplied).in_account(cast.client);
        let record = Record {
            actor: Actor::Operator("catalogue apply".to_owned()),
            ..cast.record(event.with("partner_admins_gain", gain))
        };
        let expected = tells.then(|| cast.admins(MailKind::PartnerAdminsGained));
        assert_eq!(told(&[record]), Vec::from_iter(expected));
    }
}
