//! How many statements a read takes: the same, however long the page is.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        text::{ExternalId, SearchText},
    },
    partnership::{relationship::Relationship, standardization::RestoreWithheld},
    ports::{
        ClientFilter, EmployeeFilter, EmployeeState, EventFilter, Locks, MemberFilter, TrailSide,
    },
};
use latchkey_testing::{
    World,
    builders::{AccountBuilder, MembershipBuilder, UserBuilder},
};

use crate::support::{self, Fresh};

/// A world that counts the statements sent to its store.
struct Counted {
    world: World,
    count: Arc<AtomicUsize>,
    _fresh: Fresh,
}

impl Counted {
    async fn new(mut fresh: Fresh) -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        fresh.store.on_statement(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        Self {
            world: fresh.world().await,
            count,
            _fresh: fresh,
        }
    }

    fn since_last(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }
}

/// Gives Northwind employees who act for it in each of some more clients.
async fn grow(world: &World, clients: u32, employees: u32) {
    let mut unit = world.begin(Locks::none()).await;
    let mut memberships = Vec::new();
    let mut people = Vec::new();
    for number in 0..employees {
        let address = format!("e{number}@northwind.example");
        let user = UserBuilder::new(&format!("Employee {number}"), &address).build(&*world.ids);
        unit.insert_user(&user).await.unwrap();
        let employed = MembershipBuilder::new(world.northwind, user.id);
        memberships.push(employed.super_admin().build(&*world.ids));
        people.push(user.id);
    }
    for number in 0..clients {
        let client = AccountBuilder::new(&format!("Client {number}")).build(&*world.ids);
        unit.insert_account(&client).await.unwrap();
        let relationship = Relationship::connect(world.northwind, client.id, world.now());
        unit.insert_relationship(&relationship, &client.name)
            .await
            .unwrap();
        for user in &people {
            let acting = MembershipBuilder::new(client.id, *user).partner_admin(world.northwind);
            memberships.push(acting.build(&*world.ids));
        }
    }
    unit.insert_memberships(&memberships).await.unwrap();
    world.commit(unit).await;
}

/// Jonas has left Northwind and something behind, Priya is in a client on her own behalf.
async fn leave_and_stay(world: &World) {
    let there = |user| MembershipBuilder::new(world.harbour, user);
    world
        .add_member(there(world.jonas).partner_admin(world.northwind))
        .await;
    world.add_member(there(world.priya)).await;
    world
        .change_member(world.northwind, world.jonas, |member, now| {
            member.membership.expire_at(Some(now), now);
        })
        .await;
}

/// The statements of each read, one after the other.
async fn read_all(counted: &Counted, page: &PageRequest) -> Vec<(&'static str, usize)> {
    let world = &counted.world;
    let mut reader = world.store.reader();
    let mut seen = Vec::new();
    counted.since_last();
    let clients = ClientFilter {
        ends_after_days: 60,
        now: world.now(),
        ..ClientFilter::default()
    };
    let found = reader
        .clients(world.northwind, world.marit, &clients, page)
        .await;
    assert!(!found.unwrap().items.is_empty());
    seen.push(("clients", counted.since_last()));
    let found = reader
        .employees(
            world.northwind,
            &EmployeeFilter::default(),
            world.clock_reading(),
            page,
        )
        .await;
    assert!(!found.unwrap().items.is_empty());
    seen.push(("employees", counted.since_last()));
    let left = EmployeeFilter {
        state: EmployeeState::Left,
        ..EmployeeFilter::default()
    };
    let at = world.clock_reading();
    let leavers = reader.employees(world.northwind, &left, at, page).await;
    assert!(!leavers.unwrap().items.is_empty());
    seen.push(("leavers", counted.since_last()));
    let found = reader.employee(world.northwind, world.marit, at).await;
    assert!(found.unwrap().is_some());
    seen.push(("employee", counted.since_last()));
    let (client, now) = (world.harbour, world.now());
    let named = reader.own_behalf_people(world.northwind, client, now).await;
    assert!(!named.unwrap().is_empty());
    seen.push(("own_behalf_people", counted.since_last()));
    let place = [(client, world.priya)];
    reader.known_on_own_behalf(&place, at).await.unwrap();
    seen.push(("known_on_own_behalf", counted.since_last()));
    let addable = reader.addable_employees(world.northwind, client, None, now, page);
    assert!(!addable.await.unwrap().items.is_empty());
    seen.push(("addable_employees", counted.since_last()));
    let linkable = reader.linkable_clients(world.northwind, world.tomas, page);
    assert!(!linkable.await.unwrap().items.is_empty());
    seen.push(("linkable_clients", counted.since_last()));
    let filter = MemberFilter {
        text: Some(SearchText::parse("a").unwrap()),
        ..MemberFilter::default()
    };
    let found = reader.members(world.northwind, &filter, page).await;
    assert!(!found.unwrap().items.is_empty());
    seen.push(("members", counted.since_last()));
    reader.seats_taken(world.northwind).await.unwrap();
    seen.push(("seats_taken", counted.since_last()));
    reader.memberships_of(world.marit, page).await.unwrap();
    seen.push(("memberships_of", counted.since_last()));
    for side in [TrailSide::Partner(world.northwind), TrailSide::Everything] {
        let filter = EventFilter::default();
        reader.events(side, &filter, page).await.unwrap();
        seen.push(("events", counted.since_last()));
    }
    reader.serving_partners(world.harbour, page).await.unwrap();
    seen.push(("serving_partners", counted.since_last()));
    let lifted = RestoreWithheld::Yes;
    reader.beyond_template(lifted, None, 9).await.unwrap();
    seen.push(("beyond_template", counted.since_last()));
    reader.accounts(page).await.unwrap();
    seen.push(("accounts", counted.since_last()));
    reader.member(world.harbour, world.marit).await.unwrap();
    seen.push(("member", counted.since_last()));
    let users = [world.marit, world.helen, world.ines];
    let members = reader.members_among(world.harbour, &users).await.unwrap();
    assert_eq!(members.len(), 3);
    seen.push(("members_among", counted.since_last()));
    let employees = reader.employees_among(world.harbour, &users).await.unwrap();
    assert_eq!(employees.len(), 3);
    seen.push(("employees_among", counted.since_last()));
    seen.extend(read_facts(counted, page).await);
    seen
}

