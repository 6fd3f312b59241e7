//! Permission sets and their versions.

use latchkey_domain::{
    base::{ids::PermissionSetId, text::ExternalId, version::Version},
    membership::{Access, HeldVersion},
    permission::{PermissionSet, PermissionSetParts, SetContent, SetName, SetOwner, SetVersion},
    ports::{Locks, Taken},
};

use super::{
    Backend, Bench,
    support::{assert_stale, assert_taken},
};
use crate::builders::{MembershipBuilder, SetBuilder, keys};

/// Revises a set in a unit of its own.
async fn revise(world: &Bench, id: PermissionSetId, content: SetContent) -> PermissionSet {
    let mut unit = world.begin(Locks::none()).await;
    let mut set = unit.permission_set(id).await.unwrap().unwrap();
    set.revise(content, &world.catalogue).unwrap();
    unit.save_permission_set(&mut set).await.unwrap();
    world.commit(unit).await;
    set
}

/// A set comes back with everything that was kept of it.
pub async fn a_set_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let of_account = SetBuilder::new("Größe \"L\"", "contacts.edit:team deals.view reports.view")
        .owner(world.harbour)
        .external_id("Rolle 1")
        .description(&"é".repeat(500));
    let standard = SetBuilder::new("Nothing", "").external_id("nothing");
    let with_lost_key = PermissionSetParts {
        id: world.ids.next(),
        owner: SetOwner::Account(world.harbour),
        name: SetName::parse("Lost").unwrap(),
        description: None,
        external_id: None,
        current: SetVersion::stored(1, keys("reports.view some.lost_key:team")),
        version: Version::FIRST,
    };
    let lost = PermissionSet::stored(with_lost_key);
    for set in [
        world.add_set(of_account).await,
        world.add_set(standard).await,
    ] {
        assert_eq!(world.set(set.id()).await, set);
    }
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_permission_set(&lost).await.unwrap();
    world.commit(unit).await;
    assert_eq!(world.set(lost.id()).await, lost);
}

/// Other permissions make a new version; holders keep the one they have (A7).
pub async fn a_changed_set_is_kept_in_its_versions(backend: Backend) {
    let world = backend.world().await;
    let people = world.harbour_people;
    let renamed = SetBuilder::new("Crew", "users.edit contacts.edit reports.view")
        .description("Who looks after people")
        .external_id("crew");
    let renamed = revise(&world, people, renamed.content()).await;
    assert_eq!(world.set(people).await, renamed);
    assert_eq!(
        (renamed.version().get(), renamed.current().number()),
        (2, 1)
    );

    let narrowed = revise(
        &world,
        people,
        SetBuilder::new("Crew", "users.edit").content(),
    )
    .await;
    assert_eq!(world.set(people).await, narrowed);
    assert_eq!(
        (narrowed.version().get(), narrowed.current().number()),
        (3, 2)
    );
    assert_eq!(
        (narrowed.description(), narrowed.external_id()),
        (None, None)
    );

    let widened = SetBuilder::new("Crew", "users.edit crm.import");
    let widened = revise(&world, people, widened.content()).await;
    assert_eq!(widened.current().number(), 3);

    let holder = MembershipBuilder::new(world.harbour, world.sam);
    let second = HeldVersion {
        set: people,
        version: 2,
    };
    world.add_member(holder.held(second)).await;
    let permissions =
        |member: latchkey_domain::membership::member::Member| member.set.unwrap().permissions;
    let first = permissions(world.member(world.harbour, world.ines).await);
    assert_eq!(
        first,
        keys("users.edit contacts.view contacts.edit reports.view")
    );
    let second = permissions(world.member(world.harbour, world.sam).await);
    assert_eq!(second, keys("users.edit"));
}

/// A set that was changed since it was read is `Stale`: saved or removed.
pub async fn a_stale_set_is_neither_saved_nor_removed(backend: Backend) {
    let world = backend.world().await;
    let set = SetBuilder::new("Old", "reports.view").owner(world.harbour);
    let mut old = world.add_set(set).await;
    let content = SetBuilder::new("First", "reports.view").content();
    let first = revise(&world, old.id(), content).await;
    let content = SetBuilder::new("Second", "crm.import").content();
    old.revise(content, &world.catalogue).unwrap();
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.save_permission_set(&mut old).await);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.remove_permission_set(&old).await);
    drop(unit);
    assert_eq!(world.set(old.id()).await, first);
}

