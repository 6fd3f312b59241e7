//! What a partner gives and takes in a client (A1 to A6, D1, D2, D5, D9).

use latchkey_domain::{
    base::refusal::Refusal,
    membership::{
        Access, Status,
        employee::Employee,
        member::Member,
        terms::{Rank, Terms},
    },
    partner_side::{Candidate, Chosen, Given, WantedEnd, add, change, deactivate, reactivate},
    people::user::User,
};
use latchkey_testing::builders::{
    AccountBuilder, MemberBuilder, MembershipBuilder, SetBuilder, UserBuilder, keys,
};

use crate::scene::{Scene, permanent, texts};

/// Somebody who is not a member of the client yet.
fn candidate<'a>(user: &User, employment: Option<&'a Employee>, terms: &'a Terms) -> Candidate<'a> {
    Candidate {
        user: user.id,
        employment,
        is_member: false,
        terms,
    }
}

/// Lets Marit add somebody with a set and no end.
fn add_candidate(
    scene: &Scene,
    own: &Member,
    chosen: &Chosen,
    candidate: Candidate<'_>,
) -> Result<Given, Refusal> {
    let (delegator, catalogue) = (scene.delegator(own), &scene.catalogue);
    add(catalogue, &delegator, chosen, candidate, None, scene.now)
}

/// Lets Marit add an employee about whom the client has laid down nothing.
fn add_by(scene: &Scene, own: &Member, chosen: &Chosen, user: &User) -> Result<Given, Refusal> {
    let employment = scene.employee(user);
    let terms = Terms::none(scene.harbour.id, user.id);
    let candidate = candidate(user, Some(&employment), &terms);
    add_candidate(scene, own, chosen, candidate)
}

fn change_by(
    scene: &Scene,
    own: &Member,
    chosen: &Chosen,
    target: &mut Member,
) -> Result<Given, Refusal> {
    let delegator = scene.delegator(own);
    let employment = target.acting.as_ref().and_then(|acting| acting.employment);
    let user = [&scene.marit, &scene.tomas, &scene.kaya]
        .into_iter()
        .find(|user| user.id == target.user.id);
    let employment = employment.and(user).map(|user| scene.employee(user));
    change(
        &scene.catalogue,
        &delegator,
        chosen,
        target,
        employment.as_ref(),
        WantedEnd::Keep,
        scene.now,
    )
}

/// The added membership, as a member.
fn joined(scene: &Scene, user: &User, chosen: &Chosen, given: &Given, terms: &Terms) -> Member {
    let mut member = scene.acting(user, "");
    member.set = Some(chosen.set.clone());
    member.terms = terms.clone();
    let state = latchkey_domain::membership::MembershipState {
        access: Access::PermissionSet(chosen.held),
        adjustments: given.adjustments.clone(),
        expires_at: given.expires_at,
        ..latchkey_domain::membership::MembershipState::clone(&member.membership)
    };
    member.membership = latchkey_domain::membership::Membership::restore(state);
    member
}

/// Marit as a partner admin from whom the client withholds reports.
fn marit_without_reports(scene: &Scene) -> Member {
    let marit = scene.partner_admin_builder(&scene.marit);
    marit.withheld("reports.view").build(&scene.ids)
}

/// An actor who lacks reports cannot give them: the employee is added without, and the answer lists
/// them as withheld (A2, A3).
#[test]
fn an_actor_without_reports_cannot_give_them() {
    let scene = Scene::new();
    let own = marit_without_reports(&scene);
    let chosen = scene.chosen("contacts.edit:team reports.edit");
    let given = add_by(&scene, &own, &chosen, &scene.tomas).unwrap();
    let names = |permissions| scene.names(permissions);
    let contacts = "contacts.view:team contacts.edit:team";
    assert_eq!(names(given.delegated.permissions), contacts);
    assert_eq!(names(given.delegated.withheld), "reports.view reports.edit");
    assert_eq!(names(given.delegated.retained), "");
    assert_eq!(
        texts(&given.adjustments.clipped),
        "reports.view reports.edit"
    );
    let terms = Terms::none(scene.harbour.id, scene.tomas.id);
    let member = joined(&scene, &scene.tomas, &chosen, &given, &terms);
    assert_eq!(scene.held(&member), contacts);
}

