//! Granted and effective permissions, and whether a membership gives anything (P3 to P6, S3, A7).

use latchkey_domain::{
    base::denial::Denial,
    membership::{HeldVersion, Membership, MembershipState, member::Recognized},
    permission::{
        Permissions,
        seat::{PaidSeat, Seat},
    },
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder, UserBuilder};

use crate::scene::Scene;

/// A held permission brings what it implies, level by level (P4).
#[test]
fn a_held_permission_brings_what_it_implies() {
    let scene = Scene::new();
    let member = scene.own(&scene.ines, "contacts.delete:team reports.edit");
    let granted = member.granted(&scene.catalogue);
    let implied = scene.granted("contacts.edit:team contacts.view:own reports.view");
    assert!(implied.is_subset_of(granted));
    let beyond = scene.granted("contacts.view:all");
    assert!(!beyond.is_subset_of(granted));
}

/// A super admin is granted everything, a partner admin the template, others their set (P3, P5).
#[test]
fn the_base_follows_the_kind_of_access() {
    let scene = Scene::new();
    let catalogue = &scene.catalogue;
    let helen = scene.super_admin(&scene.helen);
    assert_eq!(helen.granted(catalogue), catalogue.all());
    let marit = scene.partner_admin(&scene.marit);
    assert_eq!(marit.granted(catalogue), catalogue.partner_admin_template());
    for kept_from in [
        "super_admins.manage",
        "billing.view",
        "billing.edit",
        "payments.instruments",
        "sensitive_data.manage",
        "provisioning.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
        "permission_sets.edit",
        "partner.employees.view",
        "partner.employees.edit",
        "users.edit",
        "audit_log.view",
    ] {
        let key = kept_from.parse().unwrap();
        let index = catalogue.index_of(&key).unwrap();
        assert!(!marit.granted(catalogue).contains(index), "{kept_from}");
    }
    let ines = scene.own(&scene.ines, "users.edit reports.view");
    assert_eq!(scene.held(&ines), "users.edit reports.view");
}

/// Added permissions come on top; withheld ones go, with everything that implies them, whoever
/// withholds them (P5).
#[test]
fn adjustments_add_and_take_with_all_that_implies() {
    let scene = Scene::new();
    let member = |change: fn(MemberBuilder) -> MemberBuilder| {
        let builder = scene.acting_builder(&scene.tomas, "contacts.edit:team reports.edit");
        scene.held(&change(builder).build(&scene.ids))
    };
    assert_eq!(
        member(|builder| builder.with(|it| it.added("crm.import"))),
        "contacts.view:team contacts.edit:team crm.import reports.view reports.edit"
    );
    for taken in [
        member(|builder| builder.withheld("reports.view")),
        member(|builder| builder.with(|it| it.clipped("reports.view"))),
        member(|builder| {
            builder
                .with(|it| it.added("reports.edit"))
                .withheld("reports.view")
        }),
    ] {
        assert_eq!(taken, "contacts.view:team contacts.edit:team");
    }
    assert_eq!(
        member(|builder| builder.withheld("contacts.view")),
        "reports.view reports.edit",
        "the bare key is the whole ladder"
    );
    assert_eq!(
        member(|builder| builder.withheld("contacts.view:team")),
        "contacts.view:own contacts.edit:own reports.view reports.edit",
        "the levels below stay"
    );
}

/// Adjustments do not touch a super admin (P5).
#[test]
fn nothing_is_withheld_from_a_super_admin() {
    let scene = Scene::new();
    let builder = MemberBuilder::new(&scene.harbour, &scene.helen);
    let helen = builder.withheld("reports.view").build(&scene.ids);
    assert_eq!(helen.granted(&scene.catalogue), scene.catalogue.all());
}

/// Only super admins hold `super_admins.manage`, whatever a stored set or adjustment has (P5).
#[test]
fn only_super_admins_hold_super_admins_manage() {
    let scene = Scene::new();
    let mut ines = scene.own(&scene.ines, "reports.view");
    let key = "super_admins.manage".parse().unwrap();
    ines.set.as_mut().unwrap().permissions.push(key);
    assert_eq!(scene.held(&ines), "reports.view");
    let added = scene.acting_builder(&scene.tomas, "reports.view");
    let added = added.with(|membership| membership.added("super_admins.manage"));
    assert_eq!(scene.held(&added.build(&scene.ids)), "reports.view");
}

