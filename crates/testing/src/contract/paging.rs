//! Lists in pages: in their order, whole, and without repeats, for every limit.

use latchkey_domain::{
    base::{ids::TokenId, page::PageRequest, text::SearchText},
    partnership::{access_link::AccessLink, relationship::Relationship},
    people::token::{Scope, Token, TokenHash, TokenKind},
    permission::SetOwner,
    ports::{
        ClientFilter, EmployeeFilter, EventFilter, Locks, MemberFilter, TokenOwner, TrailSide,
    },
    trail::event::{Event, EventKind},
};

use super::{Backend, Bench, support::assert_pages};
use crate::builders::{AccountBuilder, MembershipBuilder, SetBuilder, UserBuilder, name};

/// Accounts in the order of their ids.
pub async fn accounts_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    let mut expected = Vec::new();
    for id in [
        world.northwind,
        world.harbour,
        world.fjordline,
        world.elsewhere,
    ] {
        expected.push(world.account(id).await);
    }
    let new = world.add_account(AccountBuilder::new("A new one")).await;
    expected.push(world.account(new).await);
    assert_pages(&expected, async |page| {
        world.store.reader().accounts(&page).await.unwrap()
    })
    .await;
}

/// People in the order of their ids.
pub async fn users_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    let mut expected = Vec::new();
    for id in [
        world.marit,
        world.tomas,
        world.priya,
        world.jonas,
        world.kaya,
        world.helen,
        world.hugo,
        world.ines,
        world.freya,
        world.sam,
    ] {
        expected.push(world.user(id).await);
    }
    assert_pages(&expected, async |page| {
        world.store.reader().users(&page).await.unwrap()
    })
    .await;
}

/// Members in the order of their memberships, all of them or those who act for one partner.
pub async fn members_are_paged_by_membership(backend: Backend) {
    let world = backend.world().await;
    let acting = |user| MembershipBuilder::new(world.harbour, user);
    let partner_admin = acting(world.jonas).partner_admin(world.northwind);
    world.add_member(partner_admin.deactivated()).await;
    let other_partner = acting(world.sam).acting_for(world.elsewhere);
    world.add_member(other_partner).await;
    let invited = acting(world.kaya).acting_for(world.northwind).invited();
    world.add_member(invited).await;
    let mut all = Vec::new();
    let mut for_northwind = Vec::new();
    for user in [
        world.helen,
        world.hugo,
        world.ines,
        world.marit,
        world.jonas,
        world.sam,
        world.kaya,
    ] {
        let member = world.member(world.harbour, user).await;
        if member.membership.partner == Some(world.northwind) {
            for_northwind.push(member.clone());
        }
        all.push(member);
    }
    assert_eq!(for_northwind.len(), 3);
    let none = world.ids.next();
    for (filter, expected) in [
        (MemberFilter::default(), &all),
        (MemberFilter::acting_for(world.northwind), &for_northwind),
        (MemberFilter::acting_for(none), &Vec::new()),
    ] {
        assert_pages(expected, async |page| {
            let mut reader = world.store.reader();
            let members = reader.members(world.harbour, &filter, &page).await;
            members.unwrap()
        })
        .await;
    }
}

/// A person's memberships in the order of their ids.
pub async fn memberships_of_a_user_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    for account in [world.elsewhere, world.fjordline] {
        let membership = MembershipBuilder::new(account, world.marit);
        world.add_member(membership.deactivated()).await;
    }
    let mut expected = Vec::new();
    for account in [
        world.northwind,
        world.harbour,
        world.elsewhere,
        world.fjordline,
    ] {
        expected.push(world.member(account, world.marit).await);
    }
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        reader.memberships_of(world.marit, &page).await.unwrap()
    })
    .await;
}

/// Standard sets and those of the owners asked for, in the order of their ids.
pub async fn permission_sets_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    let last = SetBuilder::new("Aaa, but last", "reports.view").owner(world.harbour);
    let last = world.add_set(last).await;
    let standard = world.store.reader().standard_sets().await.unwrap();
    let count = standard.len();
    let mut harbour = standard.clone();
    harbour.push(world.set(world.harbour_people).await);
    harbour.push(last);
    let mut both = harbour.clone();
    for id in [
        world.northwind_managers,
        world.northwind_readers,
        world.northwind_staff,
    ] {
        both.push(world.set(id).await);
    }
    let owners = [world.harbour, world.northwind];
    for (owners, mut expected) in [
        (&owners[..0], standard),
        (&owners[..1], harbour),
        (&owners[..], both),
    ] {
        expected.sort_by_key(latchkey_domain::permission::PermissionSet::id);
        let standard = expected
            .iter()
            .filter(|set| set.owner() == SetOwner::Standard);
        assert_eq!(standard.count(), count);
        assert_pages(&expected, async |page| {
            let mut reader = world.store.reader();
            reader.permission_sets(owners, &page).await.unwrap()
        })
        .await;
    }
}

