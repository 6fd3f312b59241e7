//! How the lists are read: by indexes, however many other rows there are.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, MembershipId, OperationId, ReviewId, WebhookEndpointId},
        page::{PageRequest, Position},
        reference::{AccountRef, UserRef},
        text::{AssetKind, ExternalId, SearchText, Tag},
    },
    partnership::relationship::RelationshipStatus,
    ports::{
        AccessType, ClientFilter, DueEnd, EmployeeFilter, EmployeeState, EventFilter, Locks,
        MemberFilter, PartnerFilter, ReviewScope, TrailSide,
    },
    work::operation::ItemOutcome,
};
use latchkey_testing::World;
use sea_orm::{ConnectionTrait, DbBackend, Statement, prelude::Uuid};

use crate::support;

async fn read_everything(world: &World) {
    let after = Position {
        key: "m".to_owned(),
        id: world.marit.uuid(),
    };
    let mut reader = world.store.reader();
    let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
    reader.decision_facts(&user, &account).await.unwrap();
    search(world, &user, &account).await;
    let external = |id: &str| ExternalId::parse(id).unwrap();
    let (user, account) = (
        UserRef::External(external("u")),
        AccountRef::External(external("a")),
    );
    reader.decision_facts(&user, &account).await.unwrap();
    search(world, &user, &account).await;
    let users = [UserRef::Id(world.marit), UserRef::Id(world.kaya), user];
    let accounts = [AccountRef::Id(world.harbour), account];
    for users in [&users[..], &users[..2], &users[2..]] {
        for accounts in [&accounts[..], &accounts[..1], &accounts[1..]] {
            let facts = reader.decision_facts_among(users, accounts);
            facts.await.unwrap();
            reader.accounts_named(accounts).await.unwrap();
        }
        reader.users_named(users).await.unwrap();
    }
    let people = [world.marit, world.kaya];
    reader.members_among(world.harbour, &people).await.unwrap();
    reader
        .employees_among(world.northwind, &people)
        .await
        .unwrap();
    let clients = [world.harbour, world.fjordline];
    let clients = reader.relationships_among(world.northwind, &clients);
    clients.await.unwrap();
    let accounts = [world.harbour, world.fjordline, world.northwind];
    for many in [&accounts[..1], &accounts] {
        let places: Vec<_> = many.iter().map(|account| (*account, world.marit)).collect();
        reader.terms_at(&places).await.unwrap();
    }
    operations(world).await;
    for page in [
        PageRequest::first(),
        PageRequest::new(9, Some(after)).unwrap(),
    ] {
        for clients in client_filters() {
            reader
                .clients(world.northwind, world.marit, &clients, &page)
                .await
                .unwrap();
        }
        people_of_partner(world, &page).await;
        for side in [
            TrailSide::Everything,
            TrailSide::Account(world.harbour),
            TrailSide::Partner(world.northwind),
        ] {
            reader
                .events(side, &EventFilter::default(), &page)
                .await
                .unwrap();
        }
        members(world, &page).await;
        reader.memberships_of(world.marit, &page).await.unwrap();
        reader.serving_partners(world.harbour, &page).await.unwrap();
        reader.access_links(world.northwind, &page).await.unwrap();
    }
    one_of_partner(world).await;
    reader.permanent_super_admins(world.harbour).await.unwrap();
    reader.accounts_counting_on(world.marit).await.unwrap();
    let reached = DueEnd {
        account: world.harbour,
        user: world.marit,
        membership: MembershipId::from_uuid(world.marit.uuid()),
        ended_at: world.now(),
    };
    for after in [None, Some(&reached)] {
        reader.ends_to_note(world.now(), after, 9).await.unwrap();
    }
    reader
        .relationships_to_announce(60, world.now(), 1, 9)
        .await
        .unwrap();
    let places = [(world.harbour, world.marit), (world.northwind, world.tomas)];
    reader.workers(&places).await.unwrap();
    reader.holders(world.harbour_people).await.unwrap();
    let sets = [world.harbour_people, world.northwind_staff];
    reader.holders_among(&sets).await.unwrap();
    reader.chain().await.unwrap();
    reader.sealed_events(7, 9).await.unwrap();
    review_everything(world).await;
    webhooks(world).await;
    let mut unit = world.begin(Locks::none()).await;
    unit.unsealed_events(9).await.unwrap();
}

/// The members of an account, by what they are and by name, and the seats they hold.
async fn members(world: &World, page: &PageRequest) {
    let mut reader = world.store.reader();
    let called = MemberFilter {
        text: Some(SearchText::parse("marit").unwrap()),
        partner: Some(PartnerFilter::Nobody),
        ..MemberFilter::default()
    };
    for filter in [MemberFilter::acting_for(world.northwind), called] {
        reader.members(world.harbour, &filter, page).await.unwrap();
    }
    reader.seats_taken(world.harbour).await.unwrap();
}