/// A key that the catalogue does not have gives nothing (P1).
#[test]
fn a_lost_key_gives_nothing() {
    let scene = Scene::new();
    let mut ines = scene.own(&scene.ines, "reports.view");
    let lost = "some.lost_key".parse().unwrap();
    ines.set.as_mut().unwrap().permissions.push(lost);
    assert_eq!(scene.held(&ines), "reports.view");
}

/// Granted does not depend on status, seat and clock. Effective is nothing unless the membership
/// gives anything now (P5).
#[test]
fn granted_does_not_depend_on_status_or_clock() {
    let scene = Scene::new();
    let effective = scene.own(&scene.ines, "reports.view");
    let set = scene.set("reports.view");
    let builder = || MemberBuilder::new(&scene.harbour, &scene.ines).set(&set);
    let fallen = [
        builder()
            .with(MembershipBuilder::deactivated)
            .build(&scene.ids),
        builder()
            .with(|membership| membership.expires_at(scene.now))
            .build(&scene.ids),
    ];
    for member in fallen {
        assert_eq!(scene.held(&member), "reports.view");
        let effective = member.effective(&scene.catalogue, scene.now);
        assert_eq!(effective, Permissions::EMPTY);
    }
    let effective = effective.effective(&scene.catalogue, scene.now);
    assert_eq!(scene.names(effective), "reports.view");
}

/// A membership counts while it is active and not expired, its user enabled and its account active
/// (P5). At exactly its end it no longer counts (A9).
#[test]
fn effect_depends_on_status_clock_user_and_account() {
    let scene = Scene::new();
    let new = || MemberBuilder::new(&scene.harbour, &scene.ines);
    let ending = |at| new().with(|membership| membership.expires_at(at));
    let disabled = UserBuilder::new("D", "d@x.example").disabled();
    let disabled = disabled.build(&scene.ids);
    let closed = AccountBuilder::new("C").closed().build(&scene.ids);
    let micro = chrono::Duration::microseconds(1);
    for (member, standing) in [
        (new(), Ok(())),
        (new().with(MembershipBuilder::invited), Err(Denial::Invited)),
        (
            new().with(MembershipBuilder::deactivated),
            Err(Denial::Deactivated),
        ),
        (
            new().with(|it| it.invited().deactivated()),
            Err(Denial::Deactivated),
        ),
        (ending(scene.now + micro), Ok(())),
        (ending(scene.now), Err(Denial::Expired)),
        (
            MemberBuilder::new(&scene.harbour, &disabled),
            Err(Denial::UserDisabled),
        ),
        (
            MemberBuilder::new(&closed, &scene.ines),
            Err(Denial::AccountClosed),
        ),
    ] {
        let member = member.build(&scene.ids);
        assert_eq!(member.standing(scene.now), standing);
    }
}

/// A partner admin needs an enrolled partner and an employment there, other access only the
/// employment, a super admin neither (P5, L1, D8).
#[test]
fn acting_for_a_partner_needs_employment() {
    let scene = Scene::new();
    let former = AccountBuilder::new("F").former_partner().build(&scene.ids);
    let closed = AccountBuilder::new("C")
        .partner()
        .closed()
        .build(&scene.ids);
    let never = AccountBuilder::new("N").build(&scene.ids);
    let set = scene.set("reports.view");
    let standing = |partner, employment: Option<&latchkey_domain::membership::member::Member>| {
        let new = || MemberBuilder::new(&scene.harbour, &scene.marit);
        [
            new().partner_admin(partner, employment),
            new().set(&set).acting_for(partner, employment),
            new().acting_for(partner, employment),
        ]
        .map(|member| member.build(&scene.ids).standing(scene.now).err())
    };
    let (not_enrolled, no_employee) = (Denial::PartnerNotEnrolled, Denial::NotAnEmployee);
    let employed = scene.employment(&scene.marit);
    let left = scene.employed(&scene.marit, MembershipBuilder::deactivated);
    let invited = scene.employed(&scene.marit, MembershipBuilder::invited);
    let expired = scene.employed(&scene.marit, |it| it.expires_at(scene.now));
    let other = scene.employed(&scene.marit, |it| it.acting_for(never.id));
    let northwind = &scene.northwind;
    for (partner, employment, expected) in [
        (northwind, Some(&employed), [None; 3]),
        (
            northwind,
            None,
            [Some(no_employee), Some(no_employee), None],
        ),
        (
            northwind,
            Some(&left),
            [Some(no_employee), Some(no_employee), None],
        ),
        (
            northwind,
            Some(&invited),
            [Some(no_employee), Some(no_employee), None],
        ),
        (
            northwind,
            Some(&expired),
            [Some(no_employee), Some(no_employee), None],
        ),
        (
            northwind,
            Some(&other),
            [Some(no_employee), Some(no_employee), None],
        ),
        (&former, Some(&employed), [Some(not_enrolled), None, None]),
        (
            &closed,
            Some(&employed),
            [Some(not_enrolled), Some(no_employee), Some(no_employee)],
        ),
        (
            &never,
            Some(&employed),
            [Some(not_enrolled), Some(no_employee), None],
        ),
    ] {
        let found = standing(partner, employment);
        assert_eq!(found, expected, "{}", partner.name);
    }
}

