//! A partner's employees, as the client access manager lists them (section 8).

use latchkey_domain::{
    base::{denial::Denial, ids::UserId, page::PageRequest, text::SearchText, time::days},
    membership::{Access, Engagement, HeldVersion, Status},
    people::{account::AccountStatus, user::UserStatus},
    permission::SetName,
    ports::{EmployeeFilter, EmployeeRow, EmployeeState, Locks, ServedClient},
};

use super::{Backend, Bench, support::save_relationship as save};
use crate::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name};

async fn employees(world: &Bench, filter: &EmployeeFilter) -> Vec<EmployeeRow> {
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let employees = reader.employees(world.northwind, filter, world.clock_reading(), &page);
    employees.await.unwrap().items
}

async fn employed(world: &Bench, filter: &EmployeeFilter) -> Vec<UserId> {
    let rows = employees(world, filter).await;
    rows.into_iter().map(|row| row.person.id).collect()
}

/// Employees are the active members who act for nobody, their users enabled, of an account that is
/// or was a partner and is not closed (section 1).
pub async fn employees_are_the_active_ones(backend: Backend) {
    let world = backend.world().await;
    let all = EmployeeFilter::default();
    let by_name = [
        world.jonas,
        world.kaya,
        world.marit,
        world.priya,
        world.tomas,
    ];
    assert_eq!(employed(&world, &all).await, by_name);
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let no_partner = reader
        .employees(world.harbour, &all, world.clock_reading(), &page)
        .await;
    assert_eq!(no_partner.unwrap().items, []);

    let set = world.set(world.northwind_staff).await;
    let member = |user| MembershipBuilder::new(world.northwind, user).set(&set);
    world.add_member(member(world.helen).deactivated()).await;
    world.add_member(member(world.hugo).invited()).await;
    let expired = member(world.ines).expires_at(world.now());
    world.add_member(expired).await;
    let for_another = member(world.freya).acting_for(world.elsewhere);
    world.add_member(for_another).await;
    let ends = world.now() + chrono::Duration::microseconds(1);
    world.add_member(member(world.sam).expires_at(ends)).await;
    world
        .change_user(world.jonas, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let expected = [world.kaya, world.marit, world.priya, world.sam, world.tomas];
    assert_eq!(employed(&world, &all).await, expected);

    for (closed, expected) in [(false, &expected[..]), (true, &[])] {
        world
            .change_account(world.northwind, |account, now| {
                account.enrol(None, now);
                if closed {
                    account.set_status(AccountStatus::Closed, now);
                }
            })
            .await;
        assert_eq!(employed(&world, &all).await, expected, "closed: {closed}");
    }
}

/// Employees are found by part of name or address, by engagement, verification, and person.
pub async fn employees_are_filtered(backend: Backend) {
    let world = backend.world().await;
    let unconfirmed = UserBuilder::new("Åse_Ø%", "straße@northwind.example").unconfirmed();
    let ase = world.add_user(unconfirmed).await;
    let set = world.set(world.northwind_staff).await;
    world
        .add_member(MembershipBuilder::new(world.northwind, ase).set(&set))
        .await;
    let text = |text: &str| EmployeeFilter {
        text: Some(SearchText::parse(text).unwrap()),
        ..EmployeeFilter::default()
    };
    let none = EmployeeFilter::default;
    let engagement = |engagement| EmployeeFilter {
        engagement: Some(engagement),
        ..none()
    };
    let verified = |verified| EmployeeFilter {
        verified: Some(verified),
        ..none()
    };
    let staff = [world.jonas, world.marit, world.priya, world.tomas];
    let cases = [
        (text("ARI"), vec![world.marit]),
        (text("FREELANCE.example"), vec![world.kaya]),
        (text("åse_ø%"), vec![ase]),
        (text("A\u{30a}SE"), vec![ase]),
        (text("STRASSE"), vec![ase]),
        (text("%"), vec![ase]),
        (text("m_rit"), vec![]),
        (engagement(Engagement::Contractor), vec![world.kaya]),
        (
            engagement(Engagement::Employee),
            [&staff[..], &[ase]].concat(),
        ),
        (verified(true), staff.to_vec()),
        (verified(false), vec![world.kaya, ase]),
        (
            EmployeeFilter {
                state: EmployeeState::Employed,
                text: Some(SearchText::parse("freelance").unwrap()),
                engagement: Some(Engagement::Contractor),
                verified: Some(false),
            },
            vec![world.kaya],
        ),
        (
            EmployeeFilter {
                verified: Some(true),
                ..engagement(Engagement::Contractor)
            },
            vec![],
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(employed(&world, &filter).await, expected, "{filter:?}");
    }
}

/// An employee's row has their membership, the check mark, and the clients where they act for the
/// partner, by the name the partner sees.
pub async fn an_employee_row_has_the_clients_served(backend: Backend) {
    let world = backend.world().await;
    let set = world.set(world.northwind_staff).await;
    let member = |account| MembershipBuilder::new(account, world.kaya);
    let end = world.now() + days(1);
    let with_set = member(world.fjordline)
        .set(&set)
        .acting_for(world.northwind);
    world.add_member(with_set.expires_at(end)).await;
    let deactivated = member(world.harbour).partner_admin(world.northwind);
    world.add_member(deactivated.deactivated()).await;
    let for_another = world.add_account(AccountBuilder::new("Another")).await;
    world
        .add_member(member(for_another).acting_for(world.elsewhere))
        .await;
    world.add_member(member(world.elsewhere)).await;
    let mut relationship = world.relationship(world.fjordline).await.unwrap();
    relationship.rename(Some(name("our fjord")));
    save(&world, relationship).await;

    let kaya = world.member(world.northwind, world.kaya).await;
    let expected = EmployeeRow {
        person: kaya.user.clone(),
        member: Some(kaya),
        linked_clients: vec![],
        own_behalf_clients: vec![],
        verified: false,
        clients: vec![
            ServedClient {
                client: world.harbour,
                name: name("Harbour & Pine"),
                access: Access::PartnerAdmin,
                permission_set_name: None,
                status: Status::Deactivated,
                expires_at: None,
                why_not: Some(Denial::Deactivated),
                cut: false,
            },
            ServedClient {
                client: world.fjordline,
                name: name("our fjord"),
                access: Access::PermissionSet(HeldVersion {
                    set: set.id(),
                    version: 1,
                }),
                permission_set_name: Some(SetName::parse("Staff").unwrap()),
                status: Status::Active,
                expires_at: Some(end),
                why_not: None,
                cut: false,
            },
        ],
    };
    let mut reader = world.store.reader();
    let found = reader.employee(world.northwind, world.kaya, world.clock_reading());
    assert_eq!(found.await.unwrap().as_ref(), Some(&expected));
    let all = employees(&world, &EmployeeFilter::default()).await;
    assert!(all.contains(&expected));
    let served: Vec<_> = all.iter().map(|row| row.clients.len()).collect();
    assert_eq!(served, [0, 2, 1, 0, 0]);
}

/// Linked people are those declared the partner's own in the client who act for nobody there.
pub async fn linked_people_act_for_nobody_there(backend: Backend) {
    let world = backend.world().await;
    let member = |user| MembershipBuilder::new(world.harbour, user);
    world.add_member(member(world.kaya)).await;
    world
        .add_member(member(world.jonas).acting_for(world.northwind))
        .await;
    world.add_member(member(world.priya)).await;
    let links = [
        (world.harbour, world.kaya, world.northwind),
        (world.harbour, world.jonas, world.northwind),
        (world.harbour, world.priya, world.elsewhere),
    ];
    for (account, user, partner) in links {
        let mut unit = world.begin(Locks::none().changing(account)).await;
        unit.link(account, user, partner).await.unwrap();
        world.commit(unit).await;
    }
    let mut reader = world.store.reader();
    let found = reader.linked_people(world.northwind, world.harbour).await;
    let kaya = world.member(world.harbour, world.kaya).await.user;
    assert_eq!(found.unwrap(), [kaya]);
    let found = reader.linked_people(world.northwind, world.fjordline).await;
    assert_eq!(found.unwrap(), []);
}
