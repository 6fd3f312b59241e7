//! The trail, from every side (T1, T2), and the refusals.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        refusal::Refusal,
        text::Reason,
        time::days,
    },
    gate::{self, Need},
    membership::{member::NOT_CONFIRMED_YET, super_admins::SuperAdmins},
    people::token::Scope,
    permission::BuiltIn,
    ports::{EventFilter, Locks, SeenActor, SeenRecord, TrailSide},
    trail::{
        audit::{Actor, Outcome, Record, Records},
        event::{
            AccessSummary, AdjustmentSummary, Details, Event, EventKind, EventName, StandingSummary,
        },
        origin::Origin,
    },
};
use serde_json::json;
use tokio::time::timeout;

use super::{Backend, Bench, support::SOON};
use crate::builders::{MembershipBuilder, UserBuilder, keys, name};

pub(super) async fn seen(world: &Bench, side: TrailSide, filter: &EventFilter) -> Vec<SeenRecord> {
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let seen = reader.events(side, filter, &page).await.unwrap();
    seen.items
}

/// The records of one side, newest first.
pub(super) async fn records(world: &Bench, side: TrailSide) -> Vec<Record> {
    let seen = seen(world, side, &EventFilter::default()).await;
    seen.into_iter().map(|seen| seen.record).collect()
}

/// Commits a unit that changes nothing, with these records.
async fn commit(world: &Bench, records: Records) -> Vec<Record> {
    let kept = records.as_slice().to_vec();
    let unit = world.begin(Locks::none()).await;
    unit.commit(records).await.unwrap();
    kept
}

/// An act of a person from the partner's account.
pub(super) async fn by_partner(world: &Bench, user: UserId, event: Event) -> Record {
    let member = world.member(world.northwind, user).await;
    let origin = world.as_user(user);
    let manager = gate::partner_manager(
        &origin,
        Some(&member),
        Need::Edit,
        &world.catalogue,
        world.now(),
    );
    let permit = manager.unwrap().permit();
    let records = Records::one(&permit, event, &*world.ids, world.now());
    commit(world, records).await.remove(0)
}

/// An act of a person on their account's own side.
pub(super) async fn by_account(
    world: &Bench,
    account: AccountId,
    user: UserId,
    event: Event,
) -> Record {
    let member = world.member(account, user).await;
    let origin = Origin {
        reason: Some(Reason::parse("left\nthe firm: \"für immer\" 👋").unwrap()),
        address: Some("2001:db8::7".parse().unwrap()),
        ..world.as_user(user)
    };
    let manager = gate::account_manager(
        &origin,
        Some(&member),
        &SuperAdmins::default(),
        BuiltIn::UsersEdit,
        Need::Edit,
        &world.catalogue,
        world.now(),
    );
    let permit = manager.unwrap().permit();
    let records = Records::one(&permit, event, &*world.ids, world.now());
    commit(world, records).await.remove(0)
}

pub(super) async fn by_platform(world: &Bench, event: Event) -> Record {
    let permit = gate::platform(&world.as_platform(), Scope::Provision).unwrap();
    let records = Records::one(&permit, event, &*world.ids, world.now());
    commit(world, records).await.remove(0)
}

fn full_event(world: &Bench) -> Event {
    let summary = |access: &str| AccessSummary {
        access: access.to_owned(),
        permission_set: Some(world.harbour_people.to_string()),
        permission_set_version: Some(3),
        adjustments: AdjustmentSummary {
            added: keys("reports.edit"),
            withheld: keys("contacts.edit:all"),
            clipped: keys("crm.import"),
        },
        seat: "core".to_owned(),
        paid_seats: vec!["sales".to_owned()],
        status: "active".to_owned(),
        partner: None,
        expires_at: Some(world.now() + days(1)),
    };
    let mut event = Event::new(EventKind::MembershipChanged)
        .in_account(world.harbour)
        .about(world.marit)
        .with_partner(world.northwind)
        .on("mem_1")
        .with("note", json!({"größe": [1, null, "\u{7f}"]}));
    event.details = Details {
        before: Some(summary("permission_set")),
        after: Some(summary("partner_admin")),
        standing: Some(StandingSummary {
            engagement: "contractor".to_owned(),
            taken: Some(false),
            employment: Some("mem_1:2".to_owned()),
            given_under: Some("mem_2:1".to_owned()),
        }),
        added: keys("reports.view"),
        taken: keys("crm.import"),
        withheld: keys("crm.export"),
        retained: keys("contacts.edit:team"),
        more: event.details.more,
    };
    event
}

