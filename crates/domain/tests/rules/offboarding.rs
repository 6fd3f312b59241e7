//! What breaks an employment, and when it ended (D8).

use latchkey_domain::{
    base::{
        refusal::{Conflict, Refusal},
        time::days,
    },
    membership::{
        EmploymentKey,
        employee::EmploymentEnd,
        member::Member,
        super_admins::TakenBy,
        terms::{Rank, Terms},
    },
    partner_side::{deactivate, remove},
    partnership::offboarding::{
        Offboarded, OffboardingPolicy, UndoneBreak, breaks, end_of, give_back, may_give_back,
        offboard, relieve,
    },
    people::user::UserStatus,
};
use latchkey_testing::{
    CountingIds, FixedClock,
    builders::{AccountBuilder, ChangeFreely as _, MemberBuilder, MembershipBuilder, UserBuilder},
};

use crate::scene::{Scene, permanent};

fn employee(status: UserStatus, partner: AccountBuilder) -> Member {
    let ids = CountingIds::new();
    let user = UserBuilder::new("Kaya Demir", "kaya@northwind.example").build(&ids);
    let mut member = MemberBuilder::new(&partner.build(&ids), &user).build(&ids);
    member.user.status = status;
    member
}

/// Somebody whose user is disabled, or whose partner is closed, leaves all the same (D8).
#[test]
fn a_disabled_user_leaves_too() {
    let now = FixedClock::start();
    let northwind = || AccountBuilder::new("Northwind Studio").partner();
    for partner in [northwind(), northwind().closed()] {
        for status in [UserStatus::Active, UserStatus::Disabled] {
            let before = employee(status, partner.clone());
            assert!(breaks(&before, None, now), "{status:?}");
            assert!(!breaks(&before, Some(&before), now), "{status:?}");
        }
    }
}

/// Somebody who was not an employee does not leave (D8).
#[test]
fn only_employees_leave() {
    let now = FixedClock::start();
    let before = employee(UserStatus::Active, AccountBuilder::new("Harbour & Pine"));
    assert!(!breaks(&before, None, now));
}

/// An end that has passed breaks the employment once: whoever changes the membership next breaks it, also
/// by putting the end off, because what begins then is another employment (D8).
#[test]
fn an_end_that_has_passed_is_overtaken_once() {
    let now = FixedClock::start();
    let partner = AccountBuilder::new("Northwind Studio").partner();
    let mut before = employee(UserStatus::Active, partner);
    let first = before.membership.employment().key;
    assert!(before.membership.expire_at(Some(now + days(1)), now));
    let later = now + days(2);
    assert!(breaks(&before, None, later), "removed after the end");
    assert_eq!(end_of(&before, later).at, now + days(1));
    assert_eq!(end_of(&before, now).at, now);
    assert_eq!(end_of(&before, later).employment, first);
    let mut put_off = before.clone();
    assert!(put_off.membership.expire_at(None, later));
    assert!(
        breaks(&before, Some(&put_off), later),
        "put off after the end"
    );
    let second = put_off.membership.employment();
    assert!(second.lasts(later) && second.key != first);
    assert!(!breaks(&put_off, Some(&put_off), later));

    let mut noted = before.clone();
    assert!(noted.membership.note_end(later));
    assert!(breaks(&before, Some(&noted), later), "the job records it");
    assert!(!breaks(&noted, None, later), "which ends it once");
    assert!(!noted.membership.note_end(later));
}

/// A membership that ends before its end has passed, or is put off in time, goes on as it was (D8).
#[test]
fn an_end_put_off_in_time_breaks_nothing() {
    let now = FixedClock::start();
    let partner = AccountBuilder::new("Northwind Studio").partner();
    let mut before = employee(UserStatus::Active, partner);
    assert!(before.membership.expire_at(Some(now + days(1)), now));
    let mut after = before.clone();
    assert!(after.membership.expire_at(Some(now + days(9)), now));
    assert!(!breaks(&before, Some(&after), now));
    assert_eq!(after.membership.employments, before.membership.employments);
}

/// A member of Harbour whose employment in Northwind ended after it was given; it began again if `back`.
fn leaver(scene: &Scene, builder: MemberBuilder, back: bool) -> Member {
    let mut member = builder.build(&scene.ids);
    let acting = member.acting.as_mut().unwrap();
    if back {
        acting.employment.as_mut().unwrap().key.number += 1;
    } else {
        acting.employment = None;
    }
    member
}

fn acting_super_admin(scene: &Scene) -> MemberBuilder {
    let employment = scene.employment(&scene.tomas);
    MemberBuilder::new(&scene.harbour, &scene.tomas).acting_for(&scene.northwind, Some(&employment))
}