/// An external id is one set's alone among those of one owner, on making and on changing.
pub async fn an_external_id_is_one_sets_alone_in_its_account(backend: Backend) {
    let world = backend.world().await;
    let set = |name: &str| SetBuilder::new(name, "reports.view").external_id("role-1");
    world.add_set(set("One").owner(world.harbour)).await;
    world.add_set(set("Two").owner(world.northwind)).await;
    world.add_set(set("Three")).await;
    for (taken, owner) in [
        (set("Four").owner(world.harbour), "an account"),
        (set("Five"), "the catalogue"),
    ] {
        let mut unit = world.begin(Locks::none()).await;
        let inserted = unit.insert_permission_set(&taken.build(&*world.ids)).await;
        assert!(inserted.is_err(), "a second set of {owner}");
        assert_taken(inserted, Taken::PermissionSet);
    }
    let other = SetBuilder::new("Six", "reports.view").owner(world.harbour);
    let mut other = world.add_set(other).await;
    other
        .revise(set("Six").content(), &world.catalogue)
        .unwrap();
    let mut unit = world.begin(Locks::none()).await;
    let saved = unit.save_permission_set(&mut other).await;
    assert_taken(saved, Taken::PermissionSet);
}

/// The platform's id finds a set among those of one account, byte for byte.
pub async fn a_set_is_found_by_external_id_in_its_account(backend: Backend) {
    let world = backend.world().await;
    let set = SetBuilder::new("One", "reports.view").external_id("Role");
    let set = world.add_set(set.owner(world.harbour)).await;
    let mut reader = world.store.reader();
    for (account, id, expected) in [
        (world.harbour, "Role", Some(&set)),
        (world.harbour, "role", None),
        (world.northwind, "Role", None),
        (world.harbour, "sales_rep", None),
    ] {
        let id = ExternalId::parse(id).unwrap();
        let found = reader.permission_set_by_external_id(account, &id).await;
        assert_eq!(found.unwrap().as_ref(), expected, "{id}");
    }
}

/// The standard sets are all of them, in their newest versions (P1).
pub async fn the_standard_sets_are_all_there(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    let mut found: Vec<_> = reader
        .standard_sets()
        .await
        .unwrap()
        .into_iter()
        .map(|set| set.external_id().unwrap().as_str().to_owned())
        .collect();
    found.sort();
    let mut expected: Vec<_> = world
        .catalogue
        .standard_sets()
        .iter()
        .map(|set| set.key().as_str().to_owned())
        .collect();
    expected.sort();
    assert_eq!(found, expected);

    let mut unit = world.begin(Locks::none()).await;
    let sales_rep = world.standard_set("sales_rep");
    let mut set = unit.permission_set(sales_rep).await.unwrap().unwrap();
    assert!(set.renew(keys("reports.view")));
    unit.save_permission_set(&mut set).await.unwrap();
    world.commit(unit).await;
    let found = reader.standard_sets().await.unwrap();
    assert!(found.contains(&set));
}

/// Holders are the memberships that hold any version, in any account, whatever their status.
pub async fn holders_hold_any_version_anywhere(backend: Backend) {
    let world = backend.world().await;
    let people = world.harbour_people;
    revise(
        &world,
        people,
        SetBuilder::new("Crew", "users.edit").content(),
    )
    .await;
    let set = world.set(people).await;
    let holder = MembershipBuilder::new(world.harbour, world.sam).set(&set);
    world.add_member(holder).await;
    let holder = MembershipBuilder::new(world.fjordline, world.sam).set(&set);
    world.add_member(holder.deactivated()).await;
    let mut reader = world.store.reader();
    assert_eq!(reader.holders(people).await.unwrap(), 3);
    let unheld = world.standard_set("web_developer");
    assert_eq!(reader.holders(unheld).await.unwrap(), 0);
}