/// An employee who has reports keeps them if an actor who lacks them changes the set, and giving
/// the same set again changes nothing (A2, A3).
#[test]
fn what_the_actor_lacks_stays_if_it_was_held() {
    let scene = Scene::new();
    let own = marit_without_reports(&scene);
    let mut tomas = scene.acting(&scene.tomas, "contacts.view:own reports.edit");
    let chosen = scene.chosen("contacts.edit:team crm.import");
    let given = change_by(&scene, &own, &chosen, &mut tomas).unwrap();
    let expected = "contacts.view:team contacts.edit:team crm.import reports.view reports.edit";
    assert_eq!(scene.held(&tomas), expected);
    assert_eq!(
        scene.names(given.delegated.retained),
        "reports.view reports.edit"
    );
    assert_eq!(
        texts(&tomas.membership.adjustments.added),
        "reports.view reports.edit"
    );
    let before = tomas.clone();
    change_by(&scene, &own, &chosen, &mut tomas).unwrap();
    assert_eq!(tomas, before);
}

/// Giving the same set again changes nothing, even if the account has spelt the additions
/// differently (A2, T4).
#[test]
fn giving_the_same_set_again_changes_nothing() {
    let scene = Scene::new();
    let own = marit_without_reports(&scene);
    let set = scene.set("contacts.edit");
    let chosen = crate::scene::choose(&set);
    let employment = scene.employment(&scene.tomas);
    let tomas = MemberBuilder::new(&scene.harbour, &scene.tomas)
        .set(&set)
        .acting_for(&scene.northwind, Some(&employment))
        .with(|membership| membership.added("reports.edit"));
    let mut tomas = tomas.build(&scene.ids);
    let before = tomas.clone();
    change_by(&scene, &own, &chosen, &mut tomas).unwrap();
    assert_eq!(tomas, before);
}

/// The actor takes what they hold (A2).
#[test]
fn an_actor_with_reports_takes_them() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let mut tomas = scene.acting(&scene.tomas, "contacts.view reports.edit");
    change_by(
        &scene,
        &own,
        &scene.chosen("contacts.view:team"),
        &mut tomas,
    )
    .unwrap();
    assert_eq!(scene.held(&tomas), "contacts.view:team");
    assert!(tomas.membership.adjustments.added.is_empty());
}

/// What lies beyond the template stays with the actor: kept billing permissions are neither given
/// nor taken (A2).
#[test]
fn kept_billing_is_neither_given_nor_taken() {
    let scene = Scene::new();
    let marit = scene.partner_admin_builder(&scene.marit);
    let own = marit.with(|it| it.added("billing.edit")).build(&scene.ids);
    let chosen = scene.chosen("contacts.view billing.edit");
    let given = add_by(&scene, &own, &chosen, &scene.tomas).unwrap();
    assert_eq!(scene.names(given.delegated.permissions), "contacts.view");
    let mut tomas = scene.acting(&scene.tomas, "billing.edit");
    change_by(&scene, &own, &scene.chosen("contacts.view"), &mut tomas).unwrap();
    assert_eq!(
        scene.held(&tomas),
        "billing.view billing.edit contacts.view"
    );
}

/// What the client withheld stays withheld, with everything that implies it, through adding and
/// every change of set (A2, D9).
#[test]
fn what_the_client_withheld_is_not_given() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view reports.edit");
    let mut terms = Terms::none(scene.harbour.id, scene.tomas.id);
    let rank = Rank::Manager;
    assert!(terms.withhold(&keys("reports.view"), rank));
    let employment = scene.employee(&scene.tomas);
    let candidate = candidate(&scene.tomas, Some(&employment), &terms);
    let given = add_candidate(&scene, &own, &chosen, candidate);
    let given = given.unwrap();
    assert_eq!(scene.names(given.delegated.permissions), "contacts.view");
    assert_eq!(
        scene.names(given.delegated.withheld),
        "reports.view reports.edit"
    );

    let mut tomas = joined(&scene, &scene.tomas, &chosen, &given, &terms);
    let given = change_by(&scene, &own, &scene.chosen("reports.edit"), &mut tomas).unwrap();
    assert_eq!(scene.held(&tomas), "");
    assert_eq!(
        scene.names(given.delegated.withheld),
        "reports.view reports.edit"
    );
}

