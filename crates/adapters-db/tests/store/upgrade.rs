//! A database made by the program of before is upgraded: whoever had access keeps it, and nobody gains any
//! (I8).

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        text::SearchText,
    },
    membership::terms::{Rank, RefusedBy},
    ports::MemberFilter,
};
use latchkey_testing::{
    World,
    builders::{ChangeFreely as _, MembershipBuilder, UserBuilder, name},
};
use sea_orm::ConnectionTrait;

use crate::support::{self, Fresh};

/// What the program of before has not.
const BACK: [&str; 7] = [
    "ALTER TABLE membership DROP COLUMN employments",
    "ALTER TABLE membership DROP COLUMN given_membership",
    "ALTER TABLE membership DROP COLUMN given_number",
    "ALTER TABLE membership DROP COLUMN offered_by",
    "ALTER TABLE terms DROP COLUMN refused_by",
    "DELETE FROM seaql_migrations WHERE version = 'm0015_offered_access'",
    "DELETE FROM seaql_migrations WHERE version = 'm0018_employments'",
];

/// What the program has not that did not remember how employments ended.
const BEFORE_ENDS: [&str; 3] = [
    "ALTER TABLE membership DROP COLUMN offboarded",
    "DROP TABLE employment_end",
    "DELETE FROM seaql_migrations WHERE version = 'm0023_employment_ends'",
];

/// What the program has not that did not search for given names.
const BEFORE_GIVEN_NAMES: [&str; 2] = [
    "ALTER TABLE membership DROP COLUMN given_name_folded",
    "DELETE FROM seaql_migrations WHERE version = 'm0026_given_names'",
];

async fn back(fresh: &Fresh, statements: &[&str]) {
    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    for statement in statements {
        database.execute_unprepared(statement).await.unwrap();
    }
    database.close().await.unwrap();
}

/// Whether the member holds anything now.
async fn is_in_force(world: &World, account: AccountId, user: UserId) -> bool {
    let member = world.member(account, user).await;
    member.standing(world.now()).is_ok()
}

async fn who_had_access_keeps_it(fresh: Fresh) {
    let world = fresh.world().await;
    let acting = |user| MembershipBuilder::new(world.fjordline, user);
    world
        .add_member(acting(world.jonas).partner_admin(world.northwind))
        .await;
    world
        .add_member(acting(world.kaya).partner_admin(world.northwind))
        .await;
    world
        .change_member(world.northwind, world.kaya, |member, now| {
            let off = &mut member.membership;
            off.change_freely(now, |state| state.deactivated = true);
        })
        .await;
    let offered = MembershipBuilder::new(world.fjordline, world.hugo);
    world.add_member(offered.offered_by(world.freya)).await;
    world
        .change_member(world.harbour, world.ines, |member, _now| {
            member.terms.refuse(Rank::SuperAdmin);
        })
        .await;

    back(&fresh, &BACK).await;
    fresh.store.migrate().await.unwrap();
    let employee = (world.fjordline, world.jonas);
    let former = (world.fjordline, world.kaya);
    assert!(is_in_force(&world, employee.0, employee.1).await);
    assert!(!is_in_force(&world, former.0, former.1).await);
    let hugo = world.member(world.fjordline, world.hugo).await;
    assert_eq!(hugo.membership.is_taken(), Some(true));
    let ines = world.member(world.harbour, world.ines).await;
    assert_eq!(ines.terms.refused, Some(RefusedBy::OwnSide));

    // Coming back gives the former employee nothing; a break cuts the other, for good.
    for user in [world.kaya, world.jonas] {
        for deactivated in [true, false] {
            world
                .change_member(world.northwind, user, |member, now| {
                    let employments = member.membership.employments;
                    member.membership.change_freely(now, |state| {
                        state.deactivated = deactivated;
                        state.employments = employments + u32::from(!deactivated);
                    });
                })
                .await;
        }
        assert!(!is_in_force(&world, world.fjordline, user).await);
    }
}

#[tokio::test]
async fn who_had_access_keeps_it_on_sqlite() {
    who_had_access_keeps_it(support::sqlite_file().await).await;
}

