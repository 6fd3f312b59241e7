//! The lists of the client access manager (section 8).

use std::collections::BTreeSet;

use super::{Backend, Bench};
use crate::{
    ids::{AccountId, UserId},
    membership::{Access, Engagement, HeldVersion, Status},
    page::PageRequest,
    permission::SetName,
    ports::{
        AccessType, ClientFilter, ClientRow, EmployeeFilter, EmployeeRow, Locks, ServedClient,
    },
    relationship::{Relationship, RelationshipStatus},
    testing::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name},
    text::Tag,
    time::days,
    user::UserStatus,
};

/// Clients of Northwind of every kind, as Marit sees them.
struct Clients {
    /// She is partner admin: Harbour & Pine.
    partner_admin: AccountId,
    /// She is super admin, and deactivated.
    super_admin: AccountId,
    /// She holds a set, whose end has come.
    other: AccountId,
    /// Tomas alone has access.
    colleagues: AccountId,
    /// There is a relationship, but nobody.
    connected: AccountId,
    /// Its relationship has ended, and there is nobody.
    ended: AccountId,
    /// Its relationship has ended, but Tomas is still there.
    ended_with_colleague: AccountId,
}

fn filter(world: &Bench) -> ClientFilter {
    ClientFilter {
        ends_after_days: 60,
        now: world.now(),
        ..ClientFilter::default()
    }
}

async fn clients(world: &Bench, filter: &ClientFilter) -> Vec<ClientRow> {
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let clients = reader.clients(world.northwind, world.marit, filter, &page);
    clients.await.unwrap().items
}

async fn found(world: &Bench, filter: &ClientFilter) -> BTreeSet<AccountId> {
    let rows = clients(world, filter).await;
    let found: BTreeSet<_> = rows.iter().map(|row| row.relationship.client).collect();
    assert_eq!(found.len(), rows.len(), "a client twice");
    found
}

