//! What comes with a membership: all that its rights rest on.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::days,
    },
    membership::{
        Engagement, Status,
        grant::HeldSet,
        member::{Acting, Employment, EmploymentKey, Member, Person, Recognized, Tenant},
        terms::{Rank, Terms},
    },
    people::{
        account::{AccountStatus, PartnerAdminsBy},
        user::UserStatus,
    },
    permission::{SetOwner, seat::SeatPricing},
    ports::Locks,
};

use super::{Backend, Bench};
use crate::builders::{ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder, keys, name};

/// A member comes with the person and the account as they are now.
pub async fn a_member_comes_with_the_person_and_the_account(backend: Backend) {
    let world = backend.world().await;
    world
        .change_user(world.ines, |user, now| {
            let email =
                latchkey_domain::people::email::EmailAddress::parse("ines@new.example").unwrap();
            user.rename(name("Inês"), now);
            user.readdress(email, false, now);
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    world
        .change_account(world.harbour, |account, now| {
            account.rename(name("Harbour"), now);
            account.set_status(AccountStatus::Closed, now);
            account.price_seats(SeatPricing::Legacy, now);
            account.set_policy(PartnerAdminsBy::SuperAdmin, now);
        })
        .await;
    let member = world.member(world.harbour, world.ines).await;
    let user = world.user(world.ines).await;
    let person = Person {
        id: world.ines,
        email: user.email.clone(),
        confirmed: false,
        name: name("Inês"),
        stub: false,
        status: UserStatus::Disabled,
    };
    assert_eq!(member.user, person);
    let tenant = Tenant {
        id: world.harbour,
        name: name("Harbour"),
        status: AccountStatus::Closed,
        enrolled: false,
        was_partner: false,
        seat_pricing: SeatPricing::Legacy,
        partner_admins_by: PartnerAdminsBy::SuperAdmin,
    };
    assert_eq!(member.account, tenant);
    assert_eq!((member.acting, member.set.is_some()), (None, true));
}

/// An account that was a partner once says so, enrolled or not (L1).
pub async fn a_member_knows_if_the_account_was_ever_a_partner(backend: Backend) {
    let world = backend.world().await;
    let tenant = world.member(world.northwind, world.tomas).await.account;
    assert_eq!((tenant.enrolled, tenant.was_partner), (true, true));
    world
        .change_account(world.northwind, |account, now| {
            account.enrol(None, now);
        })
        .await;
    let tenant = world.member(world.northwind, world.tomas).await.account;
    assert_eq!((tenant.enrolled, tenant.was_partner), (false, true));
}

/// A member holds the version they were given, and knows the newest one and the set's name today
/// (A7).
pub async fn a_member_holds_a_version_of_a_set(backend: Backend) {
    let world = backend.world().await;
    let held = |permissions: &str, set_name: &str, latest| HeldSet {
        owner: SetOwner::Account(world.harbour),
        name: latchkey_domain::permission::SetName::parse(set_name).unwrap(),
        permissions: keys(permissions),
        latest,
    };
    let before = world.member(world.harbour, world.ines).await;
    let permissions = "users.edit contacts.view contacts.edit reports.view";
    assert_eq!(before.set, Some(held(permissions, "People", 1)));

    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let set = unit.permission_set(world.harbour_people).await.unwrap();
    let mut set = set.unwrap();
    let content = SetBuilder::new("Crew", "users.edit").content();
    set.revise(content, &world.catalogue).unwrap();
    unit.save_permission_set(&mut set).await.unwrap();
    world.commit(unit).await;
    let after = world.member(world.harbour, world.ines).await;
    assert_eq!(after.set, Some(held(permissions, "Crew", 2)));
    assert_eq!(after.membership, before.membership);
    assert!(after.is_outdated());
}

/// A member comes with what the account has laid down about them, and with nothing of other
/// accounts.
pub async fn a_member_comes_with_the_terms_of_the_account(backend: Backend) {
    let world = backend.world().await;
    let mut terms = Terms::none(world.harbour, world.marit);
    assert!(terms.withhold(&keys("reports.view"), Rank::Manager));
    terms.refuse(Rank::SuperAdmin);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.save_terms(&terms).await.unwrap();
    world.commit(unit).await;
    assert_eq!(world.member(world.harbour, world.marit).await.terms, terms);
    let other = world.member(world.northwind, world.marit).await.terms;
    assert_eq!(other, Terms::none(world.northwind, world.marit));
}

/// Lets somebody act for Northwind in Fjordline Outdoor.
async fn acting_in_fjordline(world: &Bench, user: UserId) {
    let membership = MembershipBuilder::new(world.fjordline, user);
    world
        .add_member(membership.partner_admin(world.northwind))
        .await;
}

async fn acting(world: &Bench, account: AccountId, user: UserId) -> Acting {
    let member = world.member(account, user).await;
    member.acting.expect("acts for a partner")
}

/// Whoever acts for a partner comes with the partner as it is now.
pub async fn an_acting_member_comes_with_the_partner(backend: Backend) {
    let world = backend.world().await;
    let employee = world.member(world.northwind, world.marit).await;
    let expected = Acting {
        partner: world.northwind,
        name: name("Northwind Studio"),
        status: AccountStatus::Active,
        enrolled: true,
        was_partner: true,
        employment: Some(Employment {
            status: Status::Active,
            expires_at: None,
            acts_for_another: false,
            key: EmploymentKey {
                membership: employee.membership.id,
                number: 1,
            },
        }),
        engagement: Some(Engagement::Employee),
        verified: true,
        linked: false,
    };
    let found = acting(&world, world.harbour, world.marit).await;
    assert_eq!(found, expected);
    world
        .change_account(world.northwind, |account, now| {
            account.rename(name("Northwind AS"), now);
            account.enrol(None, now);
            account.set_status(AccountStatus::Closed, now);
        })
        .await;
    let found = acting(&world, world.harbour, world.marit).await;
    let expected = Acting {
        name: name("Northwind AS"),
        status: AccountStatus::Closed,
        enrolled: false,
        ..expected
    };
    assert_eq!(found, expected);
}

/// The employment is the person's own membership in the partner's account, whatever it says.
pub async fn an_acting_member_comes_with_the_employment(backend: Backend) {
    let world = backend.world().await;
    acting_in_fjordline(&world, world.kaya).await;
    acting_in_fjordline(&world, world.sam).await;
    let found = acting(&world, world.fjordline, world.sam).await;
    assert_eq!((found.employment, found.engagement), (None, None));
    assert!(!found.is_employee(world.now()));

    let end = world.now() + days(1);
    world
        .change_member(world.northwind, world.kaya, |member, now| {
            member.membership.change_freely(now, |state| {
                state.employments = 7;
                state.deactivated = true;
                state.expires_at = Some(end);
                state.partner = Some(world.elsewhere);
            });
        })
        .await;
    let expected = Employment {
        status: Status::Deactivated,
        expires_at: Some(end),
        acts_for_another: true,
        key: EmploymentKey {
            membership: world
                .member(world.northwind, world.kaya)
                .await
                .membership
                .id,
            number: 7,
        },
    };
    let found = acting(&world, world.fjordline, world.kaya).await;
    assert_eq!(found.employment, Some(expected));
    assert_eq!(found.engagement, Some(Engagement::Contractor));

    world
        .change_member(world.northwind, world.kaya, |member, now| {
            member.membership.change_freely(now, |state| {
                state.deactivated = false;
                state.invited_until = Some(end);
            });
        })
        .await;
    let found = acting(&world, world.fjordline, world.kaya).await;
    assert_eq!(found.employment.unwrap().status, Status::Invited);

    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    let member = unit.member(world.northwind, world.kaya).await.unwrap();
    unit.remove_membership(&member.unwrap().membership)
        .await
        .unwrap();
    world.commit(unit).await;
    let found = acting(&world, world.fjordline, world.kaya).await;
    assert_eq!(found.employment, None);
}

/// Verified is who has a confirmed address on one of the partner's domains, not on a sub-domain
/// (I1, I2).
pub async fn verified_is_confirmed_on_a_domain_of_the_partner(backend: Backend) {
    let world = backend.world().await;
    let people = [
        (UserBuilder::new("A", "a@northwind.example"), true),
        (
            UserBuilder::new("B", "b@northwind.example").unconfirmed(),
            false,
        ),
        (UserBuilder::new("C", "c@mail.northwind.example"), false),
        (UserBuilder::new("D", "d@freelance.example"), false),
    ];
    let mut expected = Vec::new();
    for (person, verified) in people {
        let user = world.add_user(person).await;
        acting_in_fjordline(&world, user).await;
        expected.push((user, verified));
    }
    for (user, verified) in &expected {
        let found = acting(&world, world.fjordline, *user).await;
        assert_eq!(found.verified, *verified);
    }
    world
        .change_account(world.northwind, |account, now| {
            account.set_email_domains([].into(), now);
        })
        .await;
    for (user, _) in expected {
        let found = acting(&world, world.fjordline, user).await;
        assert!(!found.verified, "no domain, no check mark");
    }
}

/// Linked is who the partner that they act for has declared its own in that account (A10).
pub async fn linked_is_declared_in_that_account_by_that_partner(backend: Backend) {
    let world = backend.world().await;
    acting_in_fjordline(&world, world.kaya).await;
    let membership = MembershipBuilder::new(world.harbour, world.kaya);
    world
        .add_member(membership.partner_admin(world.northwind))
        .await;
    let linked = |account, partner| (account, world.kaya, partner);
    for (account, user, partner) in [
        linked(world.harbour, world.elsewhere),
        linked(world.fjordline, world.northwind),
    ] {
        let mut unit = world.begin(Locks::none().changing(account)).await;
        unit.link(account, user, partner).await.unwrap();
        world.commit(unit).await;
    }
    assert!(!acting(&world, world.harbour, world.kaya).await.linked);
    assert!(acting(&world, world.fjordline, world.kaya).await.linked);
    let member = world.member(world.fjordline, world.kaya).await;
    assert_eq!(member.recognized(), Some(Recognized::Linked));
}

/// Of several people those come back who are members, once each and joined.
pub async fn members_among_are_those_who_are_there(backend: Backend) {
    let world = backend.world().await;
    let unknown = world.ids.next();
    let wanted = [world.marit, unknown, world.sam, world.ines, world.marit];
    let mut reader = world.store.reader();
    let mut found = reader.members_among(world.harbour, &wanted).await.unwrap();
    found.sort_by_key(|member| member.user.id);
    let expected = [
        world.member(world.harbour, world.marit).await,
        world.member(world.harbour, world.ines).await,
    ];
    assert_eq!(found, expected);
    let none = reader.members_among(world.harbour, &[]).await.unwrap();
    assert_eq!(none, []);
}

/// What makes people employees of a partner is what their memberships there say, in every state of them.
pub async fn employees_among_are_those_who_are_there(backend: Backend) {
    let world = backend.world().await;
    world
        .change_member(world.northwind, world.tomas, |member, now| {
            member.membership.change_freely(now, |state| {
                state.deactivated = true;
                state.expires_at = Some(now + days(3));
            });
        })
        .await;
    for account in [world.northwind, world.harbour] {
        let wanted = [
            world.marit,
            world.ids.next(),
            world.tomas,
            world.sam,
            world.ines,
            world.marit,
        ];
        let mut reader = world.store.reader();
        let mut found = reader.employees_among(account, &wanted).await.unwrap();
        found.sort_by_key(|employee| employee.user);
        let members = reader.members_among(account, &wanted).await.unwrap();
        let mut expected: Vec<_> = members.iter().map(Member::employee).collect();
        expected.sort_by_key(|employee| employee.user);
        assert!(expected.len() > 1);
        assert_eq!(found, expected);
        assert_eq!(reader.employees_among(account, &[]).await.unwrap(), []);
    }
}

/// Who is no member, or of no account, is nobody.
pub async fn an_unknown_member_is_none(backend: Backend) {
    let world = backend.world().await;
    let ids = &world.ids;
    assert_eq!(world.find_member(world.harbour, world.sam).await, None);
    assert_eq!(world.find_member(ids.next(), world.marit).await, None);
    assert_eq!(world.find_member(world.harbour, ids.next()).await, None);
}