/// A record comes back with everything that was kept of it, and the names that stand beside it (T3).
pub async fn a_record_comes_back_whole_with_names(backend: Backend) {
    let world = backend.world().await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let record = by_account(&world, world.harbour, world.helen, full_event(&world)).await;
    assert_eq!(record.actor, Actor::User(world.helen));
    assert!(record.reason.is_some() && record.token.is_some() && record.address.is_some());
    let expected = SeenRecord {
        actor: SeenActor {
            name: Some(name("Helen Marsh")),
            account_name: Some(name("Harbour & Pine")),
        },
        user_name: Some(name("Marit Aas")),
        account_name: Some(name("Harbour & Pine")),
        own_user: true,
        actors_user: true,
        own_account: true,
        record,
    };
    for (side, own) in [
        (TrailSide::Account(world.harbour), true),
        (TrailSide::Partner(world.northwind), true),
        (TrailSide::Everything, false),
    ] {
        let expected = SeenRecord {
            own_user: own,
            own_account: own,
            ..expected.clone()
        };
        let found = seen(&world, side, &EventFilter::default()).await;
        assert_eq!(found.first(), Some(&expected), "{side:?}");
    }
}

/// A stub has in the trail of an account the name that the account gave them, and none elsewhere (I6).
pub async fn a_stub_is_named_by_the_account_alone(backend: Backend) {
    let world = backend.world().await;
    let invited = UserBuilder::new("x", "uma@elsewhere.example").stub();
    let stub = world.add_user(invited).await;
    for account in [world.harbour, world.fjordline] {
        let invitation = MembershipBuilder::new(account, stub).invited();
        world.add_member(invitation).await;
    }
    world
        .change_member(world.harbour, stub, |member, _now| {
            member.membership.call(name("Uma"));
        })
        .await;
    let not_confirmed = name(NOT_CONFIRMED_YET);
    for (account, maker, given) in [
        (world.harbour, world.helen, name("Uma")),
        (world.fjordline, world.freya, not_confirmed.clone()),
    ] {
        let event = Event::new(EventKind::MembershipCreated).in_account(account);
        by_account(&world, account, maker, event.about(stub)).await;
        for (side, expected) in [
            (TrailSide::Account(account), given),
            (TrailSide::Everything, not_confirmed.clone()),
        ] {
            let found = seen(&world, side, &EventFilter::default()).await;
            let newest = found.first().unwrap();
            assert_eq!(newest.user_name, Some(expected), "{side:?}");
        }
    }
}

/// What the platform and the operator do comes back as theirs, without a name.
pub async fn the_platform_and_the_operator_have_no_names(backend: Backend) {
    let world = backend.world().await;
    let event = || Event::new(EventKind::CatalogueApplied);
    let service = by_platform(&world, event()).await;
    let permit = gate::platform(&world.as_operator(), Scope::Admin).unwrap();
    let operator = Records::one(&permit, event(), &*world.ids, world.now());
    let operator = commit(&world, operator).await.remove(0);
    assert_eq!(service.actor, Actor::Service);
    assert_eq!(operator.actor, Actor::Operator("test".to_owned()));
    let found = seen(&world, TrailSide::Everything, &EventFilter::default()).await;
    let nameless = |record| SeenRecord {
        record,
        actor: SeenActor {
            name: None,
            account_name: None,
        },
        user_name: None,
        account_name: None,
        own_user: false,
        actors_user: false,
        own_account: false,
    };
    let expected = [nameless(operator), nameless(service)];
    assert_eq!(found.get(..2), Some(&expected[..]));
}