async fn save(world: &Bench, mut relationship: Relationship) {
    let client = relationship.client;
    let mut unit = world.begin(Locks::none().changing(client)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;
}

async fn scene(world: &Bench) -> Clients {
    let add = async |account_name: &str| world.add_account(AccountBuilder::new(account_name)).await;
    let set = world.set(world.northwind_staff).await;
    let member = |account, user| {
        let new = MembershipBuilder::new(account, user).set(&set);
        new.acting_for(world.northwind)
    };
    let scene = Clients {
        partner_admin: world.harbour,
        super_admin: add("Super").await,
        other: add("Other").await,
        colleagues: add("Colleagues").await,
        connected: add("Connected").await,
        ended: add("Ended").await,
        ended_with_colleague: add("Ended with colleague").await,
    };
    let deactivated = member(scene.super_admin, world.marit).super_admin();
    world.add_member(deactivated.deactivated()).await;
    let expired = member(scene.other, world.marit).expires_at(world.now());
    world.add_member(expired).await;
    for client in [scene.colleagues, scene.ended_with_colleague] {
        world.add_member(member(client, world.tomas)).await;
    }
    for client in [scene.connected, scene.ended] {
        let relationship = Relationship::connect(world.northwind, client, world.now());
        let mut unit = world.begin(Locks::none().changing(client)).await;
        unit.insert_relationship(&relationship, &name("Client"))
            .await
            .unwrap();
        world.commit(unit).await;
    }
    for client in [scene.ended, scene.ended_with_colleague] {
        let mut relationship = world.relationship(client).await.unwrap();
        relationship.import(None, None, Some(world.now() - days(60)));
        save(world, relationship).await;
    }
    scene
}

/// U1: each box ticked lets its clients through; none ticked: all with a membership that acts for
/// the partner or a relationship that has not ended.
pub async fn clients_are_filtered_by_access(backend: Backend) {
    use AccessType::{ColleaguesOnly, Other, PartnerAdmin, SuperAdmin};
    let world = backend.world().await;
    let scene = scene(&world).await;
    let with_access = [
        (scene.partner_admin, PartnerAdmin),
        (scene.super_admin, SuperAdmin),
        (scene.other, Other),
        (scene.colleagues, ColleaguesOnly),
        (scene.ended_with_colleague, ColleaguesOnly),
    ];
    let every_choice = [
        vec![PartnerAdmin],
        vec![SuperAdmin],
        vec![Other],
        vec![ColleaguesOnly],
        vec![PartnerAdmin, Other],
        vec![PartnerAdmin, SuperAdmin, Other, ColleaguesOnly],
    ];
    for ticked in every_choice {
        let expected: BTreeSet<_> = with_access
            .iter()
            .filter(|(_, access)| ticked.contains(access))
            .map(|(client, _)| *client)
            .collect();
        let filter = ClientFilter {
            access_types: ticked.iter().copied().collect(),
            ..filter(&world)
        };
        assert_eq!(found(&world, &filter).await, expected, "{ticked:?}");
    }
    let mut all: BTreeSet<_> = with_access.iter().map(|(client, _)| *client).collect();
    all.insert(scene.connected);
    let unticked = found(&world, &filter(&world)).await;
    assert_eq!(unticked, all);
    assert!(!unticked.contains(&scene.ended));
}

/// A row has the relationship, the official name, the reader's own access and the counts.
pub async fn a_client_row_says_what_the_partner_has_there(backend: Backend) {
    let world = backend.world().await;
    let set = world.set(world.northwind_staff).await;
    let member = |user| MembershipBuilder::new(world.harbour, user).set(&set);
    let acting = |user| member(user).acting_for(world.northwind);
    world.add_member(acting(world.tomas).invited()).await;
    let expired = acting(world.priya).expires_at(world.now());
    world.add_member(expired).await;
    world.add_member(acting(world.jonas).deactivated()).await;
    world.add_member(member(world.kaya)).await;
    let other = member(world.sam).acting_for(world.elsewhere);
    world.add_member(other).await;

    let mut relationship = world.relationship(world.harbour).await.unwrap();
    relationship.rename(Some(name("The harbour")));
    relationship.set_tags([Tag::parse("north").unwrap()].into());
    save(&world, relationship).await;
    let row = |my_access, relationship| ClientRow {
        relationship,
        official_name: name("Harbour & Pine"),
        my_access,
        active: 3,
        deactivated: 1,
    };
    let relationship = world.relationship(world.harbour).await.unwrap();
    let held = Access::PermissionSet(HeldVersion {
        set: set.id(),
        version: 1,
    });
    let mut reader = world.store.reader();
    for (reading, my_access) in [
        (world.marit, Some(Access::PartnerAdmin)),
        (world.jonas, Some(held)),
        (world.kaya, None),
        (world.helen, None),
    ] {
        let expected = row(my_access, relationship.clone());
        let client = reader.client(world.northwind, reading, world.harbour);
        assert_eq!(client.await.unwrap().as_ref(), Some(&expected));
        let page = PageRequest::first();
        let filter = filter(&world);
        let clients = reader.clients(world.northwind, reading, &filter, &page);
        assert_eq!(clients.await.unwrap().items, [expected]);
    }
}

/// One client is found by its relationship, ended or not; without one it is none of the partner's.
pub async fn a_client_is_found_by_its_relationship(backend: Backend) {
    let world = backend.world().await;
    let scene = scene(&world).await;
    let mut reader = world.store.reader();
    for (client, expected) in [
        (scene.ended, true),
        (scene.connected, true),
        (world.fjordline, false),
        (world.northwind, false),
    ] {
        let row = reader.client(world.northwind, world.marit, client).await;
        assert_eq!(row.unwrap().is_some(), expected, "{client}");
    }
    let row = reader
        .client(world.elsewhere, world.marit, world.harbour)
        .await;
    assert_eq!(row.unwrap(), None);
}

/// Part of either name finds a client, in any case, and nothing in it has another meaning (R6).
pub async fn clients_are_found_by_part_of_either_name(backend: Backend) {
    let world = backend.world().await;
    let account_name = "100% Ærlig_Øl \\ 'Brygge'";
    let client = world.add_account(AccountBuilder::new(account_name)).await;
    let acting = MembershipBuilder::new(client, world.tomas).partner_admin(world.northwind);
    world.add_member(acting).await;
    let mut relationship = world.relationship(client).await.unwrap();
    relationship.rename(Some(name("Der Größte Kunde")));
    save(&world, relationship).await;
    for (text, expected) in [
        ("größte", vec![client]),
        ("DER GRÖSSTE", vec![]),
        ("kUNDE", vec![client]),
        ("ærlig_øl", vec![client]),
        ("ÆRLIG", vec![client]),
        ("100%", vec![client]),
        ("'brygge'", vec![client]),
        ("\\", vec![client]),
        ("1%l", vec![]),
        ("ærlig%", vec![]),
        ("_", vec![client]),
        ("%", vec![client]),
        ("&", vec![world.harbour]),
        ("harbour & pine", vec![world.harbour]),
        ("fjordline", vec![]),
    ] {
        let filter = ClientFilter {
            text: Some(text.to_owned()),
            ..filter(&world)
        };
        let expected: BTreeSet<_> = expected.into_iter().collect();
        assert_eq!(found(&world, &filter).await, expected, "{text:?}");
    }
}

/// A client that gets another official name is found and ordered by it, unless the partner has a
/// name of its own (R6).
pub async fn a_renamed_client_is_found_and_ordered_by_its_new_name(backend: Backend) {
    let world = backend.world().await;
    let names = async || {
        let rows = clients(&world, &filter(&world)).await;
        let names = rows.into_iter().map(|row| row.official_name.to_string());
        names.collect::<Vec<_>>()
    };
    for account in [world.fjordline, world.elsewhere] {
        let acting = MembershipBuilder::new(account, world.marit);
        world
            .add_member(acting.partner_admin(world.northwind))
            .await;
    }
    assert_eq!(
        names().await,
        ["Elsewhere", "Fjordline Outdoor", "Harbour & Pine"]
    );
    let mut relationship = world.relationship(world.elsewhere).await.unwrap();
    relationship.rename(Some(name("Zzz")));
    save(&world, relationship).await;
    for (account, new) in [
        (world.fjordline, "New fjord"),
        (world.harbour, "azure"),
        (world.elsewhere, "Aaa"),
    ] {
        world
            .change_account(account, |account, now| {
                account.rename(name(new), now);
            })
            .await;
    }
    assert_eq!(names().await, ["azure", "New fjord", "Aaa"]);
    for (text, expected) in [
        ("AZURE", Some(world.harbour)),
        ("harbour", None),
        ("aaa", Some(world.elsewhere)),
        ("zzz", Some(world.elsewhere)),
    ] {
        let filter = ClientFilter {
            text: Some(text.to_owned()),
            ..filter(&world)
        };
        let expected: BTreeSet<_> = expected.into_iter().collect();
        assert_eq!(found(&world, &filter).await, expected, "{text:?}");
    }
    let mut relationship = world.relationship(world.elsewhere).await.unwrap();
    relationship.rename(None);
    save(&world, relationship).await;
    assert_eq!(names().await, ["Aaa", "azure", "New fjord"]);
}

/// The status is computed at the time asked for: at its end exactly a relationship has ended (R2,
/// R3).
pub async fn clients_are_filtered_by_status(backend: Backend) {
    let world = backend.world().await;
    let scene = scene(&world).await;
    let mut relationship = world.relationship(scene.other).await.unwrap();
    let last = world.now() - days(59);
    relationship.import(None, None, Some(last));
    save(&world, relationship).await;
    let micro = chrono::Duration::microseconds(1);
    let end = last + days(60);
    let connected = [
        scene.partner_admin,
        scene.super_admin,
        scene.colleagues,
        scene.connected,
    ];
    for (now, status, expected) in [
        (end - micro, RelationshipStatus::Connected, &connected[..]),
        (end - micro, RelationshipStatus::Managed, &[scene.other]),
        (
            end - micro,
            RelationshipStatus::Ended,
            &[scene.ended_with_colleague],
        ),
        (end, RelationshipStatus::Managed, &[]),
        (
            end,
            RelationshipStatus::Ended,
            &[scene.ended_with_colleague, scene.other],
        ),
    ] {
        let filter = ClientFilter {
            status: Some(status),
            now,
            ..filter(&world)
        };
        let expected: BTreeSet<_> = expected.iter().copied().collect();
        assert_eq!(found(&world, &filter).await, expected, "{status:?}");
    }
    let filter = ClientFilter {
        status: Some(RelationshipStatus::Managed),
        ends_after_days: 61,
        now: end,
        ..ClientFilter::default()
    };
    let expected = [scene.other].into();
    assert_eq!(found(&world, &filter).await, expected, "61 days");
}

/// A tag finds the clients that have it, as it is written.
pub async fn clients_are_filtered_by_tag(backend: Backend) {
    let world = backend.world().await;
    let scene = scene(&world).await;
    let tag = |text: &str| Tag::parse(text).unwrap();
    for (client, tags) in [
        (scene.partner_admin, vec!["north", "key"]),
        (scene.colleagues, vec!["north east"]),
    ] {
        let mut relationship = world.relationship(client).await.unwrap();
        relationship.set_tags(tags.into_iter().map(tag).collect());
        save(&world, relationship).await;
    }
    for (text, expected) in [
        ("north", vec![scene.partner_admin]),
        ("key", vec![scene.partner_admin]),
        ("north east", vec![scene.colleagues]),
        ("nor", vec![]),
        ("n%", vec![]),
    ] {
        let filter = ClientFilter {
            tag: Some(tag(text)),
            ..filter(&world)
        };
        let expected: BTreeSet<_> = expected.into_iter().collect();
        assert_eq!(found(&world, &filter).await, expected, "{text:?}");
    }
}

/// Filters narrow one another.
pub async fn client_filters_go_together(backend: Backend) {
    let world = backend.world().await;
    let scene = scene(&world).await;
    let both = ClientFilter {
        access_types: [AccessType::ColleaguesOnly].into(),
        text: Some("colleague".to_owned()),
        status: Some(RelationshipStatus::Connected),
        ..filter(&world)
    };
    assert_eq!(found(&world, &both).await, [scene.colleagues].into());
    let none = ClientFilter {
        tag: Some(Tag::parse("north").unwrap()),
        ..both
    };
    assert_eq!(found(&world, &none).await, [].into());
}

async fn employees(world: &Bench, filter: &EmployeeFilter) -> Vec<EmployeeRow> {
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let employees = reader.employees(world.northwind, filter, world.now(), &page);
    employees.await.unwrap().items
}

async fn employed(world: &Bench, filter: &EmployeeFilter) -> Vec<UserId> {
    let rows = employees(world, filter).await;
    rows.into_iter().map(|row| row.member.user.id).collect()
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
        .employees(world.harbour, &all, world.now(), &page)
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

    let status = crate::account::AccountStatus::Closed;
    for (closed, expected) in [(false, &expected[..]), (true, &[])] {
        world
            .change_account(world.northwind, |account, now| {
                account.enrol(None, now);
                if closed {
                    account.set_status(status, now);
                }
            })
            .await;
        assert_eq!(employed(&world, &all).await, expected, "closed: {closed}");
    }
}

/// Employees are found by part of name or address, by engagement, verification, and person.
pub async fn employees_are_filtered(backend: Backend) {
    let world = backend.world().await;
    let unconfirmed = UserBuilder::new("Åse_Ø%", "ase@northwind.example").unconfirmed();
    let ase = world.add_user(unconfirmed).await;
    let set = world.set(world.northwind_staff).await;
    world
        .add_member(MembershipBuilder::new(world.northwind, ase).set(&set))
        .await;
    let text = |text: &str| EmployeeFilter {
        text: Some(text.to_owned()),
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
    let user = |user| EmployeeFilter {
        user: Some(user),
        ..none()
    };
    let staff = [world.jonas, world.marit, world.priya, world.tomas];
    let cases = [
        (text("ARI"), vec![world.marit]),
        (text("FREELANCE.example"), vec![world.kaya]),
        (text("åse_ø%"), vec![ase]),
        (text("%"), vec![ase]),
        (text("m_rit"), vec![]),
        (engagement(Engagement::Contractor), vec![world.kaya]),
        (
            engagement(Engagement::Employee),
            [&staff[..], &[ase]].concat(),
        ),
        (verified(true), staff.to_vec()),
        (verified(false), vec![world.kaya, ase]),
        (user(world.kaya), vec![world.kaya]),
        (user(world.helen), vec![]),
        (
            EmployeeFilter {
                text: Some("freelance".to_owned()),
                engagement: Some(Engagement::Contractor),
                verified: Some(false),
                user: Some(world.kaya),
            },
            vec![world.kaya],
        ),
        (
            EmployeeFilter {
                verified: Some(true),
                ..user(world.kaya)
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

    let only_kaya = EmployeeFilter {
        user: Some(world.kaya),
        ..EmployeeFilter::default()
    };
    let expected = EmployeeRow {
        member: world.member(world.northwind, world.kaya).await,
        verified: false,
        clients: vec![
            ServedClient {
                client: world.harbour,
                name: name("Harbour & Pine"),
                access: Access::PartnerAdmin,
                permission_set_name: None,
                status: Status::Deactivated,
                expires_at: None,
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
            },
        ],
    };
    assert_eq!(employees(&world, &only_kaya).await, [expected]);
    let all = employees(&world, &EmployeeFilter::default()).await;
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