#[tokio::test]
async fn who_had_access_keeps_it_on_postgres() {
    who_had_access_keeps_it(support::postgres().await).await;
}

const NO_STUBS: [&str; 3] = [
    "ALTER TABLE \"user\" DROP COLUMN stub",
    "ALTER TABLE membership DROP COLUMN given_name",
    "DELETE FROM seaql_migrations WHERE version = 'm0022_stubs'",
];

/// I6, I8: whom only accounts have invited is a stub afterwards; the first invitation has the name.
async fn who_was_only_invited_is_a_stub(fresh: Fresh) {
    let world = fresh.world().await;
    let only_invited = UserBuilder::new("Call 555", "ceo@bigcorp.example").unconfirmed();
    let only_invited = world.add_user(only_invited).await;
    let known = UserBuilder::new("Uma", "uma@elsewhere.example").unconfirmed();
    let known = world.add_user(known.external_id("u-uma")).await;
    let member = UserBuilder::new("Ulf", "ulf@elsewhere.example").unconfirmed();
    let member = world.add_user(member).await;
    for account in [world.harbour, world.fjordline] {
        for user in [only_invited, known, member] {
            let invitation = MembershipBuilder::new(account, user);
            let accepted = user == member && account == world.fjordline;
            let invitation = if accepted {
                invitation
            } else {
                invitation.invited()
            };
            world.add_member(invitation).await;
        }
    }

    back(&fresh, &BEFORE_GIVEN_NAMES).await;
    back(&fresh, &NO_STUBS).await;
    fresh.store.migrate().await.unwrap();
    let filter = MemberFilter {
        text: Some(SearchText::parse("CALL").unwrap()),
        ..MemberFilter::default()
    };
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let found = reader.members(world.harbour, &filter, &page).await.unwrap();
    assert_eq!(found.items.len(), 1, "found by the given name");
    drop(reader);
    for (user, stub) in [(only_invited, true), (known, false), (member, false)] {
        assert_eq!(world.user(user).await.stub, stub);
        let first = world.member(world.harbour, user).await.membership;
        let later = world.member(world.fjordline, user).await.membership;
        let given = stub.then(|| name("Call 555"));
        assert_eq!((&first.given_name, &later.given_name), (&given, &None));
    }
}

#[tokio::test]
async fn who_was_only_invited_is_a_stub_on_sqlite() {
    who_was_only_invited_is_a_stub(support::sqlite_file().await).await;
}

#[tokio::test]
async fn who_was_only_invited_is_a_stub_on_postgres() {
    who_was_only_invited_is_a_stub(support::postgres().await).await;
}

/// Whoever is deactivated in a partner's account on the day of the upgrade left it then (A6, D8).
async fn former_employees_are_remembered(fresh: Fresh) {
    let world = fresh.world().await;
    let harbour_staff = MembershipBuilder::new(world.harbour, world.priya);
    world.add_member(harbour_staff.deactivated()).await;
    world.clock.advance(chrono::Duration::days(3));
    world
        .change_member(world.northwind, world.kaya, |member, now| {
            let off = &mut member.membership;
            off.change_freely(now, |state| state.deactivated = true);
        })
        .await;
    back(&fresh, &BEFORE_ENDS).await;
    fresh.store.migrate().await.unwrap();
    let mut reader = world.store.reader();
    let kaya = world.member(world.northwind, world.kaya).await.membership;
    let ended = reader.employment_end(world.northwind, world.kaya).await;
    let ended = ended.unwrap().unwrap();
    assert_eq!(
        (ended.employment, ended.at),
        (kaya.employment().key, world.now())
    );
    for (partner, user) in [(world.northwind, world.jonas), (world.harbour, world.priya)] {
        let ended = reader.employment_end(partner, user).await;
        assert_eq!(ended.unwrap(), None, "{user}");
    }
    assert!(!kaya.offboarded);
}

#[tokio::test]
async fn former_employees_are_remembered_on_sqlite() {
    former_employees_are_remembered(support::sqlite_file().await).await;
}

#[tokio::test]
async fn former_employees_are_remembered_on_postgres() {
    former_employees_are_remembered(support::postgres().await).await;
}