/// The lists of a partner's people, and of what is free for them.
async fn people_of_partner(world: &World, page: &PageRequest) {
    let mut reader = world.store.reader();
    let employees = EmployeeFilter::default();
    let employees = reader.employees(world.northwind, &employees, world.clock_reading(), page);
    employees.await.unwrap();
    let left = EmployeeFilter {
        state: EmployeeState::Left,
        ..EmployeeFilter::default()
    };
    let left = reader.employees(world.northwind, &left, world.clock_reading(), page);
    left.await.unwrap();
    let text = SearchText::parse("a").unwrap();
    let (client, now) = (world.harbour, world.now());
    let addable = reader.addable_employees(world.northwind, client, Some(&text), now, page);
    addable.await.unwrap();
    reader
        .linkable_clients(world.northwind, world.marit, page)
        .await
        .unwrap();
}

/// What is read about one person or one client of a partner.
async fn one_of_partner(world: &World) {
    let mut reader = world.store.reader();
    let at = world.clock_reading();
    reader
        .employee(world.northwind, world.marit, at)
        .await
        .unwrap();
    reader
        .own_behalf_people(world.northwind, world.harbour, at.now)
        .await
        .unwrap();
    let places = [world.marit, world.tomas].map(|user| (world.harbour, user));
    reader.known_on_own_behalf(&places, at).await.unwrap();
    for client in [world.harbour, world.elsewhere] {
        reader
            .client(world.northwind, world.marit, client, at.now)
            .await
            .unwrap();
    }
    reader
        .employment_end(world.northwind, world.marit)
        .await
        .unwrap();
}

/// The searches, on the first page and on the next.
async fn search(world: &World, user: &UserRef, account: &AccountRef) {
    let mut reader = world.store.reader();
    for after in [None, Some(MembershipId::from_uuid(world.marit.uuid()))] {
        reader.searched_members(account, after, 9).await.unwrap();
        reader.searched_memberships(user, after, 9).await.unwrap();
    }
}

/// The queries that run operations and show them.
async fn operations(world: &World) {
    let id = OperationId::from_uuid(world.marit.uuid());
    let mut reader = world.store.reader();
    reader.operation(id).await.unwrap();
    reader.running_operations(None, 9).await.unwrap();
    reader.next_items(id, 9).await.unwrap();
    reader.last_items(id, 9).await.unwrap();
    for outcomes in [None, Some(&BTreeSet::from([ItemOutcome::Refused]))] {
        reader
            .items(id, outcomes, &PageRequest::first())
            .await
            .unwrap();
    }
}

/// The queries of a review of removals.
async fn review_everything(world: &World) {
    let (partner, client, now) = (world.northwind, world.harbour, world.now());
    let people = [world.marit, world.kaya];
    let places = [(client, world.marit), (world.fjordline, world.kaya)];
    let clients = [client, world.fjordline];
    let mut reader = world.store.reader();
    let chosen = |clients: bool, employees: bool| ReviewScope::Chosen {
        clients: clients.then(|| vec![client]),
        employees: employees.then(|| people.to_vec()),
    };
    for scope in [
        chosen(true, false),
        chosen(false, true),
        chosen(true, true),
        ReviewScope::Review(ReviewId::from_uuid(world.marit.uuid())),
    ] {
        reader.acting_members(partner, &scope, 9).await.unwrap();
    }
    reader.clients_among(partner, &clients).await.unwrap();
    reader.people_of_partner(partner, &people).await.unwrap();
    let nowhere = [1, 2, 3, 4, 5].map(|n| (AccountId::from_uuid(Uuid::from_u128(n)), people[0]));
    reader.members_at(&places).await.unwrap();
    reader.members_at(&nowhere).await.unwrap();
    reader.super_admins_of(&clients).await.unwrap();
    let (some, others) = ([client], [world.fjordline]);
    let candidates = reader.candidates(partner, &some, &others, now, 9);
    candidates.await.unwrap();
    reader.asset_tallies(&places).await.unwrap();
    reader.assets_owned(client, &people).await.unwrap();
    let named = UserRef::External(ExternalId::parse("u-marit").unwrap());
    let named = [named, UserRef::Id(world.kaya)];
    reader.members_named(client, &named).await.unwrap();
    let kind = AssetKind::parse("page").unwrap();
    let mut unit = world.begin(Locks::none().changing(client)).await;
    let from = [(world.marit, kind.clone()), (world.kaya, kind)];
    unit.give_assets(client, &from, None, now).await.unwrap();
    unit.forget_reviews(now).await.unwrap();
}

/// The filters of U1, one by one and together.
/// What is sent to an endpoint, and what becomes of it.
async fn webhooks(world: &World) {
    let endpoint = WebhookEndpointId::from_uuid(world.marit.uuid());
    let (event, now) = (EventId::from_uuid(world.marit.uuid()), world.now());
    let mut reader = world.store.reader();
    reader.webhook_endpoints_with_work(now).await.unwrap();
    for except in [&[][..], &[None, Some(world.harbour)]] {
        let next = reader.next_deliveries(endpoint, now, except, 9);
        next.await.unwrap();
    }
    let aside = reader.set_aside_deliveries(endpoint, now, 9);
    aside.await.unwrap();
    let page = PageRequest::first();
    let log = reader.deliveries(endpoint, None, &page);
    log.await.unwrap();
    reader.delivery(endpoint, event).await.unwrap();
    reader.committed_events_among(&[event]).await.unwrap();
    let mut unit = world.begin(Locks::none()).await;
    unit.forget_deliveries(now, 9).await.unwrap();
}

