//! Several nodes on one database, with a clock that the tests move.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use latchkey_application::{
    accounts::Accounts,
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ports::{Ports, RuleSettings},
    },
    memberships::{Memberships, ProvisionMember, RequestedAccess, RequestedChange},
    relationships::{ImportRelationship, Relationships},
    users::{RegisterUser, Users},
};
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        text::{Locale, Name},
        time::{Clock, Time, days},
    },
    people::{
        account::{NewAccount, Program},
        email::EmailAddress,
    },
    permission::seat::SeatPricing,
    ports::{EventFilter, TrailSide},
    trail::{event::EventKind, origin::Principal},
};
use tokio::task::JoinSet;

use super::Jobs;
use crate::{
    config::Database,
    wiring::{self, Infrastructure, Schema},
};

/// A clock that stands still.
#[derive(Debug)]
struct Still(Time);

impl Clock for Still {
    fn now(&self) -> Time {
        self.0
    }
}

/// Creates another node on a database.
async fn node(url: &str) -> Ports {
    let database = Database {
        url: url.to_owned(),
        acquire_timeout: Duration::from_secs(2),
        pool: None,
        migrate: true,
    };
    let infrastructure = Infrastructure::connect(&database, Schema::Migrate)
        .await
        .unwrap();
    let catalogue = infrastructure.catalogue(None).await.unwrap().catalogue;
    Arc::into_inner(infrastructure.ports(
        catalogue,
        RuleSettings::default(),
        wiring::mailer(None).unwrap(),
    ))
    .unwrap()
}

/// Two accounts with ten members each, whose access ends tomorrow.
async fn fill(ports: Ports) -> BTreeSet<(AccountId, UserId)> {
    let ports = Arc::new(ports);
    let mut cx = RequestContext::of_job("test", &*ports.ids);
    cx.origin.principal = Principal::Operator { command: "test" };
    let tomorrow = ports.now() + days(1);
    let name = |text: &str| Name::stored(text.to_owned());
    let mut places = BTreeSet::new();
    for account in ["a", "b"] {
        let new = NewAccount {
            name: name(account),
            external_id: None,
            program: None,
            seat_pricing: SeatPricing::SeatBased,
        };
        let ready = Accounts::new(Arc::clone(&ports)).create(&cx, new).await;
        let made = ready.unwrap().commit(&ports, &cx, None).await.unwrap();
        let account_id = made.value.id;
        for number in 0..10 {
            let new = RegisterUser {
                email: EmailAddress::parse(&format!("{account}{number}@example.com")).unwrap(),
                name: name("Somebody"),
                locale: Locale::default(),
                external_id: None,
                password: None,
            };
            let ready = Users::new(Arc::clone(&ports)).register(&cx, new).await;
            let made = ready.unwrap().commit(&ports, &cx, None).await.unwrap();
            let place = (account_id, made.value.id);
            let member = ProvisionMember {
                account: place.0.into(),
                user: place.1.into(),
                change: RequestedChange {
                    access: Some(RequestedAccess::SuperAdmin),
                    expires_at: Some(Some(tomorrow)),
                    ..RequestedChange::default()
                },
                notify: false,
            };
            let memberships = Memberships::new(Arc::clone(&ports));
            let ready = memberships.provision(&cx, member).await.unwrap();
            ready.commit(&ports, &cx, None).await.unwrap();
            places.insert(place);
        }
    }
    places
}