/// Holders of several sets are counted at once; sets that nobody holds, or that were not asked for,
/// are left out.
pub async fn holders_of_several_sets_are_counted_at_once(backend: Backend) {
    let world = backend.world().await;
    let people = world.harbour_people;
    let set = world.set(people).await;
    let holder = MembershipBuilder::new(world.fjordline, world.sam).set(&set);
    world.add_member(holder.deactivated()).await;
    let content = SetBuilder::new("Crew", "users.edit").content();
    let set = revise(&world, people, content).await;
    let holder = MembershipBuilder::new(world.harbour, world.sam).set(&set);
    world.add_member(holder).await;
    let unheld = world.standard_set("web_developer");
    let mut reader = world.store.reader();
    let ids = [people, unheld, world.northwind_staff];
    let found = reader.holders_among(&ids).await.unwrap();
    let expected = [(people, 3), (world.northwind_staff, 2)];
    assert_eq!(found, expected.into());
    let none = reader.holders_among(&[]).await.unwrap();
    assert!(none.is_empty());
}

/// A set with an outdated holder in its own account, and one elsewhere.
async fn outdated_holders(world: &Bench) -> PermissionSet {
    let set = world.set(world.harbour_people).await;
    let holder = MembershipBuilder::new(world.fjordline, world.sam).set(&set);
    world.add_member(holder.clipped("users.edit")).await;
    let content = SetBuilder::new("Crew", "users.edit").content();
    let set = revise(world, set.id(), content).await;
    let up_to_date = MembershipBuilder::new(world.harbour, world.freya).set(&set);
    world.add_member(up_to_date).await;
    set
}

async fn versions_held(world: &Bench) -> [u32; 2] {
    let mut versions = [0; 2];
    let holders = [(world.harbour, world.ines), (world.fjordline, world.sam)];
    for (version, (account, user)) in versions.iter_mut().zip(holders) {
        let member = world.member(account, user).await;
        *version = match member.membership.access {
            Access::PermissionSet(held) => held.version,
            other @ (Access::SuperAdmin | Access::PartnerAdmin) => panic!("holds {other:?}"),
        };
    }
    versions
}

/// The holders in one account follow a new version; adjustments stay, others elsewhere stay (A7).
pub async fn holders_in_one_account_move_to_the_newest_version(backend: Backend) {
    let world = backend.world().await;
    let set = outdated_holders(&world).await;
    assert_eq!(versions_held(&world).await, [1, 1]);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let moved = unit.move_holders(&set, Some(world.harbour)).await.unwrap();
    world.commit(unit).await;
    assert_eq!(moved, 1, "those who are there already do not count");
    assert_eq!(versions_held(&world).await, [2, 1]);
    let member = world.member(world.harbour, world.ines).await;
    assert_eq!(member.set.unwrap().permissions, keys("users.edit"));
}

/// The holders everywhere follow a new version (A7).
pub async fn holders_everywhere_move_to_the_newest_version(backend: Backend) {
    let world = backend.world().await;
    let set = outdated_holders(&world).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.move_holders(&set, None).await.unwrap(), 2);
    assert_eq!(unit.move_holders(&set, None).await.unwrap(), 0);
    world.commit(unit).await;
    assert_eq!(versions_held(&world).await, [2, 2]);
    let member = world.member(world.fjordline, world.sam).await;
    assert_eq!(member.membership.adjustments.clipped, keys("users.edit"));
}

/// A membership that was read before its version moved is `Stale`: saving it would put the old
/// version back.
pub async fn moving_holders_makes_what_was_read_before_stale(backend: Backend) {
    let world = backend.world().await;
    let set = outdated_holders(&world).await;
    let mut old = world.member(world.harbour, world.ines).await.membership;
    let mut unit = world.begin(Locks::none()).await;
    unit.move_holders(&set, None).await.unwrap();
    world.commit(unit).await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    assert_stale(&unit.save_membership(&mut old).await);
}

/// A removed set is gone with its versions, and its external id is free.
pub async fn a_removed_set_is_gone(backend: Backend) {
    let world = backend.world().await;
    let new = || {
        SetBuilder::new("One", "reports.view")
            .owner(world.harbour)
            .external_id("role-1")
    };
    let set = world.add_set(new()).await;
    let content = SetBuilder::new("One", "crm.import").external_id("role-1");
    let set = revise(&world, set.id(), content.content()).await;
    let mut unit = world.begin(Locks::none()).await;
    unit.remove_permission_set(&set).await.unwrap();
    world.commit(unit).await;
    let found = world.store.reader().permission_set(set.id()).await;
    assert_eq!(found.unwrap(), None);
    world.add_set(new()).await;
}