/// The seat limits what is effective, not what is granted. A super admin needs the paid seat too;
/// nothing else limits them (S3, P5).
#[test]
fn the_seat_limits_what_is_effective() {
    let scene = Scene::new();
    let set = scene.set("contacts.edit reports.view sequences.use");
    let member = |seat, paid: Option<PaidSeat>| {
        let builder = MemberBuilder::new(&scene.harbour, &scene.ines).set(&set);
        let with = builder.with(|membership| {
            let membership = membership.seat(seat);
            paid.map_or(membership.clone(), |paid| membership.paid_seat(paid))
        });
        let member = with.build(&scene.ids);
        assert!(
            scene
                .granted("sequences.use")
                .is_subset_of(member.granted(&scene.catalogue))
        );
        scene.names(member.effective(&scene.catalogue, scene.now))
    };
    let core = member(Seat::Core, None);
    assert!(!core.contains("sequences.use"), "{core}");
    assert!(core.contains("contacts.edit"), "{core}");
    assert!(member(Seat::Core, Some(PaidSeat::Sales)).contains("sequences.use"));
    assert!(member(Seat::Sales, None).contains("sequences.use"));
    let view_only = member(Seat::ViewOnly, None);
    assert!(view_only.contains("contacts.view") && view_only.contains("reports.view"));
    assert!(!view_only.contains("edit"), "{view_only}");

    let all = scene.catalogue.all();
    let helen = scene.super_admin(&scene.helen);
    let cut = all - helen.effective(&scene.catalogue, scene.now);
    let paid: Vec<_> = scene
        .catalogue
        .entries()
        .iter()
        .filter(|entry| matches!(entry.seat(), Some(asked) if asked.as_str() != "core"))
        .map(|entry| entry.key().as_str())
        .collect();
    assert_eq!(scene.names(cut), paid.join(" "));
}

/// In an account with legacy pricing a partner seat does not open paid features (S3).
#[test]
fn a_partner_seat_is_enough_unless_pricing_is_legacy() {
    let scene = Scene::new();
    let legacy = AccountBuilder::new("L").legacy().build(&scene.ids);
    let employment = scene.employment(&scene.marit);
    for (account, opened) in [(&scene.harbour, true), (&legacy, false)] {
        let member = MemberBuilder::new(account, &scene.marit)
            .partner_admin(&scene.northwind, Some(&employment))
            .build(&scene.ids);
        let effective = member.effective(&scene.catalogue, scene.now);
        let paid = scene.granted("sequences.use");
        assert_eq!(paid.is_subset_of(effective), opened, "{}", account.name);
    }
}

/// A permanent super admin is active, without an end, and enabled (D5). One with an end holds every
/// right until then (A11).
#[test]
fn permanent_super_admins_are_active_without_an_end() {
    let scene = Scene::new();
    let new = || MemberBuilder::new(&scene.harbour, &scene.helen);
    let disabled = UserBuilder::new("D", "d@x.example").disabled();
    let disabled = disabled.build(&scene.ids);
    let later = scene.day(1);
    for (builder, permanent, super_admin) in [
        (new(), true, true),
        (new().with(|it| it.expires_at(later)), false, true),
        (new().with(MembershipBuilder::deactivated), false, false),
        (new().with(MembershipBuilder::invited), false, false),
        (MemberBuilder::new(&scene.harbour, &disabled), false, false),
        (new().acting_for(&scene.northwind, None), true, true),
        (new().set(&scene.set("users.edit")), false, false),
    ] {
        let member = builder.build(&scene.ids);
        assert_eq!(
            (
                member.permanent_super_admin().is_some(),
                member.is_super_admin(scene.now)
            ),
            (permanent, super_admin)
        );
    }
}

