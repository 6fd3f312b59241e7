//! Why a member holds what they hold (P1, P4, P5, S3, Q1).

use latchkey_domain::{
    base::denial::Denial,
    membership::{
        decision::{Facts, decide},
        explanation::{Explained, Missing, Source, explain},
        member::Member,
    },
    permission::{PermissionKey, seat::Seat},
};
use latchkey_testing::builders::{MemberBuilder, MembershipBuilder, keys};

use crate::scene::Scene;

/// The explanation of a key, which must be listed.
fn about(scene: &Scene, member: &Member, key: &str) -> (Option<Source>, Option<Missing>) {
    let all = explain(&scene.catalogue, member, scene.now);
    let one = all.into_iter().find(|one| one.key.as_str() == key);
    let Explained {
        source, missing, ..
    } = one.unwrap_or_else(|| panic!("nothing is said of {key}"));
    (source, missing)
}

/// Each permission has its source, and each missing one its reason; what the client withheld comes
/// before a clip (P5).
#[test]
fn sources_and_reasons_follow_the_adjustments() {
    let scene = Scene::new();
    let builder = scene.acting_builder(
        &scene.tomas,
        "crm.export crm.import reports.edit tasks.edit",
    );
    let member = builder
        .with(|it| {
            it.added("workflows.edit")
                .clipped("reports.view crm.export")
        })
        .withheld("crm.export")
        .build(&scene.ids);
    for (key, source, missing) in [
        ("crm.import", Some(Source::PermissionSet), None),
        ("tasks.view", Some(Source::PermissionSet), None),
        ("workflows.edit", Some(Source::Added), None),
        ("crm.export", None, Some(Missing::WithheldByClient)),
        ("reports.view", None, Some(Missing::Clipped)),
        ("reports.edit", None, Some(Missing::Clipped)),
        ("billing.view", None, Some(Missing::NotInAccess)),
        ("super_admins.manage", None, Some(Missing::NotInAccess)),
    ] {
        assert_eq!(about(&scene, &member, key), (source, missing), "{key}");
    }
}

/// What an added permission implies is held too, and says so (P4).
#[test]
fn an_implied_permission_says_so() {
    let scene = Scene::new();
    let member = MemberBuilder::new(&scene.harbour, &scene.ines)
        .set(&scene.set("crm.import"))
        .with(|it| it.added("crm.merge"))
        .build(&scene.ids);
    let implied = (Some(Source::Implied), None);
    assert_eq!(about(&scene, &member, "crm.merge").0, Some(Source::Added));
    assert_eq!(about(&scene, &member, "contacts.edit:own"), implied);
    assert_eq!(about(&scene, &member, "contacts.view:own"), implied);
}

/// The bare key stands for the highest level, and levels with the same explanation share a line
/// (P1).
#[test]
fn levels_with_one_explanation_share_a_line() {
    let scene = Scene::new();
    let member = MemberBuilder::new(&scene.harbour, &scene.ines)
        .set(&scene.set("contacts.view:team deals.view"))
        .with(|it| it.added("tickets.view:own"))
        .build(&scene.ids);
    let all = explain(&scene.catalogue, &member, scene.now);
    let lines = |ladder: &str| -> Vec<String> {
        let of_ladder = all
            .iter()
            .filter(|one| one.key.as_str().starts_with(ladder));
        of_ladder.map(|one| one.key.to_string()).collect()
    };
    assert_eq!(
        lines("contacts.view"),
        ["contacts.view", "contacts.view:team"]
    );
    assert_eq!(lines("deals.view"), ["deals.view"]);
    assert_eq!(lines("tickets.view"), ["tickets.view", "tickets.view:own"]);
}

/// What is granted and not effective says why, other reasons before the seat (Q1, S3).
#[test]
fn a_granted_permission_says_why_it_has_no_effect() {
    let scene = Scene::new();
    let member = |change: fn(MemberBuilder) -> MemberBuilder| {
        let builder = MemberBuilder::new(&scene.harbour, &scene.ines);
        change(builder.set(&scene.set("sequences.use"))).build(&scene.ids)
    };
    let denied = |denial| (Some(Source::PermissionSet), Some(Missing::Denied(denial)));
    let on_core = member(|it| it);
    assert_eq!(
        about(&scene, &on_core, "sequences.use"),
        denied(Denial::Seat)
    );
    let on_sales = member(|it| it.with(|it| it.seat(Seat::Sales)));
    assert_eq!(about(&scene, &on_sales, "sequences.use").1, None);
    let off = member(|it| it.with(MembershipBuilder::deactivated));
    assert_eq!(
        about(&scene, &off, "sequences.use"),
        denied(Denial::Deactivated)
    );
}

/// An explanation calls effective exactly what a decision allows (P5).
#[test]
fn an_explanation_agrees_with_every_decision() {
    let scene = Scene::new();
    let builder = scene.acting_builder(&scene.tomas, "contacts.edit:team crm.export sequences.use");
    let members = [
        scene.super_admin(&scene.helen),
        scene.partner_admin(&scene.marit),
        scene
            .partner_admin_builder(&scene.marit)
            .withheld("contacts.view:all")
            .build(&scene.ids),
        builder
            .with(|it| it.clipped("contacts.edit:own").seat(Seat::ViewOnly))
            .build(&scene.ids),
        scene.own(&scene.ines, "users.edit reports.edit crm.merge"),
    ];
    for member in members {
        let facts = Facts {
            user: Some((member.user.id, member.user.status)),
            account: Some((member.account.id, member.account.status)),
            member: Some(member.clone()),
        };
        let allowed = |key: &PermissionKey| {
            decide(&scene.catalogue, &facts, Some(key), scene.now)
                .denied
                .is_none()
        };
        for one in explain(&scene.catalogue, &member, scene.now) {
            assert_eq!(one.missing.is_none(), allowed(&one.key), "{one:?}");
            let granted = keys(one.key.as_str());
            let granted = scene.catalogue.index_of(&granted[0]).unwrap();
            let is_granted = member.granted(&scene.catalogue).contains(granted);
            assert_eq!(one.source.is_some(), is_granted, "{one:?}");
        }
    }
}
