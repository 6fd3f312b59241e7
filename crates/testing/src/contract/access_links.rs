//! Access links and what clients consented to.

use latchkey_domain::{
    base::{ids::UserId, time::days},
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::{Consent, Shown},
    },
    people::token::TokenHash,
    ports::{Locks, Taken},
};

use super::{
    Backend, Bench,
    support::{assert_stale, assert_taken},
};
use crate::builders::{keys, name};

async fn link_key(world: &Bench) -> LinkKey {
    world.store.reader().link_key().await.unwrap()
}

async fn new_link(world: &Bench, employee: UserId) -> AccessLink {
    let key = link_key(world).await;
    let ids = &world.ids;
    AccessLink::issue(ids.next(), world.northwind, employee, &key, 90, world.now())
}

async fn insert(world: &Bench, link: &AccessLink) {
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.insert_access_link(link).await.unwrap();
    world.commit(unit).await;
}

async fn save(world: &Bench, link: &mut AccessLink) {
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.save_access_link(link).await.unwrap();
    world.commit(unit).await;
}

/// The key that tokens are derived with is the same for ever, in readers and in units.
pub async fn the_link_key_stays(backend: Backend) {
    let world = backend.world().await;
    let first = link_key(&world).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.link_key().await.unwrap(), first);
    world.commit(unit).await;
    assert_eq!(link_key(&world).await, first);
    assert_ne!(first.bytes(), &[0; 32]);
}

/// A link comes back with everything that was kept of it, by id and by its token.
pub async fn a_link_comes_back_by_id_and_by_token(backend: Backend) {
    let world = backend.world().await;
    let link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let mut reader = world.store.reader();
    let found = reader.access_link(link.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&link));
    let shown = link.token(&link_key(&world).await);
    let hash = TokenHash::of(shown.expose());
    let found = reader.access_link_by_token(&hash).await.unwrap();
    assert_eq!(found, Some(link));
    let unknown = TokenHash::of("unknown");
    let found = reader.access_link_by_token(&unknown).await.unwrap();
    assert_eq!(found, None);
    let ids = &world.ids;
    assert_eq!(reader.access_link(ids.next()).await.unwrap(), None);
}

/// A rotated link is found by its new token alone (L2).
pub async fn a_rotated_link_is_found_by_its_new_token_alone(backend: Backend) {
    let world = backend.world().await;
    let key = link_key(&world).await;
    let mut link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let old = link.token_hash;
    link.rotate(&key, 30, world.now() + days(1)).unwrap();
    let version = link.version;
    save(&world, &mut link).await;
    assert_eq!(link.version, version.next());
    let mut reader = world.store.reader();
    assert_eq!(reader.access_link_by_token(&old).await.unwrap(), None);
    let found = reader.access_link_by_token(&link.token_hash).await;
    assert_eq!(found.unwrap(), Some(link));
}

/// An employee has one link that is not revoked; once it is, there is room for another (L2).
pub async fn an_employee_has_one_unrevoked_link(backend: Backend) {
    let world = backend.world().await;
    let unrevoked = |employee| {
        let mut reader = world.store.reader();
        let partner = world.northwind;
        async move { reader.unrevoked_link(partner, employee).await.unwrap() }
    };
    assert_eq!(unrevoked(world.tomas).await, None);
    let mut first = new_link(&world, world.tomas).await;
    insert(&world, &first).await;
    world.clock.advance(days(400));
    assert_eq!(
        unrevoked(world.tomas).await.as_ref(),
        Some(&first),
        "lapsed"
    );
    assert_eq!(unrevoked(world.priya).await, None);

    let second = new_link(&world, world.tomas).await;
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_access_link(&second).await;
    assert_taken(inserted, Taken::AccessLink);
    drop(unit);

    first.revoke(world.now());
    save(&world, &mut first).await;
    assert_eq!(unrevoked(world.tomas).await, None);
    insert(&world, &second).await;
    assert_eq!(unrevoked(world.tomas).await, Some(second));
    let found = world.store.reader().access_link(first.id).await.unwrap();
    assert_eq!(found, Some(first), "the revoked one is still there");
}

/// A link that was changed since it was read is `Stale`.
pub async fn a_stale_link_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut old = new_link(&world, world.tomas).await;
    insert(&world, &old).await;
    let mut first = old.clone();
    first.revoke(world.now());
    save(&world, &mut first).await;
    old.revoke(world.now() + days(1));
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    assert_stale(&unit.save_access_link(&mut old).await);
}

/// An act of consent is kept, the same client's next one too (L5).
pub async fn every_act_of_consent_is_kept(backend: Backend) {
    let world = backend.world().await;
    let link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let mut consent = Consent {
        client: world.fjordline,
        partner: world.northwind,
        employee: world.tomas,
        link: link.id,
        generation: link.generation,
        approver: world.freya,
        at: world.now(),
        shown: Shown {
            partner_name: name("Northwind \"Studio\""),
            employee_name: name("Tomáš"),
            verified: true,
            hint: "aB-_".to_owned(),
            can: keys("contacts.view reports.view"),
            cannot: keys("billing.view"),
        },
    };
    for _ in 0..2 {
        let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
        unit.insert_consent(&consent).await.unwrap();
        world.commit(unit).await;
        consent.at += days(1);
    }
}
