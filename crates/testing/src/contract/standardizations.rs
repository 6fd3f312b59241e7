//! Bringing all partner admins back to the template (L9).

use latchkey_domain::{
    base::{
        ids::OperationId,
        text::Reason,
        time::{Time, days},
    },
    membership::{member::Member, terms::Rank},
    partnership::standardization::{
        Place, RestoreWithheld, Standardization, StandardizationEffect,
    },
    ports::Locks,
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale},
};
use crate::builders::{MembershipBuilder, keys, name};

async fn set_down(world: &Bench, effective: Time) -> Standardization {
    let id: OperationId = world.ids.next();
    let reason = Reason::parse("a new template").unwrap();
    let new = Standardization::schedule(
        id,
        effective,
        RestoreWithheld::Yes,
        Some(reason),
        world.now(),
    );
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_standardization(&new).await.unwrap();
    world.commit(unit).await;
    new
}

async fn found(world: &Bench, id: OperationId) -> Standardization {
    let mut reader = world.store.reader();
    reader.standardization(id).await.unwrap().unwrap()
}

/// A standardization comes back whole, is saved changed, and is not saved by whoever saw it before.
pub async fn a_standardization_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let new = set_down(&world, world.now() + days(1)).await;
    let seen = found(&world, new.id).await;
    assert_eq!(seen, new);
    let mut changed = seen.clone();
    assert!(changed.begin() && changed.finish());
    let mut unit = world.begin(Locks::none()).await;
    unit.save_standardization(&mut changed).await.unwrap();
    world.commit(unit).await;
    assert_eq!(found(&world, new.id).await, changed);
    let mut stale = seen;
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.save_standardization(&mut stale).await);
    drop(unit);
    let unknown = world.ids.next();
    let mut reader = world.store.reader();
    assert_eq!(reader.standardization(unknown).await.unwrap(), None);
}

/// All are listed, newest first; due are those whose day has come, until they are done or called off.
pub async fn standardizations_are_due_when_their_day_comes(backend: Backend) {
    let world = backend.world().await;
    let mut all = Vec::new();
    for day in [0, 1, 2] {
        world.clock.advance(chrono::Duration::seconds(1));
        all.insert(0, set_down(&world, world.now() + days(day)).await);
    }
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        reader.standardizations(&page).await.unwrap()
    })
    .await;
    let due = async |at| {
        let mut reader = world.store.reader();
        let due = reader.due_standardizations(at).await.unwrap();
        due.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let [third, second, first] = &mut all[..] else {
        panic!("three")
    };
    let now = world.now();
    assert_eq!(due(now).await, [first.id]);
    assert_eq!(due(second.effective).await, [first.id, second.id]);
    assert!(first.finish());
    assert_eq!(second.cancel(now), Ok(true));
    let mut unit = world.begin(Locks::none()).await;
    unit.save_standardization(first).await.unwrap();
    unit.save_standardization(second).await.unwrap();
    world.commit(unit).await;
    assert_eq!(due(now + days(9)).await, [third.id]);
}

/// Partner admins in two accounts: one as the template says, one with more, one with less.
async fn partner_admins(world: &Bench) {
    let new = MembershipBuilder::new;
    let memberships = [
        new(world.harbour, world.jonas).added("billing.view"),
        new(world.fjordline, world.kaya)
            .added("billing.edit")
            .deactivated(),
        new(world.fjordline, world.jonas),
    ];
    for membership in memberships {
        let admin = membership.partner_admin(world.northwind);
        world.add_member(admin).await;
    }
    let staff = world.set(world.northwind_staff).await;
    let other = new(world.fjordline, world.tomas).set(&staff);
    world.add_member(other.added("billing.view")).await;
    world
        .change_member(world.fjordline, world.jonas, |member, _| {
            let reports = keys("reports.view");
            assert!(member.terms.withhold(&reports, Rank::Manager));
        })
        .await;
}

