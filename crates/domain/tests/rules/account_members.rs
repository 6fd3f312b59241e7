//! What an account does with its own members (A8, D3, D5, D9, I1).

use latchkey_domain::{
    account_side::members::{
        accept, deactivate, leave, reactivate, remove, remove_by_platform, resend_invitation,
    },
    base::refusal::{Conflict, Refusal},
    membership::{EmploymentKey, Status, member::Member, super_admins::LastSuperAdmin},
};
use latchkey_testing::builders::{ChangeFreely as _, MemberBuilder, MembershipBuilder};

use crate::scene::{Scene, permanent};

/// Deactivating can be undone (D3), and counts as the account's refusal (D9).
#[test]
fn deactivating_is_the_accounts_refusal() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let (manager, admins) = (scene.account_manager(&helen), permanent(&[&helen]));
    let mut tomas = scene.partner_admin(&scene.tomas);
    let before = tomas.clone();
    let catalogue = &scene.catalogue;
    for changed in [true, false] {
        let done = deactivate(catalogue, &manager, &mut tomas, &admins, scene.now);
        assert_eq!(done, Ok(changed));
        assert_eq!(tomas.membership.status(), Status::Deactivated);
        assert!(tomas.terms.is_refused());
    }
    assert_eq!(tomas.membership.seat, before.membership.seat);
    for changed in [true, false] {
        let done = reactivate(catalogue, &manager, &mut tomas, scene.now);
        assert_eq!(done, Ok(changed));
    }
    assert_eq!(tomas.membership.status(), Status::Active);
    assert_eq!(tomas.membership.access, before.membership.access);
    assert!(
        !tomas.terms.is_refused(),
        "the account brings back what it took"
    );
}

/// Deactivating a member whom the partner has deactivated makes it the account's act (D9).
#[test]
fn deactivating_again_becomes_the_accounts_act() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let (manager, admins) = (scene.account_manager(&helen), permanent(&[&helen]));
    let tomas = scene.partner_admin_builder(&scene.tomas);
    let mut tomas = tomas.with(MembershipBuilder::deactivated).build(&scene.ids);
    let done = deactivate(&scene.catalogue, &manager, &mut tomas, &admins, scene.now);
    assert_eq!((done, tomas.terms.is_refused()), (Ok(true), true));
}

/// Removing leaves the account's refusal behind (D3, D9).
#[test]
fn removing_is_the_accounts_refusal() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let (manager, admins) = (scene.account_manager(&helen), permanent(&[&helen]));
    let mut tomas = scene.acting(&scene.tomas, "contacts.view");
    let done = remove(&scene.catalogue, &manager, &mut tomas, &admins);
    assert_eq!((done, tomas.terms.is_refused()), (Ok(()), true));
}

/// The last permanent super admin stays, whoever asks. Somebody who acts for a partner cannot take
/// away the last one who acts for nobody (D5).
#[test]
fn the_last_permanent_super_admin_stays() {
    let scene = Scene::new();
    let refused = Refusal::LastSuperAdmin;
    let mut helen = scene.super_admin(&scene.helen);
    let alone = permanent(&[&helen]);
    let manager = scene.account_manager(&helen);
    let catalogue = &scene.catalogue;
    let done = deactivate(catalogue, &manager, &mut helen, &alone, scene.now);
    assert_eq!(done, Err(refused));
    let done = remove(catalogue, &manager, &mut helen, &alone);
    assert_eq!(done, Err(refused));

    let acting = MemberBuilder::new(&scene.harbour, &scene.marit);
    let mut marit = acting.acting_for(&scene.northwind, None).build(&scene.ids);
    let both = permanent(&[&helen, &marit]);
    let by_partner = scene.account_manager(&marit);
    let done = deactivate(catalogue, &by_partner, &mut helen, &both, scene.now);
    assert_eq!(done, Err(refused), "the last of the client's own");
    let done = deactivate(catalogue, &manager, &mut marit, &both, scene.now);
    assert_eq!(done, Ok(true), "the client takes the partner's");
    assert!(!helen.terms.is_refused() && !helen.membership.deactivated);
}