/// D8: the policy decides about all but super admins, who are deactivated under each.
#[test]
fn d8_the_policy_decides_about_all_but_super_admins() {
    let scene = Scene::new();
    let ender = scene.partner_manager(&scene.marit.id).ender();
    let helen = scene.super_admin(&scene.helen);
    let admin = || scene.partner_admin_builder(&scene.tomas);
    for (policy, expected) in [
        (OffboardingPolicy::Offer, Offboarded::Suspended),
        (OffboardingPolicy::Deactivate, Offboarded::Deactivated),
        (OffboardingPolicy::Remove, Offboarded::Removed),
    ] {
        let off = |target: &mut Member, admins: &[&Member]| {
            offboard(&ender, target, &permanent(admins), policy, scene.now)
        };
        for back in [false, true] {
            let mut target = leaver(&scene, admin(), back);
            assert_eq!(off(&mut target, &[&helen]), Ok(expected));
            let is_off = expected == Offboarded::Deactivated;
            assert_eq!(target.membership.deactivated, is_off, "{policy:?}");
            assert_eq!(target.membership.offboarded, is_off, "{policy:?}");
        }
        let off_before = admin().with(MembershipBuilder::deactivated);
        let mut target = leaver(&scene, off_before, false);
        let unchanged = match policy {
            OffboardingPolicy::Remove => Offboarded::Removed,
            OffboardingPolicy::Offer | OffboardingPolicy::Deactivate => Offboarded::Unchanged,
        };
        assert_eq!(off(&mut target, &[&helen]), Ok(unchanged));
        assert!(!target.membership.offboarded, "somebody had ended it");

        let mut target = leaver(&scene, acting_super_admin(&scene), false);
        let last = target.clone();
        assert_eq!(off(&mut target, &[&last]), Err(Refusal::LastSuperAdmin));
        assert!(!target.membership.deactivated);
        assert_eq!(
            off(&mut target, &[&last, &helen]),
            Ok(Offboarded::Deactivated)
        );
        assert!(target.membership.deactivated && target.membership.offboarded);
        assert_eq!(off(&mut target, &[&helen]), Ok(Offboarded::Unchanged));

        // What was given since the break stays.
        for kept in [admin(), acting_super_admin(&scene)] {
            let mut kept = kept.build(&scene.ids);
            let before = kept.clone();
            assert_eq!(off(&mut kept, &[&helen]), Ok(Offboarded::Unchanged));
            assert_eq!(kept, before);
        }
    }
}

/// D5: a partner removes those who act for it, and no super admins.
#[test]
fn d5_a_partner_removes_its_own_but_super_admins() {
    let scene = Scene::new();
    let ender = scene.partner_manager(&scene.marit.id).ender();
    let admins = permanent(&[&scene.super_admin(&scene.helen)]);
    let removed = |member: &Member| remove(&ender, member, &admins);
    assert_eq!(removed(&scene.partner_admin(&scene.tomas)), Ok(()));
    let own = scene.own(&scene.tomas, "contacts.view");
    assert_eq!(removed(&own), Err(Refusal::NotFound));
    let super_admin = acting_super_admin(&scene).build(&scene.ids);
    assert_eq!(removed(&super_admin), Err(Refusal::SuperAdminTarget));
}

/// D8: whoever had to stay as the last super admin goes when there is another.
#[test]
fn d8_a_leaver_who_had_to_stay_is_relieved() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let left = leaver(&scene, acting_super_admin(&scene), false);
    let employed = acting_super_admin(&scene).build(&scene.ids);
    for (target, others, goes) in [
        (&left, vec![&helen], true),
        (&left, vec![], false),
        (&employed, vec![&helen], false),
        (&employed, vec![], false),
    ] {
        let mut admins = others;
        admins.push(target);
        let mut admins = permanent(&admins);
        let mut target = target.clone();
        assert_eq!(relieve(&mut target, &mut admins, scene.now), goes);
        assert_eq!(target.membership.deactivated, goes);
        let last = admins.must_not_be_last(scene.helen.id, TakenBy::PLATFORM);
        assert_eq!(last.is_err(), goes, "who is left");
    }
}

