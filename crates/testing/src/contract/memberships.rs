//! Memberships, and what accounts lay down about people.

use latchkey_domain::{
    base::{
        ids::{AccountId, Ids, UserId},
        time::days,
    },
    membership::{
        Access, HeldVersion, Membership,
        super_admins::{PermanentSuperAdmin, SuperAdmins},
        terms::{Rank, Terms},
    },
    people::{account::AccountStatus, user::UserStatus},
    permission::{
        PermissionSet,
        seat::{PaidSeat, Seat},
    },
    ports::{HeldBy, Holders, Locks, Taken},
};

use super::{
    Backend, Bench,
    support::{assert_stale, assert_taken},
};
use crate::builders::{ChangeFreely as _, MembershipBuilder, UserBuilder, keys};

async fn kept(world: &Bench, account: AccountId, user: UserId) -> Membership {
    world.member(account, user).await.membership
}

async fn staff_set(world: &Bench) -> PermissionSet {
    world.set(world.northwind_staff).await
}

/// The place of a membership is found by its id alone.
pub async fn a_membership_is_found_by_its_id(backend: Backend) {
    let world = backend.world().await;
    let place = (world.harbour, world.helen);
    let member = world.member(place.0, place.1).await;
    let mut reader = world.store.reader();
    let found = reader.place_of(member.membership.id).await.unwrap();
    assert_eq!(found, Some(place));
    let unknown = reader.place_of(world.ids.next()).await.unwrap();
    assert_eq!(unknown, None);
}

/// A membership comes back with everything that was kept of it, whatever access it gives.
pub async fn a_membership_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let (start, end) = (world.now(), world.now() + days(30));
    let end = end + chrono::Duration::microseconds(999_999);
    let set = staff_set(&world).await;
    let new = |user| MembershipBuilder::new(world.fjordline, user);
    let memberships = [
        new(world.tomas)
            .set(&set)
            .added("reports.view contacts.edit:team")
            .clipped("tasks.edit:all tasks.edit:team")
            .seat(Seat::Sales)
            .paid_seat(PaidSeat::Service)
            .paid_seat(PaidSeat::Sales)
            .expires_at(end),
        new(world.priya).partner_admin(world.northwind).invited(),
        new(world.jonas).super_admin().deactivated(),
        new(world.kaya).set(&set).seat(Seat::ViewOnly).contractor(),
        new(world.sam)
            .set(&set)
            .at(start + chrono::Duration::microseconds(1)),
    ]
    .map(|membership| membership.build(&*world.ids));
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.insert_memberships(&memberships).await.unwrap();
    world.commit(unit).await;
    for membership in memberships {
        let found = kept(&world, world.fjordline, membership.user).await;
        assert_eq!(found, membership);
    }
}

/// A changed membership comes back changed, under the next version.
pub async fn a_changed_membership_is_kept(backend: Backend) {
    let world = backend.world().await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let (set, end) = (staff_set(&world).await, world.now() + days(3));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let member = unit.member(world.harbour, world.marit).await.unwrap();
    let mut membership = member.unwrap().membership;
    let version = membership.version;
    membership.change_freely(world.now(), |state| {
        state.access = Access::PermissionSet(HeldVersion {
            set: set.id(),
            version: 1,
        });
        state.adjustments.added = keys("reports.view");
        state.adjustments.clipped = keys("contacts.view:all");
        state.seat = Seat::Service;
        state.paid_seats.insert(PaidSeat::Sales);
        state.invited_until = Some(end);
        state.deactivated = true;
        state.partner = None;
        state.engagement = latchkey_domain::membership::Engagement::Contractor;
        state.expires_at = Some(end);
        state.end_noted = Some(end);
    });
    unit.save_membership(&mut membership).await.unwrap();
    assert_eq!(membership.version, version.next());
    world.commit(unit).await;
    assert_eq!(kept(&world, world.harbour, world.marit).await, membership);
}

/// Times come back to the microsecond, long ago and far ahead too.
pub async fn times_come_back_to_the_microsecond(backend: Backend) {
    let world = backend.world().await;
    for time in [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.000001Z",
        "2026-02-12T09:00:00.123456Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59.999999Z",
    ] {
        let time = time.parse().unwrap();
        world
            .change_member(world.harbour, world.ines, |member, _| {
                member
                    .membership
                    .change_freely(time, |state| state.expires_at = Some(time));
            })
            .await;
        let found = kept(&world, world.harbour, world.ines).await;
        assert_eq!((found.expires_at, found.updated_at), (Some(time), time));
    }
}

