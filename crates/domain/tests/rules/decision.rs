//! Decisions (Q1).

use latchkey_domain::{
    base::denial::Denial,
    membership::{
        decision::{Decision, Facts, decide},
        member::Member,
    },
    permission::{Level, seat::Seat},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder, UserBuilder};

use crate::scene::Scene;

fn facts(member: &Member) -> Facts {
    Facts {
        user: Some((member.user.id, member.user.status)),
        account: Some((member.account.id, member.account.status)),
        member: Some(member.clone()),
    }
}

fn ask(scene: &Scene, facts: &Facts, key: &str) -> Decision {
    let key = key.parse().ok();
    decide(&scene.catalogue, facts, key.as_ref(), scene.now)
}

/// The first reason that applies is given, in the order of Q1. Each case has all the reasons that
/// come after its own.
#[test]
fn the_first_reason_that_applies_is_given() {
    let scene = Scene::new();
    let former = AccountBuilder::new("F").former_partner().build(&scene.ids);
    let closed = AccountBuilder::new("C").closed().build(&scene.ids);
    let disabled = UserBuilder::new("D", "d@x.example").disabled();
    let disabled = disabled.build(&scene.ids);
    // A question about a permission outside the template, for somebody who is not an employee.
    let (key, now) = ("billing.edit", scene.now);
    let everything_wrong = |account, user| {
        MemberBuilder::new(account, user)
            .partner_admin(&former, None)
            .with(|membership| membership.expires_at(now))
    };
    let build = |builder: MemberBuilder| facts(&builder.build(&scene.ids));
    let user_disabled =
        build(everything_wrong(&closed, &disabled).with(MembershipBuilder::invited));
    let account_closed =
        build(everything_wrong(&closed, &scene.marit).with(MembershipBuilder::invited));
    let harbour = &scene.harbour;
    let mut no_membership = build(everything_wrong(harbour, &scene.marit));
    no_membership.member = None;
    let unknown_resource = Facts {
        account: None,
        ..user_disabled.clone()
    };
    let not_an_employee = MemberBuilder::new(harbour, &scene.marit);
    let not_an_employee = not_an_employee.partner_admin(&scene.northwind, None);
    let not_enrolled = MemberBuilder::new(harbour, &scene.marit).partner_admin(&former, None);
    let view_only = scene.own(&scene.ines, "contacts.edit");
    let view_only = MemberBuilder::new(harbour, &scene.ines)
        .with(|membership| membership.seat(Seat::ViewOnly))
        .set(&scene.set(&crate::scene::texts(&view_only.set.unwrap().permissions)));
    for (facts, key, denial) in [
        (Facts::default(), "no.such", Denial::UnknownSubject),
        (unknown_resource, "no.such", Denial::UnknownResource),
        (user_disabled.clone(), "no.such", Denial::UnknownAction),
        (user_disabled.clone(), "No such!", Denial::UnknownAction),
        (
            user_disabled.clone(),
            "reports.view:all",
            Denial::UnknownAction,
        ),
        (user_disabled, key, Denial::UserDisabled),
        (account_closed, key, Denial::AccountClosed),
        (no_membership, key, Denial::NoMembership),
        (
            build(everything_wrong(harbour, &scene.marit).with(MembershipBuilder::invited)),
            key,
            Denial::Invited,
        ),
        (
            build(everything_wrong(harbour, &scene.marit).with(MembershipBuilder::deactivated)),
            key,
            Denial::Deactivated,
        ),
        (
            build(everything_wrong(harbour, &scene.marit)),
            key,
            Denial::Expired,
        ),
        (build(not_enrolled), key, Denial::PartnerNotEnrolled),
        (build(not_an_employee), key, Denial::NotAnEmployee),
        (build(view_only.clone()), key, Denial::NotGranted),
        (build(view_only), "contacts.edit", Denial::Seat),
    ] {
        let decision = ask(&scene, &facts, key);
        assert_eq!(decision.denied, Some(denial), "{key}");
    }
}

/// A yes names the highest level held; a bare key asks for the highest level (Q1, P1).
#[test]
fn a_yes_names_the_highest_level_held() {
    let scene = Scene::new();
    let ines = scene.own(&scene.ines, "contacts.edit:team reports.view");
    let facts = facts(&ines);
    let not_granted = Some(Denial::NotGranted);
    for (key, denied, level) in [
        ("reports.view", None, None),
        ("contacts.edit:own", None, Some(Level::Team)),
        ("contacts.view:team", None, Some(Level::Team)),
        ("contacts.edit", not_granted, Some(Level::Team)),
        ("contacts.delete:own", not_granted, None),
    ] {
        let decision = ask(&scene, &facts, key);
        assert_eq!(decision, Decision { denied, level }, "{key}");
    }
}

/// The seat limits the level too (Q1, S3).
#[test]
fn the_seat_limits_the_level() {
    let scene = Scene::new();
    let set = scene.set("contacts.edit");
    let viewer = MemberBuilder::new(&scene.harbour, &scene.ines)
        .set(&set)
        .with(|membership| membership.seat(Seat::ViewOnly))
        .build(&scene.ids);
    let facts = facts(&viewer);
    let denied = Some(Denial::Seat);
    let decision = ask(&scene, &facts, "contacts.edit:own");
    assert_eq!(
        decision,
        Decision {
            denied,
            level: None
        }
    );
    let decision = ask(&scene, &facts, "contacts.view");
    let level = Some(Level::All);
    assert_eq!(
        decision,
        Decision {
            denied: None,
            level
        }
    );
}

/// Expiry is checked when deciding, not when the facts are read (P6, A9).
#[test]
fn expiry_is_checked_when_deciding() {
    let scene = Scene::new();
    let end = scene.day(1);
    let helen = MemberBuilder::new(&scene.harbour, &scene.helen);
    let helen = helen.with(|membership| membership.expires_at(end));
    let facts = facts(&helen.build(&scene.ids));
    let key = "reports.view".parse().ok();
    let micro = chrono::Duration::microseconds(1);
    for (now, denied) in [(end - micro, None), (end, Some(Denial::Expired))] {
        let decision = decide(&scene.catalogue, &facts, key.as_ref(), now);
        assert_eq!(decision.denied, denied);
    }
}