/// Nobody adds, changes or reactivates themself (A6).
#[test]
fn nobody_gives_access_to_themself() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view");
    let refused = Err(Refusal::SelfTarget);
    let added = add_by(&scene, &own, &chosen, &scene.marit);
    assert_eq!(added, refused);
    let mut target = own.clone();
    assert_eq!(change_by(&scene, &own, &chosen, &mut target), refused);
    let delegator = scene.delegator(&own);
    let employment = scene.employee(&scene.marit);
    let reactivated = reactivate(
        &scene.catalogue,
        &delegator,
        &mut target,
        Some(&employment),
        scene.now,
    );
    assert_eq!(reactivated, Err(Refusal::SelfTarget));
    assert_eq!(target, own);
}

/// Only active employees are added; anyone else, known or not, is not an employee (A6).
#[test]
fn only_active_employees_are_added() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view");
    let left = scene
        .employed(&scene.tomas, MembershipBuilder::deactivated)
        .employee();
    let for_another = AccountBuilder::new("Other").partner().build(&scene.ids);
    let for_another = scene
        .employed(&scene.tomas, |it| it.acting_for(for_another.id))
        .employee();
    let disabled = UserBuilder::new("D", "d@northwind.example").disabled();
    let disabled = scene.employee(&disabled.build(&scene.ids));
    let ended = scene
        .employed(&scene.tomas, |it| it.expires_at(scene.now))
        .employee();
    let terms = Terms::none(scene.harbour.id, scene.tomas.id);
    let none = [
        None,
        Some(&left),
        Some(&for_another),
        Some(&disabled),
        Some(&ended),
    ];
    for employment in none {
        let candidate = candidate(&scene.tomas, employment, &terms);
        let added = add_candidate(&scene, &own, &chosen, candidate);
        assert_eq!(added, Err(Refusal::NotAnEmployee));
        let delegator = scene.delegator(&own);
        let (keep, now) = (WantedEnd::Keep, scene.now);
        let mut tomas = scene.acting(&scene.tomas, "contacts.edit");
        let changed = change(
            &scene.catalogue,
            &delegator,
            &chosen,
            &mut tomas,
            employment,
            keep,
            now,
        );
        assert_eq!(changed, Err(Refusal::NotAnEmployee));
    }
    let contractor = scene
        .employed(&scene.tomas, MembershipBuilder::contractor)
        .employee();
    let candidate = candidate(&scene.tomas, Some(&contractor), &terms);
    let added = add_candidate(&scene, &own, &chosen, candidate);
    assert!(added.is_ok(), "a contractor is an employee");
}

/// Members (A6) and people whom the client refused (D9) are not added.
#[test]
fn members_and_refused_people_are_not_added() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view");
    let employment = scene.employee(&scene.tomas);
    let mut terms = Terms::none(scene.harbour.id, scene.tomas.id);
    let member = Candidate {
        is_member: true,
        ..candidate(&scene.tomas, Some(&employment), &terms)
    };
    let added = add_candidate(&scene, &own, &chosen, member);
    assert_eq!(added, Err(Refusal::AlreadyAMember));
    terms.refuse(Rank::SuperAdmin);
    let refused = candidate(&scene.tomas, Some(&employment), &terms);
    let added = add_candidate(&scene, &own, &chosen, refused);
    assert_eq!(added, Err(Refusal::ClientRefused));
}

/// A super admin is not changed; a partner admin can be given a set, which ends their being partner
/// admin (A6).
#[test]
fn partner_admins_change_to_sets_super_admins_do_not() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view");
    let employment = scene.employment(&scene.tomas);
    let new = MemberBuilder::new(&scene.harbour, &scene.tomas);
    let mut super_admin = new
        .acting_for(&scene.northwind, Some(&employment))
        .build(&scene.ids);
    let refused = change_by(&scene, &own, &chosen, &mut super_admin);
    assert_eq!(refused, Err(Refusal::SuperAdminTarget));
    let mut colleague = scene.partner_admin(&scene.tomas);
    change_by(&scene, &own, &chosen, &mut colleague).unwrap();
    assert_eq!(
        colleague.membership.access,
        Access::PermissionSet(chosen.held)
    );
    assert_eq!(scene.held(&colleague), "contacts.view");
}