fn all_three(
    scene: &Scene,
    by: &Member,
    target: &Member,
    others: &[&Member],
) -> [Result<(), Refusal>; 3] {
    let (manager, admins) = (scene.account_manager(by), permanent(others));
    let mut targets = [target.clone(), target.clone(), target.clone()];
    let [one, two, three] = &mut targets;
    let catalogue = &scene.catalogue;
    let results = [
        deactivate(catalogue, &manager, one, &admins, scene.now).map(drop),
        reactivate(catalogue, &manager, two, scene.now).map(drop),
        remove(catalogue, &manager, three, &admins),
    ];
    for (result, after) in results.iter().zip(&targets) {
        assert!(result.is_ok() || after == target, "refused, yet changed");
    }
    results
}

/// A holder of `users.edit` deactivates and reactivates members who hold no more than they do, and
/// members who act for a partner; never themself, never a super admin (A8).
#[test]
fn a_manager_acts_within_what_they_hold() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let second = scene.super_admin(&scene.kaya);
    let ines = scene.own(&scene.ines, "users.edit contacts.view");
    let admins = [&helen, &second];
    for (target, expected) in [
        (&scene.own(&scene.tomas, "contacts.view:own"), Ok(())),
        (
            &scene.own(&scene.tomas, "crm.import"),
            Err(Refusal::ExceedsOwnPermissions),
        ),
        (&scene.partner_admin(&scene.tomas), Ok(())),
        (&ines, Err(Refusal::SelfTarget)),
        (&helen, Err(Refusal::SuperAdminTarget)),
    ] {
        assert_eq!(all_three(&scene, &ines, target, &admins), [expected; 3]);
    }
}

/// The rule about the last super admin is checked before other rules of state (D5, A8).
#[test]
fn the_last_super_admin_is_checked_first() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let ines = scene.own(&scene.ines, "users.edit");
    let [deactivated, _, removed] = all_three(&scene, &ines, &helen, &[&helen]);
    let refused = Err(Refusal::LastSuperAdmin);
    assert_eq!((deactivated, removed), (refused, refused));
}

/// An invitation can be accepted within seven days, once, and only while it is open (I1).
#[test]
fn an_invitation_is_accepted_within_seven_days() {
    let scene = Scene::new();
    let invited = scene.acting_builder(&scene.tomas, "contacts.view");
    let invited = invited.with(MembershipBuilder::invited).build(&scene.ids);
    let micro = chrono::Duration::microseconds(1);
    let mut tomas = invited.clone();
    assert_eq!(accept(&mut tomas, scene.day(7) - micro), Ok(true));
    assert_eq!(tomas.membership.status(), Status::Active);
    assert_eq!(accept(&mut tomas, scene.day(9)), Ok(false));
    let mut tomas = invited.clone();
    let lapsed = Refusal::Conflict(Conflict::InvitationLapsed);
    assert_eq!(accept(&mut tomas, scene.day(7)), Err(lapsed));
    assert_eq!(tomas, invited);
}

/// Accepting does not reactivate a deactivated membership (I1, D3).
#[test]
fn accepting_does_not_reactivate() {
    let scene = Scene::new();
    let tomas = scene.acting_builder(&scene.tomas, "contacts.view");
    let tomas = tomas.with(|membership| membership.invited().deactivated());
    let mut tomas = tomas.build(&scene.ids);
    let deactivated = Refusal::Conflict(Conflict::Deactivated);
    assert_eq!(accept(&mut tomas, scene.now), Err(deactivated));
    assert_eq!(tomas.membership.status(), Status::Deactivated);
}