/// A membership that was changed since it was read is `Stale`: saved or removed.
pub async fn a_stale_membership_is_neither_saved_nor_removed(backend: Backend) {
    let world = backend.world().await;
    let mut old = kept(&world, world.harbour, world.ines).await;
    world
        .change_member(world.harbour, world.ines, |member, now| {
            member
                .membership
                .change_freely(now, |state| state.seat = Seat::Sales);
        })
        .await;
    let locks = Locks::none().changing(world.harbour);
    let mut unit = world.begin(locks.clone()).await;
    assert_stale(&unit.save_membership(&mut old).await);
    drop(unit);
    let mut unit = world.begin(locks).await;
    assert_stale(&unit.remove_membership(&old).await);
    drop(unit);
    let found = kept(&world, world.harbour, world.ines).await;
    assert_eq!(found.seat, Seat::Sales);
}

/// A person is a member of an account once: one who is a member already refuses all the others.
pub async fn a_person_is_a_member_once(backend: Backend) {
    let world = backend.world().await;
    let new = |user| MembershipBuilder::new(world.harbour, user).build(&*world.ids);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let inserted = unit
        .insert_memberships(&[new(world.sam), new(world.ines), new(world.freya)])
        .await;
    assert_taken(inserted, Taken::Membership);
    drop(unit);
    assert_eq!(world.find_member(world.harbour, world.sam).await, None);
}

/// Many memberships can be kept at once, and none at all too.
pub async fn many_memberships_are_kept_at_once(backend: Backend) {
    let world = backend.world().await;
    let ids: &dyn Ids = &*world.ids;
    let users: Vec<_> = (0..300)
        .map(|n| UserBuilder::new("New", &format!("new{n}@new.example")).build(ids))
        .collect();
    let new = |user: &latchkey_domain::people::user::User| {
        let new = MembershipBuilder::new(world.elsewhere, user.id);
        new.added("reports.view").build(ids)
    };
    let memberships: Vec<_> = users.iter().map(new).collect();
    let mut unit = world.begin(Locks::none().changing(world.elsewhere)).await;
    for user in &users {
        unit.insert_user(user).await.unwrap();
    }
    unit.insert_memberships(&[]).await.unwrap();
    unit.insert_memberships(&memberships).await.unwrap();
    world.commit(unit).await;
    let wanted: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut reader = world.store.reader();
    let mut found = reader
        .members_among(world.elsewhere, &wanted)
        .await
        .unwrap();
    found.sort_by_key(|member| member.membership.id);
    let found: Vec<_> = found.into_iter().map(|member| member.membership).collect();
    assert_eq!(found, memberships);
}

/// Removing takes the membership alone: what the account has laid down stays (D9), and the person
/// can become a member again.
pub async fn removing_leaves_the_terms(backend: Backend) {
    let world = backend.world().await;
    let locks = Locks::none().changing(world.harbour);
    let mut unit = world.begin(locks).await;
    let member = unit.member(world.harbour, world.ines).await.unwrap();
    let mut member = member.unwrap();
    member.terms.refuse(Rank::SuperAdmin);
    unit.save_terms(&member.terms).await.unwrap();
    unit.remove_membership(&member.membership).await.unwrap();
    world.commit(unit).await;
    assert_eq!(world.find_member(world.harbour, world.ines).await, None);
    let mut reader = world.store.reader();
    let terms = reader.terms_among(world.harbour, &[world.ines]).await;
    assert_eq!(terms.unwrap(), std::slice::from_ref(&member.terms));
    world
        .add_member(MembershipBuilder::new(world.harbour, world.ines))
        .await;
    let again = world.member(world.harbour, world.ines).await;
    assert_eq!(again.terms, member.terms);
}