/// A partner admin keeps what the actor lacks of the template when they are given a set (A2).
#[test]
fn a_changed_partner_admin_keeps_what_the_actor_lacks() {
    let scene = Scene::new();
    let own = marit_without_reports(&scene);
    let mut colleague = scene.partner_admin(&scene.tomas);
    change_by(&scene, &own, &scene.chosen("crm.import"), &mut colleague).unwrap();
    let held = colleague.granted(&scene.catalogue);
    let lacked = scene.catalogue.partner_admin_template() - scene.delegator(&own).may_give;
    assert!(lacked.is_subset_of(held) && !lacked.is_empty());
    assert!(!scene.granted("crm.export").is_subset_of(held));
}

/// Deactivating keeps record and seat (D3); deactivating twice changes nothing (D1).
#[test]
fn deactivating_keeps_record_and_seat() {
    let scene = Scene::new();
    let manager = scene.partner_manager(&scene.marit.id).ender();
    let helen = scene.super_admin(&scene.helen);
    let mut tomas = scene.acting(&scene.tomas, "contacts.edit");
    let before = tomas.clone();
    let admins = permanent(&[&helen]);
    for changed in [true, false] {
        let deactivated = deactivate(&manager, &mut tomas, &admins, scene.now);
        assert_eq!(deactivated, Ok(changed));
        assert_eq!(tomas.membership.status(), Status::Deactivated);
    }
    assert_eq!(tomas.membership.seat, before.membership.seat);
    assert_eq!(scene.held(&tomas), scene.held(&before));
    assert!(
        !tomas.terms.is_refused(),
        "the partner's word is no refusal"
    );
}

/// A partner deactivates members who act for it, whether or not they are employees still, and also
/// oneself (D1, A6).
#[test]
fn deactivating_does_not_depend_on_employment() {
    let scene = Scene::new();
    let manager = scene.partner_manager(&scene.marit.id).ender();
    let helen = scene.super_admin(&scene.helen);
    let leaver = MemberBuilder::new(&scene.harbour, &scene.tomas);
    let leaver = leaver
        .partner_admin(&scene.northwind, None)
        .build(&scene.ids);
    for mut target in [leaver, scene.partner_admin(&scene.marit)] {
        let admins = permanent(&[&helen]);
        let deactivated = deactivate(&manager, &mut target, &admins, scene.now);
        assert_eq!(deactivated, Ok(true));
    }
}

/// The client's own people are hidden from the partner, super admins too (A6).
#[test]
fn deactivates_only_members_acting_for_the_partner() {
    let scene = Scene::new();
    let manager = scene.partner_manager(&scene.marit.id).ender();
    let mut helen = scene.super_admin(&scene.helen);
    let before = helen.clone();
    let admins = permanent(&[&helen]);
    let refused = deactivate(&manager, &mut helen, &admins, scene.now);
    assert_eq!(refused, Err(Refusal::NotFound));
    assert_eq!(helen, before);
}

/// A partner deactivates a super admin who acts for it, but never the last permanent one (D5).
#[test]
fn a_partner_never_deactivates_the_last_super_admin() {
    let scene = Scene::new();
    let manager = scene.partner_manager(&scene.marit.id).ender();
    let helen = scene.super_admin(&scene.helen);
    let new = MemberBuilder::new(&scene.harbour, &scene.tomas);
    let mut tomas = new.acting_for(&scene.northwind, None).build(&scene.ids);
    let alone = permanent(&[&tomas]);
    let refused = deactivate(&manager, &mut tomas, &alone, scene.now);
    assert_eq!(refused, Err(Refusal::LastSuperAdmin));
    let both = permanent(&[&helen, &tomas]);
    let deactivated = deactivate(&manager, &mut tomas, &both, scene.now);
    assert_eq!(deactivated, Ok(true));
}

fn reactivate_by(scene: &Scene, own: &Member, target: &mut Member) -> Result<bool, Refusal> {
    let delegator = scene.delegator(own);
    let employment = scene.employee(&scene.tomas);
    let (catalogue, now) = (&scene.catalogue, scene.now);
    reactivate(catalogue, &delegator, target, Some(&employment), now)
}