/// The statements of each read that a decision or a search takes.
async fn read_facts(counted: &Counted, page: &PageRequest) -> Vec<(&'static str, usize)> {
    let world = &counted.world;
    let mut reader = world.store.reader();
    let mut seen = Vec::new();
    counted.since_last();
    let users = [world.marit, world.helen, world.ines];
    let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
    let (facts, _) = reader.decision_facts(&user, &account).await.unwrap();
    assert!(facts.member.is_some());
    seen.push(("decision_facts", counted.since_last()));
    let (users, accounts) = (users.map(UserRef::Id), [account.clone()]);
    let (facts, _) = reader
        .decision_facts_among(&users, &accounts)
        .await
        .unwrap();
    assert!(facts.of(&user, &account).member.is_some());
    seen.push(("decision_facts_among", counted.since_last()));
    let (found, _) = reader
        .searched_members(&account, None, page.limit())
        .await
        .unwrap();
    assert!(!found.is_empty());
    seen.push(("searched_members", counted.since_last()));
    let (found, _) = reader
        .searched_memberships(&user, None, page.limit())
        .await
        .unwrap();
    assert!(!found.is_empty());
    seen.push(("searched_memberships", counted.since_last()));
    seen
}

async fn reads_take_few_statements(fresh: Fresh) {
    let counted = Counted::new(fresh).await;
    leave_and_stay(&counted.world).await;
    let few = read_all(&counted, &PageRequest::new(1, None).unwrap()).await;
    grow(&counted.world, 60, 40).await;
    let many = read_all(&counted, &PageRequest::first()).await;
    assert_eq!(few, many, "as many for one row as for many");
    for (read, statements) in many {
        let two = ["clients", "employees", "leavers", "employee"];
        let allowed = if two.contains(&read) { 2 } else { 1 };
        assert_eq!(statements, allowed, "{read}");
    }
}

#[tokio::test]
async fn reads_take_few_statements_on_sqlite() {
    reads_take_few_statements(support::sqlite_file().await).await;
}

#[tokio::test]
async fn reads_take_few_statements_on_postgres() {
    reads_take_few_statements(support::postgres().await).await;
}