/// Terms come back as they were laid down, are replaced as a whole, and are forgotten where nothing
/// is left.
pub async fn terms_are_kept_replaced_and_forgotten(backend: Backend) {
    let world = backend.world().await;
    let end = world.now() + chrono::Duration::microseconds(86_400_000_001);
    let mut terms = Terms::none(world.harbour, world.marit);
    assert!(terms.withhold(&keys("reports.view"), Rank::SuperAdmin));
    assert!(terms.withhold(&keys("reports.view contacts.edit:own"), Rank::Manager));
    assert!(terms.set_limit(Some(end), Rank::Manager));
    let mut refused = Terms::none(world.harbour, world.sam);
    refused.refuse(Rank::SuperAdmin);
    let mut replaced = terms.clone();
    replaced.lift(Rank::Manager);
    let users = [world.marit, world.sam, world.helen];
    let steps = [
        (terms.clone(), vec![terms.clone()]),
        (refused.clone(), vec![terms.clone(), refused.clone()]),
        (replaced.clone(), vec![replaced.clone(), refused.clone()]),
        (
            Terms::none(world.harbour, world.marit),
            vec![refused.clone()],
        ),
        (Terms::none(world.harbour, world.sam), Vec::new()),
    ];
    for (saved, expected) in steps {
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.save_terms(&saved).await.unwrap();
        world.commit(unit).await;
        let mut reader = world.store.reader();
        let mut found = reader.terms_among(world.harbour, &users).await.unwrap();
        found.sort_by_key(|terms| terms.user);
        assert_eq!(found, expected);
        let elsewhere = reader.terms_among(world.fjordline, &users).await.unwrap();
        assert_eq!(elsewhere, []);
    }
}

/// What any number of accounts has laid down about people is found at once, pair by pair.
pub async fn terms_of_many_accounts_are_found_together(backend: Backend) {
    let world = backend.world().await;
    let mut laid_down = Vec::new();
    for account in [world.harbour, world.fjordline] {
        for user in [world.kaya, world.sam] {
            let mut terms = Terms::none(account, user);
            terms.refuse(Rank::SuperAdmin);
            let mut unit = world.begin(Locks::none().changing(account)).await;
            unit.save_terms(&terms).await.unwrap();
            world.commit(unit).await;
            laid_down.push(terms);
        }
    }
    let few = vec![(world.harbour, world.kaya), (world.fjordline, world.sam)];
    let mut many = few.clone();
    for _ in 0..2_500 {
        many.insert(1, (world.ids.next(), world.kaya));
    }
    laid_down.retain(|terms| few.contains(&(terms.account, terms.user)));
    let expected = laid_down;
    let mut reader = world.store.reader();
    for places in [few, many] {
        let mut found = reader.terms_at(&places).await.unwrap();
        found.sort_by_key(|terms| terms.account);
        let mut expected = expected.clone();
        expected.sort_by_key(|terms| terms.account);
        assert_eq!(found, expected);
    }
    assert_eq!(reader.terms_at(&[]).await.unwrap(), []);
}

/// A person is linked by one partner in one account; linking twice is linking once (A10).
pub async fn linking_twice_is_linking_once(backend: Backend) {
    let world = backend.world().await;
    let (harbour, kaya, partner) = (world.harbour, world.kaya, world.northwind);
    for _ in 0..2 {
        let mut unit = world.begin(Locks::none().changing(harbour)).await;
        unit.link(harbour, kaya, partner).await.unwrap();
        unit.link(harbour, kaya, partner).await.unwrap();
        world.commit(unit).await;
    }
    let mut reader = world.store.reader();
    let cases = [
        (harbour, kaya, partner, true),
        (world.fjordline, kaya, partner, false),
        (harbour, world.jonas, partner, false),
        (harbour, kaya, world.elsewhere, false),
    ];
    for (account, user, partner, expected) in cases {
        let linked = reader.is_linked(account, user, partner).await.unwrap();
        assert_eq!(linked, expected);
    }
}