/// A member is outdated if they hold an older version than the newest; super admins and partner
/// admins hold none (A7).
#[test]
fn a_holder_of_an_older_version_is_outdated() {
    let scene = Scene::new();
    let set = scene.set("reports.view");
    let member = MemberBuilder::new(&scene.harbour, &scene.ines).set(&set);
    assert!(!member.clone().build(&scene.ids).is_outdated());
    assert!(member.set_has_moved_on().build(&scene.ids).is_outdated());
    assert!(!scene.super_admin(&scene.helen).is_outdated());
    assert!(!scene.partner_admin(&scene.marit).is_outdated());
}

/// Who acts for a partner is recognised by it: shown as verified (I1, I2), otherwise as linked (A1, A10).
#[test]
fn who_acts_for_a_partner_is_recognized() {
    let scene = Scene::new();
    let recognized = |builder: MemberBuilder| builder.build(&scene.ids).recognized();
    let marit = scene.partner_admin_builder(&scene.marit);
    assert_eq!(recognized(marit), Some(Recognized::Verified));
    let kaya = || scene.partner_admin_builder(&scene.kaya);
    assert_eq!(recognized(kaya()), Some(Recognized::Linked));
    assert_eq!(recognized(kaya().linked()), Some(Recognized::Linked));
    let unconfirmed = UserBuilder::new("U", "u@northwind.example").unconfirmed();
    let unconfirmed = unconfirmed.build(&scene.ids);
    let unconfirmed = recognized(scene.partner_admin_builder(&unconfirmed));
    assert_eq!(unconfirmed, Some(Recognized::Linked));
    let helen = MemberBuilder::new(&scene.harbour, &scene.helen).linked();
    assert_eq!(recognized(helen), None, "acts for nobody");
}

/// An employee is an active member who acts for nobody, is enabled, and whose account is or was a
/// partner and is not closed (section 1 of the rules).
#[test]
fn an_employee_is_an_active_member_of_a_partner() {
    let scene = Scene::new();
    let former = AccountBuilder::new("F").former_partner().build(&scene.ids);
    let closed = AccountBuilder::new("C")
        .partner()
        .closed()
        .build(&scene.ids);
    let disabled = UserBuilder::new("D", "d@northwind.example").disabled();
    let disabled = disabled.build(&scene.ids);
    let (partner, user) = (&scene.northwind, &scene.marit);
    let new = MemberBuilder::new;
    for (builder, expected) in [
        (new(partner, user), true),
        (new(&former, user), true),
        (new(partner, user).with(MembershipBuilder::contractor), true),
        (new(&closed, user), false),
        (new(&scene.harbour, user), false),
        (new(partner, &disabled), false),
        (new(partner, user).with(MembershipBuilder::invited), false),
        (
            new(partner, user).with(MembershipBuilder::deactivated),
            false,
        ),
        (
            new(partner, user).with(|it| it.expires_at(scene.now)),
            false,
        ),
        (new(partner, user).acting_for(&scene.harbour, None), false),
    ] {
        let member = builder.build(&scene.ids);
        assert_eq!(member.is_employee_here(scene.now), expected);
    }
}

/// Rights follow the present state: another set version gives another answer at once (P6).
#[test]
fn effective_follows_the_version_held() {
    let scene = Scene::new();
    let mut member = scene.own(&scene.ines, "reports.edit");
    member.set = Some(scene.chosen("reports.view").set);
    let state = MembershipState {
        access: latchkey_domain::membership::Access::PermissionSet(HeldVersion {
            set: scene.set("").id(),
            version: 2,
        }),
        ..MembershipState::clone(&member.membership)
    };
    member.membership = Membership::restore(state);
    let effective = member.effective(&scene.catalogue, scene.now);
    assert_eq!(scene.names(effective), "reports.view");
}