/// Partner admins beyond the template are found by account and membership, whatever their status; who is
/// withheld from where that is to be lifted.
pub async fn partner_admins_beyond_the_template_are_found(backend: Backend) {
    let world = backend.world().await;
    partner_admins(&world).await;
    let look = async |word, after, most| {
        let mut reader = world.store.reader();
        reader.beyond_template(word, after, most).await.unwrap()
    };
    let who = |members: &[Member]| {
        let places = members.iter().map(|it| (it.account.id, it.user.id));
        places.collect::<Vec<_>>()
    };
    let (jonas, kaya) = ((world.harbour, world.jonas), (world.fjordline, world.kaya));
    let stays = look(RestoreWithheld::No, None, 9).await;
    assert_eq!(who(&stays), [jonas, kaya]);
    let mut all = look(RestoreWithheld::Yes, None, 9).await;
    assert_eq!(who(&all), [jonas, kaya, (world.fjordline, world.jonas)]);
    let first = all.remove(0);
    let found = look(RestoreWithheld::Yes, None, 1).await;
    assert_eq!(found, std::slice::from_ref(&first));
    let after = Some(Place::of(&first));
    assert_eq!(look(RestoreWithheld::Yes, after, 9).await, all);
    let after = all.last().map(Place::of);
    assert_eq!(look(RestoreWithheld::Yes, after, 9).await, []);
}

/// What was added is cleared at once, in one account, and what was read before is stale; nothing is
/// cleared where one is no member any more.
pub async fn what_was_added_is_cleared_at_once(backend: Backend) {
    let world = backend.world().await;
    partner_admins(&world).await;
    let before = world.member(world.fjordline, world.kaya).await;
    world.clock.advance(chrono::Duration::seconds(1));
    let now = world.now();
    let cleared = [world.kaya, world.jonas];
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.clear_added(world.fjordline, &[], now).await.unwrap();
    let clearing = unit.clear_added(world.fjordline, &cleared, now);
    clearing.await.unwrap();
    world.commit(unit).await;
    let after = world.member(world.fjordline, world.kaya).await.membership;
    assert_eq!(after.adjustments.added, []);
    assert_eq!(after.updated_at, now);
    assert_eq!(after.version, before.membership.version.next());
    let harbour = world.member(world.harbour, world.jonas).await.membership;
    assert_eq!(harbour.adjustments.added, keys("billing.view"));
    let mut stale = before.membership;
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    assert_stale(&unit.save_membership(&mut stale).await);
    drop(unit);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let gone = [world.jonas, world.sam];
    assert_stale(&unit.clear_added(world.harbour, &gone, now).await);
    drop(unit);
    let jonas = world.member(world.harbour, world.jonas).await.membership;
    assert_eq!(jonas, harbour);
}

/// What a standardization has done comes back by account and person, with the names of today.
pub async fn effects_come_back_with_the_names_of_today(backend: Backend) {
    let world = backend.world().await;
    let one = set_down(&world, world.now()).await;
    let other = set_down(&world, world.now()).await;
    let effect = |account, user, gains: &str, losses: &str| StandardizationEffect {
        account: (account, name("as it was")),
        user: (user, name("as it was")),
        gains: keys(gains),
        losses: keys(losses),
    };
    let effects = [
        effect(world.fjordline, world.jonas, "", "billing.view"),
        effect(world.harbour, world.marit, "reports.view", ""),
    ];
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_standardization_effects(one.id, &effects)
        .await
        .unwrap();
    unit.insert_standardization_effects(other.id, &[])
        .await
        .unwrap();
    world.commit(unit).await;
    let mut reader = world.store.reader();
    let found = reader.standardization_effects(one.id).await.unwrap();
    let [fjordline, harbour] = effects;
    let expected = [
        StandardizationEffect {
            account: (world.harbour, name("Harbour & Pine")),
            user: (world.marit, name("Marit Aas")),
            ..harbour
        },
        StandardizationEffect {
            account: (world.fjordline, name("Fjordline Outdoor")),
            user: (world.jonas, name("Jonas Weber")),
            ..fjordline
        },
    ];
    assert_eq!(found, expected);
    let none = reader.standardization_effects(other.id).await.unwrap();
    assert_eq!(none, []);
}