/// Reactivating gives again what a break cut, and takes back a refusal, also where the membership still
/// reads active (D2, D9).
#[test]
fn reactivating_gives_again_what_a_break_cut() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let manager = scene.account_manager(&helen);
    let mut tomas = scene.partner_admin(&scene.tomas);
    let given = tomas.membership.given_under.unwrap();
    let earlier = EmploymentKey {
        number: given.number + 7,
        ..given
    };
    let at = tomas.membership.updated_at;
    tomas
        .membership
        .change_freely(at, |state| state.given_under = Some(earlier));
    assert!(tomas.is_cut(scene.now));
    for changed in [true, false] {
        let done = reactivate(&scene.catalogue, &manager, &mut tomas, scene.now);
        assert_eq!(done, Ok(changed));
        assert_eq!(tomas.membership.given_under, Some(given));
    }
    assert!(!tomas.is_cut(scene.now));

    tomas.acting.as_mut().unwrap().employment = None;
    let done = reactivate(&scene.catalogue, &manager, &mut tomas, scene.now);
    assert_eq!(done, Ok(false), "whoever works there no more gets nothing");
    assert_eq!(tomas.membership.given_under, Some(given));

    assert!(tomas.terms.refuse(manager.rank));
    let done = reactivate(&scene.catalogue, &manager, &mut tomas, scene.now);
    assert_eq!((done, tomas.terms.is_refused()), (Ok(true), false));
}

/// The platform removes anyone; the last permanent super admin only by saying so (D5, D9).
#[test]
fn the_platform_says_so_to_remove_the_last() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let second = scene.super_admin(&scene.kaya);
    let (alone, both) = (permanent(&[&helen]), permanent(&[&helen, &second]));
    for (admins, last, expected) in [
        (&alone, LastSuperAdmin::Stays, Err(Refusal::LastSuperAdmin)),
        (&alone, LastSuperAdmin::MayGo, Ok(true)),
        (&both, LastSuperAdmin::Stays, Ok(false)),
        (&both, LastSuperAdmin::MayGo, Ok(false)),
    ] {
        let mut target = helen.clone();
        assert_eq!(remove_by_platform(&mut target, admins, last), expected);
        assert_eq!(target.terms.is_refused(), expected.is_ok());
    }
}

/// Everyone may leave but the last permanent super admin, and the account remembers it (I4, D5).
#[test]
fn everyone_but_the_last_super_admin_leaves() {
    let scene = Scene::new();
    let mut helen = scene.super_admin(&scene.helen);
    let mut ines = scene.own(&scene.ines, "contacts.view");
    let admins = permanent(&[&helen]);
    assert_eq!(leave(&mut ines, &admins), Ok(()));
    assert_eq!(leave(&mut helen, &admins), Err(Refusal::LastSuperAdmin));
    assert!(ines.terms.left && !helen.terms.left);
}

/// An invitation is renewed for seven days; nothing else is (I1, A8).
#[test]
fn an_invitation_is_renewed_for_seven_days() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let ines = scene.own(&scene.ines, "users.edit");
    let (by_helen, by_ines) = (scene.account_manager(&helen), scene.account_manager(&ines));
    let catalogue = &scene.catalogue;
    let set = scene.set("crm.import");
    let invited = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&set);
    let invited = invited.with(MembershipBuilder::invited).build(&scene.ids);
    let mut tomas = invited.clone();
    let done = resend_invitation(catalogue, &by_helen, &mut tomas, scene.day(30));
    assert_eq!(done, Ok(()));
    assert_eq!(tomas.membership.invited_until, Some(scene.day(37)));
    let done = resend_invitation(catalogue, &by_ines, &mut tomas, scene.day(31));
    assert_eq!(done, Err(Refusal::ExceedsOwnPermissions));
    let mut active = scene.own(&scene.tomas, "crm.import");
    let done = resend_invitation(catalogue, &by_helen, &mut active, scene.now);
    assert_eq!(done, Err(Refusal::Conflict(Conflict::NotInvited)));
}

/// Accepting what is active already takes a super admin's access that somebody offered (I1).
#[test]
fn accepting_takes_what_was_offered() {
    let scene = Scene::new();
    let kaya = MemberBuilder::new(&scene.harbour, &scene.kaya);
    let offered = kaya.with(|membership| membership.offered_by(scene.helen.id));
    let mut kaya = offered.build(&scene.ids);
    assert_eq!(kaya.membership.is_taken(), Some(false));
    for changed in [true, false] {
        assert_eq!(accept(&mut kaya, scene.now), Ok(changed));
        assert_eq!(kaya.membership.is_taken(), Some(true));
    }
}