/// The names are those of today (T3).
pub async fn names_beside_the_trail_are_those_of_today(backend: Backend) {
    let world = backend.world().await;
    by_account(&world, world.harbour, world.helen, full_event(&world)).await;
    world
        .change_user(world.helen, |user, now| {
            user.rename(name("Helen Moss"), now);
        })
        .await;
    world
        .change_account(world.harbour, |account, now| {
            account.rename(name("Harbour"), now);
        })
        .await;
    let side = TrailSide::Account(world.harbour);
    let found = seen(&world, side, &EventFilter::default()).await;
    let newest = found.first().unwrap();
    assert_eq!(newest.actor.name, Some(name("Helen Moss")));
    assert_eq!(newest.actor.account_name, Some(name("Harbour")));
    assert_eq!(newest.account_name, Some(name("Harbour")));
}

/// R6: a partner sees a client by its own name for it, wherever that stands; the client by the official
/// one.
pub async fn a_partner_sees_its_own_names_for_clients(backend: Backend) {
    let world = backend.world().await;
    let mut own_name = world.relationship(world.harbour).await.unwrap();
    own_name.rename(Some(name("The harbour")));
    super::support::save_relationship(&world, own_name).await;
    let event = Event::new(EventKind::AccessLinkApproved)
        .in_account(world.harbour)
        .with_partner(world.northwind);
    by_account(&world, world.harbour, world.helen, event).await;
    for (side, shown) in [
        (TrailSide::Partner(world.northwind), "The harbour"),
        (TrailSide::Account(world.harbour), "Harbour & Pine"),
    ] {
        let filter = EventFilter {
            kind: Some(EventKind::AccessLinkApproved.into()),
            ..EventFilter::default()
        };
        let seen = seen(&world, side, &filter).await.remove(0);
        assert_eq!(seen.account_name, Some(name(shown)));
        assert_eq!(seen.actor.account_name, Some(name(shown)));
    }
}

/// The records of one commit stand in the trail in the order in which things happened.
pub async fn the_records_of_one_commit_keep_their_order(backend: Backend) {
    let world = backend.world().await;
    let permit = gate::platform(&world.as_platform(), Scope::Provision).unwrap();
    let events = (0..20)
        .map(|n| Event::new(EventKind::MembershipCreated).with("n", n))
        .collect();
    let records = Records::of(&permit, events, &*world.ids, world.now()).unwrap();
    let mut kept = commit(&world, records).await;
    kept.reverse();
    let found = self::records(&world, TrailSide::Everything).await;
    assert_eq!(found.get(..20), Some(&kept[..]));
}

/// Each filter lets through what matches, from any side, and all of them together.
pub async fn events_are_filtered(backend: Backend) {
    let world = backend.world().await;
    world.clock.advance(chrono::Duration::seconds(1));
    let start = world.now();
    let event = |kind, account, user| Event::new(kind).in_account(account).about(user);
    let deactivated = |user| event(EventKind::MembershipDeactivated, world.harbour, user);
    let removed = event(EventKind::MembershipRemoved, world.fjordline, world.kaya);
    let first = by_partner(&world, world.marit, deactivated(world.jonas)).await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let second = by_partner(&world, world.tomas, deactivated(world.kaya)).await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let third = by_partner(&world, world.tomas, removed).await;
    let at = |micros| Some(start + chrono::Duration::microseconds(micros));
    let none = EventFilter::default;
    let cases = [
        (
            EventFilter {
                actor: Some(world.tomas),
                ..none()
            },
            vec![&third, &second],
        ),
        (
            EventFilter {
                user: Some(world.kaya),
                ..none()
            },
            vec![&third, &second],
        ),
        (
            EventFilter {
                account: Some(world.fjordline),
                ..none()
            },
            vec![&third],
        ),
        (
            EventFilter {
                kind: Some(EventKind::MembershipDeactivated.into()),
                ..none()
            },
            vec![&second, &first],
        ),
        (
            EventFilter {
                from: at(1),
                ..none()
            },
            vec![&third, &second],
        ),
        (
            EventFilter {
                from: at(0),
                to: at(2),
                ..none()
            },
            vec![&second, &first],
        ),
        (
            EventFilter {
                actor: Some(world.tomas),
                user: Some(world.kaya),
                account: Some(world.harbour),
                kind: Some(EventKind::MembershipDeactivated.into()),
                from: at(1),
                to: at(2),
            },
            vec![&second],
        ),
        (
            EventFilter {
                actor: Some(world.jonas),
                ..none()
            },
            vec![],
        ),
    ];
    for (filter, expected) in cases {
        for side in [TrailSide::Everything, TrailSide::Partner(world.northwind)] {
            let found = seen(&world, side, &filter).await;
            let found: Vec<_> = found
                .iter()
                .map(|seen| &seen.record)
                .filter(|record| record.at >= start)
                .collect();
            assert_eq!(found, expected, "{side:?} {filter:?}");
        }
    }
}