fn client_filters() -> Vec<ClientFilter> {
    use AccessType::{ColleaguesOnly, Other, PartnerAdmin, SuperAdmin};
    let none = ClientFilter::default();
    let of = |kinds: &[AccessType]| ClientFilter {
        access_types: kinds.iter().copied().collect(),
        ..none.clone()
    };
    let every_kind = of(&[PartnerAdmin, SuperAdmin, Other, ColleaguesOnly]);
    vec![
        none.clone(),
        of(&[PartnerAdmin]),
        of(&[ColleaguesOnly]),
        ClientFilter {
            text: Some(SearchText::parse("fjord").unwrap()),
            ..none.clone()
        },
        ClientFilter {
            status: Some(RelationshipStatus::Ended),
            ..none.clone()
        },
        ClientFilter {
            text: Some(SearchText::parse("fjord").unwrap()),
            status: Some(RelationshipStatus::Managed),
            tag: Some(Tag::parse("retail").unwrap()),
            ..every_kind
        },
    ]
}

/// A page of clients (U1) is found in one index before anything is joined to it, and without
/// sorting all clients.
#[tokio::test]
async fn a_page_of_clients_is_found_in_one_index() {
    let mut fresh = support::sqlite_file().await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let sending = Arc::clone(&sent);
    fresh
        .store
        .on_statement(move |seen| sending.lock().unwrap().push(seen.sql.to_owned()));
    let world = fresh.world().await;
    sent.lock().unwrap().clear();
    let page = PageRequest::first();
    for clients in client_filters() {
        let mut reader = world.store.reader();
        let found = reader.clients(world.northwind, world.marit, &clients, &page);
        found.await.unwrap();
    }
    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    let statements = sent.lock().unwrap().clone();
    // The accounts that the reader alone sees are asked for apart (A6).
    let of_partner = |sql: &String| sql.contains("relationship_list") || sql.contains("AS \"p\"");
    let statements: Vec<_> = statements.into_iter().filter(of_partner).collect();
    assert_eq!(statements.len(), client_filters().len());
    for sql in statements {
        let steps = steps(&database, &sql).await;
        let index = "SEARCH r USING COVERING INDEX relationship_list (partner_id=?)";
        assert!(steps.iter().any(|step| step == index), "{steps:#?}");
        let place = |begin: &str| steps.iter().position(|step| step.starts_with(begin));
        let joined = place("SCAN p").expect("the joins begin with the page");
        let sorted = place("USE TEMP").unwrap_or(usize::MAX);
        assert!(sorted > joined, "{steps:#?}");
    }
}

async fn steps(database: &sea_orm::DatabaseConnection, sql: &str) -> Vec<String> {
    let explain = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
    let plan = database.query_all_raw(explain).await.unwrap();
    plan.iter()
        .map(|row| row.try_get("", "detail").unwrap())
        .collect()
}

/// No list reads all rows of a table that grows with the platform.
#[tokio::test]
async fn lists_are_read_by_indexes() {
    let mut fresh = support::sqlite_file().await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let sending = Arc::clone(&sent);
    fresh
        .store
        .on_statement(move |seen| sending.lock().unwrap().push(seen.sql.to_owned()));
    let world = fresh.world().await;
    sent.lock().unwrap().clear();
    read_everything(&world).await;
    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    let statements = sent.lock().unwrap().clone();
    for sql in statements {
        let steps = steps(&database, &sql).await;
        for table in steps.iter().filter_map(|step| step.strip_prefix("SCAN ")) {
            assert!(may_be_scanned(table, &steps), "{table} is scanned by {sql}");
        }
    }
}

/// Tables of one row or few, lists of values in the statement, results of sub-queries, the newest events by
/// their ids, the events that are not sealed yet, and the running operations.
fn may_be_scanned(table: &str, steps: &[String]) -> bool {
    let sub_query = table.strip_suffix(" LEFT-JOIN").unwrap_or(table);
    let found = |how: &str| steps.contains(&format!("{how} {sub_query}"));
    let newest_events = "event USING COVERING INDEX sqlite_autoindex_event_1";
    let unsealed_events = table.starts_with("event ") && table.ends_with("INDEX event_unsealed");
    let running = table == "operation USING INDEX operation_running";
    let one_row = ["revision", "chain"].contains(&table);
    // There are a hundred at most.
    let endpoint = table.split(' ').next() == Some("webhook_endpoint");
    let asked_about = table.ends_with("-ROW VALUES CLAUSE");
    one_row
        || endpoint
        || asked_about
        || table == newest_events
        || unsealed_events
        || running
        || found("CO-ROUTINE")
        || found("MATERIALIZE")
}
