//! What goes at once when a client severs a partner, and who serves a client.

use latchkey_domain::{
    base::{ids::AccountId, page::PageRequest, time::days},
    membership::terms::{Rank, Terms},
    partnership::relationship::Relationship,
    ports::{Locks, ServingPartner},
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale},
};
use crate::builders::{AccountBuilder, MembershipBuilder, keys};

/// Several members are removed at once, in their account alone; none where one is gone already.
pub async fn several_members_are_removed_at_once(backend: Backend) {
    let world = backend.world().await;
    for account in [world.harbour, world.fjordline] {
        let jonas = MembershipBuilder::new(account, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
    }
    let removed = [world.marit, world.jonas];
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.remove_memberships(world.harbour, &[]).await.unwrap();
    let removing = unit.remove_memberships(world.harbour, &removed);
    removing.await.unwrap();
    world.commit(unit).await;
    for user in removed {
        assert_eq!(world.find_member(world.harbour, user).await, None);
    }
    world.member(world.fjordline, world.jonas).await;
    world.member(world.harbour, world.helen).await;

    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let again = [world.hugo, world.marit];
    assert_stale(&unit.remove_memberships(world.harbour, &again).await);
    drop(unit);
    world.member(world.harbour, world.hugo).await;
}

/// Terms of several people are kept, replaced and forgotten at once.
pub async fn terms_of_several_people_are_kept_at_once(backend: Backend) {
    let world = backend.world().await;
    let people = [world.marit, world.jonas, world.kaya];
    let none = people.map(|user| Terms::none(world.harbour, user));
    let [mut marit, mut jonas, mut kaya] = none.clone();
    marit.refuse(Rank::SuperAdmin);
    assert!(jonas.withhold(&keys("reports.view crm.export"), Rank::Manager));
    assert!(kaya.set_limit(Some(world.now() + days(1)), Rank::SuperAdmin));
    let save = async |terms: &[Terms]| {
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.save_all_terms(terms).await.unwrap();
        world.commit(unit).await;
        let mut reader = world.store.reader();
        let mut found = reader.terms_among(world.harbour, &people).await.unwrap();
        found.sort_by_key(|terms| people.iter().position(|user| *user == terms.user));
        found
    };
    let first = [marit.clone(), jonas.clone(), kaya.clone()];
    assert_eq!(save(&first).await, first);
    assert!(jonas.withhold(&[], Rank::Manager));
    jonas.refuse(Rank::PartnersSuperAdmin);
    jonas.left = true;
    let [forgotten, ..] = none;
    let second = [forgotten, jonas.clone()];
    assert_eq!(save(&second).await, [jonas, kaya]);
}

/// Unlinking undoes linking, for that person and partner alone; where there is nothing, nothing happens.
pub async fn unlinking_undoes_linking(backend: Backend) {
    let world = backend.world().await;
    let (harbour, northwind) = (world.harbour, world.northwind);
    let marks = [
        (harbour, world.kaya, northwind),
        (harbour, world.jonas, northwind),
        (harbour, world.kaya, world.elsewhere),
        (world.fjordline, world.kaya, northwind),
    ];
    let mut unit = world.begin(Locks::none().changing(harbour)).await;
    for (account, user, partner) in marks {
        unit.link(account, user, partner).await.unwrap();
    }
    for _ in 0..2 {
        unit.unlink(harbour, world.kaya, northwind).await.unwrap();
    }
    world.commit(unit).await;
    let linked = async || {
        let mut reader = world.store.reader();
        let mut linked = Vec::new();
        for (account, user, partner) in marks {
            linked.push(reader.is_linked(account, user, partner).await.unwrap());
        }
        linked
    };
    assert_eq!(linked().await, [false, true, true, true]);
    let mut unit = world.begin(Locks::none().changing(harbour)).await;
    assert_eq!(unit.unlink_all(harbour, northwind).await.unwrap(), 1);
    world.commit(unit).await;
    assert_eq!(linked().await, [false, false, true, true]);
}

async fn serving(world: &Bench, account: AccountId) -> Vec<ServingPartner> {
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    reader.serving_partners(account, &page).await.unwrap().items
}

/// Partners serve an account by memberships, by a relationship, or by both; each stands once, by id.
pub async fn partners_serve_by_membership_or_relationship(backend: Backend) {
    let world = backend.world().await;
    let jonas = MembershipBuilder::new(world.harbour, world.jonas);
    let jonas = jonas.partner_admin(world.northwind).deactivated();
    world.add_member(jonas).await;
    let former = AccountBuilder::new("Southwind").former_partner();
    let southwind = world.add_account(former).await;
    let only = Relationship::connect(southwind, world.harbour, world.now());
    let name = world.account(world.harbour).await.name.clone();
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.insert_relationship(&only, &name).await.unwrap();
    // A membership alone, as an import may leave it.
    let kaya = MembershipBuilder::new(world.harbour, world.kaya);
    let kaya = kaya.partner_admin(world.elsewhere).build(&*world.ids);
    unit.insert_memberships(&[kaya]).await.unwrap();
    world.commit(unit).await;
    let expected = [
        (world.northwind, true, 1, 1, true),
        (world.elsewhere, false, 1, 0, false),
        (southwind, false, 0, 0, true),
    ];
    let found = serving(&world, world.harbour).await;
    let rows = found.iter().map(|row| {
        let related = row.relationship.is_some();
        (row.id, row.enrolled, row.active, row.deactivated, related)
    });
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    let last = found.last().unwrap();
    assert_eq!(last.name.as_str(), "Southwind");
    assert_eq!(last.relationship, Some(only));
    assert_eq!(serving(&world, world.fjordline).await, []);
    assert_pages(&found, async |page| {
        let mut reader = world.store.reader();
        reader.serving_partners(world.harbour, &page).await.unwrap()
    })
    .await;
}