/// An end of access is reported once, however many nodes notice it at the same time (A9).
async fn nodes_report_each_end_once(url: &str) {
    let ended = fill(node(url).await).await;
    let mut nodes = JoinSet::new();
    for _ in 0..3 {
        let mut ports = node(url).await;
        ports.clock = Arc::new(Still(ports.now() + days(2)));
        let memberships = Memberships::new(Arc::new(ports));
        nodes.spawn(async move { memberships.expire().await.unwrap() });
    }
    let reported: usize = nodes.join_all().await.into_iter().sum();
    assert_eq!(reported, ended.len());
    let filter = EventFilter {
        kind: Some(EventKind::MembershipExpired.into()),
        ..EventFilter::default()
    };
    let page = PageRequest::new(PageRequest::MAX_LIMIT, None).unwrap();
    let mut reader = node(url).await.store.reader();
    let trail = reader.events(TrailSide::Everything, &filter, &page).await;
    let lines: Vec<_> = trail.unwrap().items;
    assert_eq!(lines.len(), ended.len());
    let places = lines.iter().map(|line| {
        let event = &line.record.event;
        (event.account.unwrap(), event.user.unwrap())
    });
    assert_eq!(places.collect::<BTreeSet<_>>(), ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_report_each_end_once_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("test.db");
    nodes_report_each_end_once(&format!("sqlite://{}?mode=rwc", file.display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_report_each_end_once_on_postgres() {
    let database = tokio::task::spawn_blocking(throwaway_postgres::database);
    let database = database.await.unwrap().unwrap();
    nodes_report_each_end_once(database.url()).await;
}

/// Creates an agency that works for eight clients today.
async fn agency(ports: Ports) -> BTreeSet<AccountId> {
    let ports = Arc::new(ports);
    let mut cx = RequestContext::of_job("test", &*ports.ids);
    cx.origin.principal = Principal::Operator { command: "test" };
    let accounts = Accounts::new(Arc::clone(&ports));
    let relationships = Relationships::new(Arc::clone(&ports));
    let account = async |name: &str, program| {
        let new = NewAccount {
            name: Name::stored(name.to_owned()),
            external_id: None,
            program,
            seat_pricing: SeatPricing::SeatBased,
        };
        let ready = accounts.create(&cx, new).await.unwrap();
        ready.commit(&ports, &cx, None).await.unwrap().value.id
    };
    let partner = account("Agency", Some(Program::SolutionsPartner)).await;
    let mut clients = BTreeSet::new();
    for number in 0..8 {
        let client = account(&format!("Client {number}"), None).await;
        let import = ImportRelationship {
            partner: partner.into(),
            client: client.into(),
            display_name: None,
            connected_at: None,
            last_qualifying_activity_at: Some(ports.now()),
        };
        let ready = relationships.import(&cx, import).await.unwrap();
        ready.commit(&ports, &cx, None).await.unwrap();
        clients.insert(client);
    }
    clients
}

/// The end of a relationship is reported once, however many nodes notice it at the same time;
/// imported relationships are not reported (R3).
async fn nodes_announce_each_end_once(url: &str) {
    let clients = agency(node(url).await).await;
    let today = Relationships::new(Arc::new(node(url).await));
    assert_eq!(today.announce().await.unwrap(), 0);
    let mut nodes = JoinSet::new();
    for _ in 0..3 {
        let mut ports = node(url).await;
        ports.clock = Arc::new(Still(ports.now() + days(61)));
        let relationships = Relationships::new(Arc::new(ports));
        nodes.spawn(async move { relationships.announce().await.unwrap() });
    }
    let reported: usize = nodes.join_all().await.into_iter().sum();
    assert_eq!(reported, clients.len());
    let page = PageRequest::new(PageRequest::MAX_LIMIT, None).unwrap();
    let mut reader = node(url).await.store.reader();
    for (kind, expected) in [
        (EventKind::RelationshipEnded, clients),
        (EventKind::RelationshipManaged, BTreeSet::new()),
    ] {
        let filter = EventFilter {
            kind: Some(kind.into()),
            ..EventFilter::default()
        };
        let trail = reader.events(TrailSide::Everything, &filter, &page).await;
        let lines: Vec<_> = trail.unwrap().items;
        assert_eq!(lines.len(), expected.len());
        let accounts = lines.iter().map(|line| line.record.event.account.unwrap());
        assert_eq!(accounts.collect::<BTreeSet<_>>(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_announce_each_end_once_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("test.db");
    nodes_announce_each_end_once(&format!("sqlite://{}?mode=rwc", file.display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_announce_each_end_once_on_postgres() {
    let database = tokio::task::spawn_blocking(throwaway_postgres::database);
    let database = database.await.unwrap().unwrap();
    nodes_announce_each_end_once(database.url()).await;
}

/// A job that panics runs again.
#[tokio::test]
async fn a_panic_does_not_end_a_job() {
    let turns = Arc::new(AtomicU32::new(0));
    let again = Arc::new(tokio::sync::Notify::new());
    let mut jobs = Jobs {
        running: JoinSet::new(),
        clock: Arc::new(Still(Time::default())),
    };
    let (seen, woken) = (Arc::clone(&turns), Arc::clone(&again));
    jobs.every(Duration::from_millis(1), "panics at first", move || {
        let (seen, woken) = (Arc::clone(&seen), Arc::clone(&woken));
        async move {
            assert!(seen.fetch_add(1, Ordering::SeqCst) > 0, "at first");
            woken.notify_one();
            Ok::<_, UseCaseError>(())
        }
    });
    again.notified().await;
    jobs.stop().await;
    assert!(turns.load(Ordering::SeqCst) > 1);
}
