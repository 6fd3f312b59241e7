//! A partner's clients, as the client access manager lists them (U1).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::AccountId,
        page::PageRequest,
        text::{SearchText, Tag},
        time::days,
    },
    membership::{Access, HeldVersion},
    partnership::relationship::{Relationship, RelationshipStatus},
    ports::{AccessType, ClientFilter, ClientRow, Locks},
};

use super::{Backend, Bench, support::save_relationship as save};
use crate::builders::{AccountBuilder, MembershipBuilder, name};

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
    let found: BTreeSet<_> = rows.iter().map(|row| row.client).collect();
    assert_eq!(found.len(), rows.len(), "a client twice");
    found
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
        client: world.harbour,
        relationship: Some(relationship),
        official_name: name("Harbour & Pine"),
        my_access,
        active: 3,
        deactivated: 1,
        in_force: 1,
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
        (world.kaya, Some(held)),
        (world.helen, Some(Access::SuperAdmin)),
        (world.freya, None),
        (world.sam, None),
    ] {
        let expected = row(my_access, relationship.clone());
        let client = reader.client(world.northwind, reading, world.harbour, world.now());
        assert_eq!(client.await.unwrap().as_ref(), Some(&expected));
        let page = PageRequest::first();
        let filter = filter(&world);
        let clients = reader.clients(world.northwind, reading, &filter, &page);
        assert!(clients.await.unwrap().items.contains(&expected));
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
        let row = reader
            .client(world.northwind, world.marit, client, world.now())
            .await;
        assert_eq!(row.unwrap().is_some(), expected, "{client}");
    }
    let row = reader
        .client(world.elsewhere, world.marit, world.harbour, world.now())
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
        ("DER GRÖSSTE", vec![client]),
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
        ("a\u{e9}rlig", vec![]),
        ("\u{c6}RLIG", vec![client]),
    ] {
        let filter = ClientFilter {
            text: Some(SearchText::parse(text).unwrap()),
            ..filter(&world)
        };
        let expected: BTreeSet<_> = expected.into_iter().collect();
        assert_eq!(found(&world, &filter).await, expected, "{text:?}");
    }
}

/// A client that gets another official name is found and ordered by it, unless the partner has a
/// name of its own (R6).
pub async fn a_renamed_client_is_found_by_its_new_name(backend: Backend) {
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
            text: Some(SearchText::parse(text).unwrap()),
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
        text: Some(SearchText::parse("colleague").unwrap()),
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