/// Every set, whoever owns it, in the order of their ids.
pub async fn all_permission_sets_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    let mut expected = world.store.reader().standard_sets().await.unwrap();
    let new = SetBuilder::new("Aaa, but last", "reports.view").owner(world.elsewhere);
    expected.push(world.add_set(new).await);
    for id in [
        world.northwind_managers,
        world.northwind_readers,
        world.northwind_staff,
        world.harbour_people,
    ] {
        expected.push(world.set(id).await);
    }
    expected.sort_by_key(latchkey_domain::permission::PermissionSet::id);
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        reader.all_permission_sets(&page).await.unwrap()
    })
    .await;
}

/// A partner's links, newest first, revoked ones too.
pub async fn access_links_are_paged_newest_first(backend: Backend) {
    let world = backend.world().await;
    let key = world.store.reader().link_key().await.unwrap();
    let mut expected = Vec::new();
    for (number, employee) in [world.marit, world.tomas, world.marit, world.priya]
        .into_iter()
        .enumerate()
    {
        world.clock.advance(chrono::Duration::seconds(1));
        let id = world.ids.next();
        let now = world.now();
        let mut link = AccessLink::issue(id, world.northwind, employee, &key, 90, now);
        if number == 0 {
            link.revoke(now);
        }
        let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
        unit.insert_access_link(&link).await.unwrap();
        world.commit(unit).await;
        expected.insert(0, link);
    }
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        reader.access_links(world.northwind, &page).await.unwrap()
    })
    .await;
    assert_pages(&[], async |page| {
        let mut reader = world.store.reader();
        reader.access_links(world.harbour, &page).await.unwrap()
    })
    .await;
}

/// One owner's tokens, newest first, revoked ones too.
pub async fn tokens_are_paged_newest_first(backend: Backend) {
    let world = backend.world().await;
    let mut expected = Vec::new();
    let mut unit = world.begin(Locks::none()).await;
    for number in 0..5 {
        world.clock.advance(chrono::Duration::seconds(1));
        for owner in [None, Some(world.marit)] {
            let id: TokenId = world.ids.next();
            let token = Token {
                id,
                hash: TokenHash::of(&id.to_string()),
                kind: owner.map_or_else(
                    || TokenKind::Service([Scope::Decide].into()),
                    |user| TokenKind::User(user, latchkey_domain::people::token::UserScope::Read),
                ),
                label: name("A token"),
                parent: None,
                created_at: world.now(),
                expires_at: None,
                revoked_at: (number == 2).then(|| world.now()),
            };
            unit.insert_token(&token).await.unwrap();
            expected.insert(0, token);
        }
    }
    world.commit(unit).await;
    for owner in [TokenOwner::Platform, TokenOwner::User(world.marit)] {
        let platform = owner == TokenOwner::Platform;
        let expected: Vec<_> = expected
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Service(_)) == platform)
            .cloned()
            .collect();
        assert_pages(&expected, async |page| {
            let mut reader = world.store.reader();
            reader.tokens(owner, &page).await.unwrap()
        })
        .await;
    }
}