/// Reactivating gives back the former access, clipped to what the actor holds (D2, A2).
#[test]
fn reactivating_gives_back_what_the_actor_holds() {
    let scene = Scene::new();
    let own = marit_without_reports(&scene);
    let tomas = scene.acting_builder(&scene.tomas, "contacts.edit reports.edit");
    let mut tomas = tomas
        .with(|it| it.added("crm.import").deactivated())
        .build(&scene.ids);
    let access = tomas.membership.access;
    assert_eq!(reactivate_by(&scene, &own, &mut tomas), Ok(true));
    assert_eq!(tomas.membership.status(), Status::Active);
    assert_eq!(tomas.membership.access, access);
    assert_eq!(scene.held(&tomas), "contacts.view contacts.edit crm.import");
    assert_eq!(reactivate_by(&scene, &own, &mut tomas), Ok(false));
}

/// The partner reactivates neither a super admin (D2) nor somebody whom the client refused (D9).
#[test]
fn super_admins_and_refused_people_stay_deactivated() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let refused = scene.acting_builder(&scene.tomas, "contacts.view");
    let refused = refused.terms(|terms| {
        terms.refuse(Rank::SuperAdmin);
    });
    let new = MemberBuilder::new(&scene.harbour, &scene.tomas);
    let super_admin = new.acting_for(&scene.northwind, None);
    for (target, expected) in [
        (refused, Refusal::ClientRefused),
        (super_admin, Refusal::SuperAdminTarget),
    ] {
        let mut target = target
            .with(MembershipBuilder::deactivated)
            .build(&scene.ids);
        let before = target.clone();
        assert_eq!(reactivate_by(&scene, &own, &mut target), Err(expected));
        assert_eq!(target, before);
    }
}

/// Somebody who left the partner is not reactivated (A6, D2).
#[test]
fn only_active_employees_are_reactivated() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let tomas = scene.acting_builder(&scene.tomas, "contacts.view");
    let mut tomas = tomas.with(MembershipBuilder::deactivated).build(&scene.ids);
    let (delegator, catalogue) = (scene.delegator(&own), &scene.catalogue);
    let refused = reactivate(catalogue, &delegator, &mut tomas, None, scene.now);
    assert_eq!(refused, Err(Refusal::NotAnEmployee));
}

/// I1, I4: whose address is not confirmed, or who left the client, accepts first.
#[test]
fn i1_whoever_is_not_sure_to_come_is_invited() {
    let scene = Scene::new();
    let own = scene.partner_admin(&scene.marit);
    let chosen = scene.chosen("contacts.view");
    let mut terms = Terms::none(scene.harbour.id, scene.tomas.id);
    for (confirmed, left, invited) in [
        (true, false, false),
        (false, false, true),
        (true, true, true),
        (false, true, true),
    ] {
        let mut employment = scene.employee(&scene.tomas);
        employment.confirmed = confirmed;
        terms.left = left;
        let candidate = candidate(&scene.tomas, Some(&employment), &terms);
        let given = add_candidate(&scene, &own, &chosen, candidate).unwrap();
        assert_eq!(given.invited, invited, "{confirmed} {left}");
    }
}

/// A5: on offer are the standard sets, the client's and the partner's; any other is unknown.
#[test]
fn a5_sets_of_other_accounts_are_unknown() {
    let scene = Scene::new();
    let (client, partner) = (scene.harbour.id, scene.northwind.id);
    let other = AccountBuilder::new("Other").build(&scene.ids).id;
    let of = |owner| {
        let set = SetBuilder::new("A set", "contacts.view").owner(owner);
        set.build(&scene.ids)
    };
    for (set, acting, expected) in [
        (scene.set("contacts.view"), None, true),
        (scene.set("contacts.view"), Some(partner), true),
        (of(client), None, true),
        (of(client), Some(partner), true),
        (of(partner), None, false),
        (of(partner), Some(partner), true),
        (of(other), None, false),
        (of(other), Some(partner), false),
    ] {
        let offered = Chosen::offered(&set, client, acting);
        let offered = offered.map(|chosen| chosen.held.set);
        let expected = expected.then_some(set.id()).ok_or(Refusal::NotFound);
        assert_eq!(offered, expected, "{acting:?}");
    }
}
