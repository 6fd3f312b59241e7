//! Relationships.

use std::collections::BTreeSet;

use chrono::Duration;
use latchkey_domain::{
    base::{text::Tag, time::days, version::Version},
    partnership::relationship::{Relationship, RelationshipState, RelationshipStatus},
    ports::{Locks, Taken},
};

use super::{
    Backend,
    support::{assert_stale, assert_taken},
};
use crate::builders::name;

/// A relationship comes back with everything that was kept of it.
pub async fn a_relationship_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let tag = |text| Tag::parse(text).unwrap();
    let relationship = Relationship::restore(RelationshipState {
        partner: world.northwind,
        client: world.fjordline,
        display_name: Some(name("Fjörd, \"the\" client")),
        tags: BTreeSet::from([tag("Größe"), tag("größe"), tag("a,b")]),
        connected_at: world.now() + Duration::microseconds(1),
        last_qualifying_activity_at: Some(world.now() - days(1)),
        services_ended_at: Some(world.now() + Duration::microseconds(999_999)),
        restarted_at: Some(world.now() - Duration::microseconds(3)),
        announced: RelationshipStatus::Ended,
        announced_for: Some(world.now() - days(2)),
        version: Version::FIRST,
    });
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.insert_relationship(&relationship, &name("Fjordline Outdoor"))
        .await
        .unwrap();
    world.commit(unit).await;
    let found = world.relationship(world.fjordline).await;
    assert_eq!(found, Some(relationship));
    let mut reader = world.store.reader();
    let reversed = reader.relationship(world.fjordline, world.northwind).await;
    assert_eq!(reversed.unwrap(), None);
}

/// A changed relationship comes back changed, under the next version.
pub async fn a_changed_relationship_is_kept(backend: Backend) {
    let world = backend.world().await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    let version = relationship.version;
    relationship.rename(Some(name("The harbour")));
    relationship.set_tags([Tag::parse("north").unwrap()].into());
    relationship.import(None, Some(world.now() - days(9)), Some(world.now()));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    unit.keep_last_qualifying(&relationship).await.unwrap();
    world.commit(unit).await;
    assert_eq!(relationship.version, version.next());
    let found = world.relationship(world.harbour).await.unwrap();
    assert_eq!(found, relationship);

    relationship.rename(None);
    relationship.set_tags([].into());
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;
    let found = world.relationship(world.harbour).await.unwrap();
    assert_eq!(found, relationship);
}

/// A partner and a client have one relationship.
pub async fn a_relationship_begins_once(backend: Backend) {
    let world = backend.world().await;
    let again = Relationship::connect(world.northwind, world.harbour, world.now());
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let inserted = unit
        .insert_relationship(&again, &name("Harbour & Pine"))
        .await;
    assert_taken(inserted, Taken::Id);
}

/// A relationship that was changed since it was read is `Stale`.
pub async fn a_stale_relationship_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut old = world.relationship(world.harbour).await.unwrap();
    let mut first = old.clone();
    first.rename(Some(name("First")));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_relationship(&mut first).await.unwrap();
    world.commit(unit).await;
    old.rename(Some(name("Second")));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    assert_stale(&unit.save_relationship(&mut old).await);
}

/// The relationships to any number of clients are found at once.
pub async fn relationships_are_found_together(backend: Backend) {
    let world = backend.world().await;
    let other = Relationship::connect(world.northwind, world.fjordline, world.now());
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.insert_relationship(&other, &name("Fjordline Outdoor"))
        .await
        .unwrap();
    world.commit(unit).await;
    let mut clients = vec![world.harbour, world.elsewhere, world.harbour];
    for _ in 0..2_500 {
        clients.push(world.ids.next());
    }
    clients.push(world.fjordline);
    let mut reader = world.store.reader();
    let found = reader.relationships_among(world.northwind, &clients).await;
    let mut found = found.unwrap();
    found.sort_by_key(|relationship| relationship.client);
    let harbour = world.relationship(world.harbour).await.unwrap();
    let mut expected = vec![harbour, other];
    expected.sort_by_key(|relationship| relationship.client);
    assert_eq!(found, expected);
    let nobodys = reader.relationships_among(world.harbour, &clients).await;
    assert_eq!(nobodys.unwrap(), []);
}