/// D8: an employment begins by the call, and the one before it ended less than so many days ago.
#[test]
fn d8_giving_back_undoes_a_recent_end() {
    let scene = Scene::new();
    let before = scene.employed(&scene.tomas, MembershipBuilder::deactivated);
    let mut after = before.clone();
    let at = after.membership.updated_at;
    after.membership.change_freely(at, |state| {
        state.deactivated = false;
        state.employments += 1;
    });
    let ended = before.membership.employment().key;
    let begun = after.membership.employment().key;
    let undone = UndoneBreak {
        broken: ended,
        begun,
    };
    assert_eq!(UndoneBreak::parse(&undone.to_string()), Some(undone));
    let end = |employment, at| EmploymentEnd {
        partner: scene.northwind.id,
        user: scene.tomas.id,
        employment,
        at,
    };
    let gives = |last: Option<&EmploymentEnd>| may_give_back(&before, &after, last, 30, scene.now);
    let micro = chrono::Duration::microseconds(1);
    let late = Err(Refusal::Conflict(Conflict::TooLateToGiveBack));
    for (at, expected) in [
        (scene.now, Ok(undone)),
        (scene.day(-29), Ok(undone)),
        (scene.day(-30) + micro, Ok(undone)),
        (scene.day(-30), late),
        (scene.day(-31), late),
    ] {
        assert_eq!(gives(Some(&end(ended, at))), expected, "{at}");
    }
    assert_eq!(gives(None), late);
    assert_eq!(gives(Some(&end(begun, scene.now))), late);
    // The one before may have stood in a membership that was removed: the end on record is the last one, also
    // where the new membership was deactivated from the beginning.
    let removed = EmploymentKey {
        membership: scene.ids.next(),
        ..ended
    };
    let result = gives(Some(&end(removed, scene.now)));
    assert_eq!(result.map(|it| it.broken), Ok(removed));
    let first = scene.employment(&scene.tomas);
    let nobody = scene.employed(&scene.tomas, MembershipBuilder::invited);
    let last = end(removed, scene.now);
    let result = may_give_back(&nobody, &first, Some(&last), 30, scene.now);
    assert_eq!(result.map(|it| it.broken), Ok(removed));
    let none_begins = Err(Refusal::Conflict(Conflict::NoEmploymentBegins));
    let last = end(ended, scene.now);
    for nothing in [&before, &scene.employment(&scene.tomas)] {
        let result = may_give_back(nothing, nothing, Some(&last), 30, scene.now);
        assert_eq!(result, none_begins);
    }
}

/// D8, D9, L3: what the break cut and nobody has ended since is given back, within what the account laid down.
#[test]
fn d8_what_the_break_cut_is_given_back() {
    let scene = Scene::new();
    let admin = || scene.partner_admin_builder(&scene.tomas);
    let cut = || leaver(&scene, admin(), true);
    let begun = cut().current_employment(scene.now).unwrap();
    let broken = begun.previous().unwrap();
    let undone = UndoneBreak { broken, begun };
    let offboarded = |access: MemberBuilder| {
        let mut member = leaver(&scene, access, true);
        let at = member.membership.updated_at;
        member.membership.change_freely(at, |state| {
            state.deactivated = true;
            state.offboarded = true;
        });
        member
    };
    for mut target in [cut(), offboarded(admin())] {
        assert_eq!(give_back(&mut target, undone, scene.now), Ok(true));
        assert_eq!(target.membership.given_under, Some(begun));
        assert!(!target.membership.deactivated && !target.membership.offboarded);
        // Once.
        assert_eq!(give_back(&mut target, undone, scene.now), Ok(false));
    }
    let ended = leaver(&scene, admin().with(MembershipBuilder::deactivated), true);
    let mut target = ended.clone();
    assert_eq!(give_back(&mut target, undone, scene.now), Ok(false));
    assert_eq!(target, ended);
    let refuse = |terms: &mut Terms| {
        terms.refuse(Rank::SuperAdmin);
    };
    let strict = AccountBuilder::new("Harbour & Pine").partner_admins_by_super_admins();
    let employment = scene.employment(&scene.tomas);
    let strict = MemberBuilder::new(&strict.build(&scene.ids), &scene.tomas)
        .partner_admin(&scene.northwind, Some(&employment));
    for (mut target, refusal) in [
        (leaver(&scene, admin(), false), Refusal::NotAnEmployee),
        (
            leaver(&scene, acting_super_admin(&scene), true),
            Refusal::SuperAdminTarget,
        ),
        (
            offboarded(acting_super_admin(&scene)),
            Refusal::SuperAdminTarget,
        ),
        (
            leaver(&scene, admin().terms(refuse), true),
            Refusal::ClientRefused,
        ),
        (leaver(&scene, strict, true), Refusal::MissingPermission),
    ] {
        let before = target.clone();
        assert_eq!(give_back(&mut target, undone, scene.now), Err(refusal));
        assert_eq!(target, before);
    }
}

/// D1, D8: what an offboarding deactivated is ended by whoever deactivates it too; a super admin is not given
/// back anyway.
#[test]
fn d1_deactivating_again_ends_for_good() {
    let scene = Scene::new();
    let ender = scene.partner_manager(&scene.marit.id).ender();
    let helen = scene.super_admin(&scene.helen);
    for (builder, changes) in [
        (scene.partner_admin_builder(&scene.tomas), true),
        (acting_super_admin(&scene), false),
    ] {
        let mut target = builder.build(&scene.ids);
        let at = target.membership.updated_at;
        target.membership.change_freely(at, |state| {
            state.deactivated = true;
            state.offboarded = true;
        });
        let admins = permanent(&[&helen]);
        for expected in [changes, false] {
            let changed = deactivate(&ender, &mut target, &admins, scene.now);
            assert_eq!(changed, Ok(expected));
            assert_eq!(target.membership.offboarded, !changes);
            assert!(target.membership.deactivated);
        }
    }
}