/// Events, newest first, from every side and filtered.
pub async fn events_are_paged_newest_first(backend: Backend) {
    let world = backend.world().await;
    let permit = latchkey_domain::gate::platform(&world.as_platform(), Scope::Provision).unwrap();
    for number in 0..4 {
        let event = |kind| {
            Event::new(kind)
                .in_account(world.harbour)
                .about(world.marit)
                .with_partner(world.northwind)
                .with("number", number)
        };
        let events = vec![
            event(EventKind::MembershipDeactivated),
            event(EventKind::MembershipReactivated),
        ];
        let records =
            latchkey_domain::trail::audit::Records::of(&permit, events, &*world.ids, world.now());
        let unit = world.begin(Locks::none()).await;
        unit.commit(records.unwrap()).await.unwrap();
        // Every other commit at the same time as the one before.
        world.clock.advance(chrono::Duration::seconds(number % 2));
    }
    let kinds = [None, Some(EventKind::MembershipDeactivated.into())];
    for side in [
        TrailSide::Account(world.harbour),
        TrailSide::Partner(world.northwind),
        TrailSide::Everything,
    ] {
        for kind in &kinds {
            let filter = EventFilter {
                kind: kind.clone(),
                ..EventFilter::default()
            };
            let mut reader = world.store.reader();
            let all = reader.events(side, &filter, &PageRequest::first()).await;
            let all = all.unwrap().items;
            let newest_first =
                all.is_sorted_by(|a, b| a.record.id > b.record.id && a.record.at >= b.record.at);
            assert!(newest_first && all.len() >= 4, "{side:?} {kind:?}");
            assert_pages(&all, async |page| {
                let mut reader = world.store.reader();
                reader.events(side, &filter, &page).await.unwrap()
            })
            .await;
        }
    }
}

/// Names that only a careful order keeps apart: case, accents, equal names.
const NAMES: [&str; 7] = [
    "alpha", "Beta", "BETA", "gamma 10", "gamma 9", "öre", "Ålesund",
];

/// Clients by the name the partner sees, any case, the equal ones too.
pub async fn clients_are_paged_by_shown_name(backend: Backend) {
    let world = backend.world().await;
    for shown in NAMES {
        let client = world.add_account(AccountBuilder::new("Same name")).await;
        let mut relationship = Relationship::connect(world.northwind, client, world.now());
        relationship.rename(Some(name(shown)));
        let mut unit = world.begin(Locks::none().changing(client)).await;
        unit.insert_relationship(&relationship, &name("Same name"))
            .await
            .unwrap();
        world.commit(unit).await;
    }
    let filter = ClientFilter {
        ends_after_days: 60,
        now: world.now(),
        ..ClientFilter::default()
    };
    let fetch = async |page: PageRequest| {
        let mut reader = world.store.reader();
        let clients = reader.clients(world.northwind, world.marit, &filter, &page);
        clients.await.unwrap()
    };
    let all = fetch(PageRequest::first()).await.items;
    let shown: Vec<_> = all
        .iter()
        .map(|row| row.relationship.as_ref()?.display_name.as_ref())
        .map(|shown| shown.map_or("Harbour & Pine", |shown| shown.as_str()))
        .collect();
    assert_eq!(shown, in_order(&NAMES, "Harbour & Pine", &shown));
    assert_pages(&all, fetch).await;
}

/// Employees by name, any case, the equal ones too.
pub async fn employees_are_paged_by_name(backend: Backend) {
    let world = backend.world().await;
    add_employees(&world).await;
    let filter = EmployeeFilter {
        text: Some(SearchText::parse("@new.example").unwrap()),
        ..EmployeeFilter::default()
    };
    let fetch = async |page: PageRequest| {
        let mut reader = world.store.reader();
        let employees = reader.employees(world.northwind, &filter, world.clock_reading(), &page);
        employees.await.unwrap()
    };
    let all = fetch(PageRequest::first()).await.items;
    let names: Vec<_> = all.iter().map(|row| row.person.name.as_str()).collect();
    assert_eq!(names, in_order(&NAMES, "Zoë", &names));
    assert_pages(&all, fetch).await;
}

async fn add_employees(world: &Bench) {
    for (number, employee) in NAMES.into_iter().chain(["Zoë"]).enumerate() {
        let email = format!("{number}@new.example");
        let user = world.add_user(UserBuilder::new(employee, &email)).await;
        let set = world.set(world.northwind_staff).await;
        world
            .add_member(MembershipBuilder::new(world.northwind, user).set(&set))
            .await;
    }
}

/// All names in the order of their lower case forms, by code points; equal ones as they were found,
/// since their order is any stable one.
fn in_order<'a>(names: &[&'a str], more: &'a str, found: &[&'a str]) -> Vec<&'a str> {
    let mut names: Vec<_> = names.iter().copied().chain([more]).collect();
    let place = |name: &str| found.iter().position(|other| *other == name);
    names.sort_by_key(|name| (name.to_lowercase(), place(name)));
    names
}