/// A report (R1) takes as many statements for many activities as for one.
#[tokio::test]
async fn a_report_takes_few_statements() {
    let counted = Counted::new(support::sqlite_file().await).await;
    let world = &counted.world;
    grow(world, 25, 40).await;
    let mut reader = world.store.reader();
    let mut places = Vec::new();
    let page = PageRequest::first();
    let everybody = MemberFilter::default();
    let employees = reader.members(world.northwind, &everybody, &page);
    let employees = employees.await.unwrap();
    for employee in employees.items {
        let members = reader
            .memberships_of(employee.user.id, &page)
            .await
            .unwrap();
        let places_of = members.items.into_iter().map(|m| (m.account.id, m.user.id));
        places.extend(places_of.take(1_000 - places.len()));
    }
    assert_eq!(places.len(), 1_000);
    for places in [&places[..1], &places] {
        counted.since_last();
        let accounts: Vec<_> = places.iter().map(|(id, _)| AccountRef::Id(*id)).collect();
        reader.accounts_named(&accounts).await.unwrap();
        let users: Vec<_> = places.iter().map(|(_, id)| UserRef::Id(*id)).collect();
        reader.users_named(&users).await.unwrap();
        let workers = reader.workers(places).await.unwrap();
        assert_eq!(workers.len(), places.len());
        assert_eq!(counted.since_last(), 3);
        let now = world.now();
        let active: Vec<_> = places.iter().map(|(a, u)| (*a, *u, now)).collect();
        let worked: Vec<_> = places
            .iter()
            .map(|(client, _)| (world.northwind, *client, now))
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut unit = world.begin(Locks::none()).await;
        unit.note_active(&active).await.unwrap();
        unit.note_qualifying(&worked).await.unwrap();
        assert_eq!(counted.since_last(), 2);
    }
}

/// A commit with one event takes two statements, one membership saved a third.
#[tokio::test]
async fn a_write_takes_few_statements() {
    let counted = Counted::new(support::sqlite_file().await).await;
    let world = &counted.world;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let mut member = unit
        .member(world.harbour, world.ines)
        .await
        .unwrap()
        .unwrap();
    counted.since_last();
    unit.save_membership(&mut member.membership).await.unwrap();
    assert_eq!(counted.since_last(), 1);
    world.commit(unit).await;
    assert_eq!(counted.since_last(), 2, "the revision and the event");
}

fn first<T>(all: &[T], count: usize) -> &[T] {
    all.get(..count).unwrap()
}

/// However many names a call has, each 1,000 of them take one statement.
async fn a_thousand_names_take_one_statement(fresh: Fresh) {
    let counted = Counted::new(fresh).await;
    let world = &counted.world;
    let mut reader = world.store.reader();
    let external = |number: usize| ExternalId::parse(&format!("nobody-{number}")).unwrap();
    let users: Vec<_> = (0..10_000)
        .map(|n| UserRef::External(external(n)))
        .collect();
    let accounts: Vec<_> = (0..10_000)
        .map(|n| AccountRef::External(external(n)))
        .collect();
    let user_ids: Vec<UserId> = (0..10_000).map(|_| world.ids.next()).collect();
    let account_ids: Vec<AccountId> = (0..10_000).map(|_| world.ids.next()).collect();
    let places: Vec<_> = account_ids
        .iter()
        .copied()
        .zip(user_ids.iter().copied())
        .collect();
    for (names, statements) in [(1, 1), (1_000, 1), (1_001, 2), (10_000, 10)] {
        counted.since_last();
        reader.users_named(first(&users, names)).await.unwrap();
        assert_eq!(counted.since_last(), statements, "users_named");
        reader
            .accounts_named(first(&accounts, names))
            .await
            .unwrap();
        assert_eq!(counted.since_last(), statements, "accounts_named");
        let people = first(&user_ids, names);
        reader
            .employees_among(world.northwind, people)
            .await
            .unwrap();
        assert_eq!(counted.since_last(), statements, "employees_among");
        reader.members_among(world.harbour, people).await.unwrap();
        assert_eq!(counted.since_last(), statements, "members_among");
        reader
            .people_of_partner(world.northwind, people)
            .await
            .unwrap();
        assert_eq!(counted.since_last(), statements, "people_of_partner");
        let clients = first(&account_ids, names);
        reader
            .relationships_among(world.northwind, clients)
            .await
            .unwrap();
        assert_eq!(counted.since_last(), statements, "relationships_among");
        reader
            .clients_among(world.northwind, clients)
            .await
            .unwrap();
        assert_eq!(counted.since_last(), statements, "clients_among");
        reader.members_at(first(&places, names)).await.unwrap();
        assert_eq!(counted.since_last(), statements, "members_at");
        reader.terms_at(first(&places, names)).await.unwrap();
        assert_eq!(counted.since_last(), statements, "terms_at");
    }
}

#[tokio::test]
async fn a_thousand_names_take_one_statement_on_sqlite() {
    a_thousand_names_take_one_statement(support::sqlite_file().await).await;
}

#[tokio::test]
async fn a_thousand_names_take_one_statement_on_postgres() {
    a_thousand_names_take_one_statement(support::postgres().await).await;
}