/// A refusal is recorded without waiting for a unit, unless the backend has a single connection; it
/// takes no revision, and stands in the trail with its code (T1).
pub async fn a_refusal_is_recorded_beside_the_units(backend: Backend) {
    let world = backend.world().await;
    let revision = world.store.revision().await.unwrap();
    let unit = if world.is_open_beside_units() {
        Some(world.begin(Locks::none().changing(world.harbour)).await)
    } else {
        None
    };
    let attempted = full_event(&world);
    let refusal = Record::refused(
        &world.as_user(world.ines),
        Some(world.harbour),
        attempted,
        Refusal::LastSuperAdmin,
        &*world.ids,
        world.now(),
    );
    let recording = world.refusals.record(vec![refusal.clone()]);
    let recorded = timeout(SOON, recording)
        .await
        .expect("refusals do not wait");
    recorded.unwrap();
    assert_eq!(world.store.revision().await.unwrap(), revision);
    drop(unit);
    assert_eq!(
        refusal.outcome,
        Outcome::Refused("last-super-admin".to_owned())
    );
    for side in [
        TrailSide::Account(world.harbour),
        TrailSide::Partner(world.northwind),
        TrailSide::Everything,
    ] {
        let found = records(&world, side).await;
        assert_eq!(found.first(), Some(&refusal), "{side:?}");
    }
}

/// A refusal stays when the unit it came from is undone.
pub async fn a_refusal_outlives_its_unit(backend: Backend) {
    let world = backend.world().await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let member = unit.member(world.harbour, world.ines).await.unwrap();
    unit.remove_membership(&member.unwrap().membership)
        .await
        .unwrap();
    drop(unit);
    let refusal = Record::refused(
        &world.as_user(world.ines),
        None,
        Event::new(EventKind::MembershipRemoved).in_account(world.harbour),
        Refusal::MissingPermission,
        &*world.ids,
        world.now(),
    );
    world.refusals.record(vec![refusal.clone()]).await.unwrap();
    let found = records(&world, TrailSide::Account(world.harbour)).await;
    assert_eq!(found.first(), Some(&refusal));
    let still_there = world.find_member(world.harbour, world.ines).await;
    assert!(still_there.is_some());
}

/// During an upgrade, newer nodes write events that this program does not know: they are read and found by
/// their name.
pub async fn an_event_of_a_newer_version_is_read(backend: Backend) {
    let world = backend.world().await;
    let name = EventName::Newer("user.lent".into());
    let mut newer = Event::new(EventKind::UserChanged).about(world.marit);
    newer.kind = name.clone();
    let kept = by_platform(&world, newer.with("to", "Contoso")).await;
    by_platform(&world, Event::new(EventKind::UserChanged)).await;
    let all = records(&world, TrailSide::Everything).await;
    assert_eq!(all.get(1), Some(&kept));
    let filter = EventFilter {
        kind: Some(name),
        ..EventFilter::default()
    };
    let found = seen(&world, TrailSide::Everything, &filter).await;
    let found: Vec<_> = found.into_iter().map(|seen| seen.record).collect();
    assert_eq!(found, [kept]);
}