/// Permanent super admins are active, without an end, and their users enabled (D5).
pub async fn permanent_super_admins_are_those_who_count(backend: Backend) {
    let world = backend.world().await;
    let admins = || async {
        let mut reader = world.store.reader();
        reader.permanent_super_admins(world.harbour).await.unwrap()
    };
    let admin = |user, acts_for| PermanentSuperAdmin {
        user,
        acts_for,
        taken: true,
    };
    let (helen, hugo) = (admin(world.helen, None), admin(world.hugo, None));
    assert_same(&admins().await, &[helen, hugo]);

    let new = |user| MembershipBuilder::new(world.harbour, user).super_admin();
    let ending = new(world.tomas).expires_at(world.now() + days(1));
    for other in [
        new(world.priya).invited(),
        new(world.jonas).deactivated(),
        ending,
        new(world.kaya).acting_for(world.northwind),
    ] {
        world.add_member(other).await;
    }
    let kaya = admin(world.kaya, Some(world.northwind));
    assert_same(&admins().await, &[kaya, helen, hugo]);

    // One who has not taken it is told apart.
    let offered = MembershipBuilder::new(world.harbour, world.freya).offered_by(world.helen);
    world.add_member(offered).await;
    let freya = PermanentSuperAdmin {
        taken: false,
        ..admin(world.freya, None)
    };
    assert_same(&admins().await, &[kaya, helen, hugo, freya]);
    world
        .change_user(world.freya, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;

    // Nobody counts for a partner whose account is closed, nor in an account that is closed (P5, D5).
    let close = |account, status| {
        world.change_account(account, move |account, now| {
            account.set_status(status, now);
        })
    };
    close(world.northwind, AccountStatus::Closed).await;
    assert_same(&admins().await, &[helen, hugo]);
    close(world.northwind, AccountStatus::Active).await;
    close(world.harbour, AccountStatus::Closed).await;
    assert_same(&admins().await, &[]);
    close(world.harbour, AccountStatus::Active).await;

    for (user, status) in [
        (world.hugo, UserStatus::Disabled),
        (world.kaya, UserStatus::Disabled),
    ] {
        world
            .change_user(user, |user, now| {
                user.set_status(status, now);
            })
            .await;
    }
    assert_same(&admins().await, &[helen]);
    let mut reader = world.store.reader();
    let nowhere = world.ids.next();
    let none = reader.permanent_super_admins(nowhere).await.unwrap();
    assert_same(&none, &[]);
}

/// Partner admins are counted in all accounts, whatever their status.
pub async fn partner_admins_are_counted_everywhere(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    assert_eq!(reader.count_partner_admins().await.unwrap(), 1);
    let admin =
        |account| MembershipBuilder::new(account, world.jonas).partner_admin(world.northwind);
    world.add_member(admin(world.harbour).deactivated()).await;
    world.add_member(admin(world.fjordline).invited()).await;
    let other = MembershipBuilder::new(world.elsewhere, world.jonas);
    world.add_member(other.super_admin()).await;
    assert_eq!(reader.count_partner_admins().await.unwrap(), 3);
}

/// They come in no order: compares what there is by rotating what is expected.
#[track_caller]
fn assert_same(found: &SuperAdmins, expected: &[PermanentSuperAdmin]) {
    let mut expected = expected.to_vec();
    let mut orders = vec![SuperAdmins::new(expected.clone())];
    for _ in 0..expected.len() {
        expected.rotate_left(1);
        orders.push(SuperAdmins::new(expected.clone()));
        let mut swapped = expected.clone();
        swapped.reverse();
        orders.push(SuperAdmins::new(swapped));
    }
    assert!(orders.contains(found), "{found:?} is not {expected:?}");
}

/// The accounts in which somebody holds something are found by what they hold, whatever the status of
/// the membership.
pub async fn accounts_are_found_by_what_is_held_there(backend: Backend) {
    let world = backend.world().await;
    let admin = MembershipBuilder::new(world.fjordline, world.tomas);
    let admin = admin.partner_admin(world.northwind).deactivated();
    world.add_member(admin.added("billing.view")).await;
    let found = async |held: HeldBy| {
        let mut reader = world.store.reader();
        reader.accounts_holding(&held).await.unwrap()
    };
    let nothing = Holders::default();
    assert_eq!(found(HeldBy::Holders(nothing.clone())).await, []);
    let mut all = [
        world.northwind,
        world.harbour,
        world.fjordline,
        world.elsewhere,
    ];
    all.sort_unstable();
    assert_eq!(found(HeldBy::Anyone).await, all);
    let mut clients = [world.harbour, world.fjordline];
    clients.sort_unstable();
    let mut super_admins = nothing.clone();
    super_admins.super_admins = true;
    let mut partner_admins = nothing.clone();
    partner_admins.partner_admins = true;
    let mut added = nothing.clone();
    added.added = true;
    let mut sets = nothing;
    sets.sets = vec![world.northwind_staff, world.northwind_readers];
    for (held, expected) in [
        (super_admins, &all[..]),
        (partner_admins, &clients),
        (added, &[world.fjordline]),
        (sets, &[world.northwind]),
    ] {
        assert_eq!(found(HeldBy::Holders(held)).await, expected);
    }
}
