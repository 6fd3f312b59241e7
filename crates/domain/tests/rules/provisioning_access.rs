//! How the platform sets access and adjustments (P5, A2, A7, A8, D9).

use latchkey_domain::{
    account_side::provisioning::{
        GivenAccess, GivenAdjustments, Provision, Provisioned, check_keys,
    },
    base::refusal::FieldErrors,
    membership::{Access, Adjustments, HeldVersion, terms::Rank},
    permission::Catalogue,
};
use latchkey_testing::builders::{MemberBuilder, keys};

use crate::{
    provisioning::{Case, access, assert_invalid, set},
    scene::{choose, texts},
};

fn adjust(added: Option<&str>, withheld: Option<&str>) -> Provision {
    Provision {
        adjustments: Some(GivenAdjustments {
            added: added.map(keys),
            withheld: withheld.map(keys),
        }),
        ..Provision::default()
    }
}

fn withheld(made: &Provisioned) -> String {
    let keys: Vec<_> = made.terms.withheld_keys().cloned().collect();
    texts(&keys)
}

/// Keys that the catalogue does not have (P1), and those that only super admins hold (P5), are
/// rejected.
#[test]
fn unknown_and_super_admin_keys_are_rejected() {
    let case = Case::new();
    let base = || set(&case.scene, "contacts.view");
    for (added, of_withheld, pointer) in [
        (Some("reports.view no.such"), None, "/adjustments/added/1"),
        (Some("super_admins.manage"), None, "/adjustments/added/0"),
        (None, Some("no.such"), "/adjustments/withheld/0"),
        (None, Some("super_admins.manage"), "/adjustments/withheld/0"),
        (Some("reports.view:all"), None, "/adjustments/added/0"),
        (
            Some("no.such reports.view super_admins.manage"),
            Some("no.such.either"),
            "/adjustments/added/0 /adjustments/added/2 /adjustments/withheld/0",
        ),
    ] {
        let provision = Provision {
            access: base().access,
            ..adjust(added, of_withheld)
        };
        assert_invalid(case.carry_out(&provision), pointer);
    }
    let catalogue = Catalogue::default_catalogue();
    let good = keys("contacts.view:own reports.edit");
    let mut errors = FieldErrors::default();
    check_keys(&catalogue, &good, "/permissions", &mut errors);
    assert!(errors.is_empty());
}

/// Adjustments by the platform count at once (P5). What it withholds has the rank of a super admin
/// (A8).
#[test]
fn adjustments_are_added_and_withheld() {
    let case = Case::new();
    let provision = Provision {
        access: set(&case.scene, "contacts.edit reports.edit").access,
        ..adjust(Some("crm.import"), Some("reports.view"))
    };
    let made = case.carry_out(&provision).unwrap();
    assert_eq!(texts(&made.membership.adjustments.added), "crm.import");
    assert_eq!(withheld(&made), "reports.view");
    let ranks: Vec<_> = made.terms.withheld.iter().map(|it| it.by).collect();
    assert_eq!(ranks, [Rank::SuperAdmin]);
}

/// Each list replaces the old one; a list that is not sent stays (A8).
#[test]
fn each_list_of_adjustments_replaces_the_old_one() {
    let case = Case::new();
    let existing = case
        .scene
        .acting_builder(&case.scene.tomas, "contacts.view");
    let existing = existing.with(|it| it.added("crm.import"));
    let case = case.with_existing(existing.withheld("reports.view"));
    for (provision, added, kept) in [
        (adjust(None, None), "crm.import", "reports.view"),
        (
            adjust(Some("crm.export"), None),
            "crm.export",
            "reports.view",
        ),
        (adjust(None, Some("tasks.edit")), "crm.import", "tasks.edit"),
        (adjust(Some(""), Some("")), "", ""),
    ] {
        let made = case.carry_out(&provision).unwrap();
        assert_eq!(texts(&made.membership.adjustments.added), added);
        assert_eq!(withheld(&made), kept);
    }
}

/// A key in `added` is no longer clipped, nor is what it implies; other clips stay (A2, A8).
#[test]
fn an_added_key_is_no_longer_clipped() {
    let case = Case::new();
    let existing = case
        .scene
        .acting_builder(&case.scene.tomas, "contacts.edit reports.edit");
    let existing = existing
        .with(|it| it.clipped("contacts.edit:team contacts.edit:all reports.view reports.edit"));
    let case = case.with_existing(existing);
    let made = case.carry_out(&adjust(Some("reports.edit"), None)).unwrap();
    let clipped = texts(&made.membership.adjustments.clipped);
    assert_eq!(clipped, "contacts.edit:team contacts.edit:all");
    let made = case.carry_out(&adjust(Some("contacts.edit:team"), None));
    let clipped = texts(&made.unwrap().membership.adjustments.clipped);
    assert_eq!(clipped, "contacts.edit:all reports.view reports.edit");
}

/// A change of access clears the adjustments, or replaces them by those that are sent (A8).
#[test]
fn a_change_of_access_clears_adjustments() {
    let case = Case::new();
    let existing = case
        .scene
        .acting_builder(&case.scene.tomas, "contacts.view");
    let existing = existing.with(|it| it.added("crm.import").clipped("contacts.view:all"));
    let case = case.with_existing(existing.withheld("reports.view"));
    let case = case.of_partner();
    let other = set(&case.scene, "reports.edit");
    let made = case.carry_out(&other).unwrap();
    assert_eq!(made.membership.adjustments, Adjustments::default());
    assert_eq!(withheld(&made), "");
    let with_adjustments = Provision {
        access: set(&case.scene, "reports.edit").access,
        ..adjust(Some("crm.export"), Some("tasks.edit"))
    };
    let made = case.carry_out(&with_adjustments).unwrap();
    assert_eq!(texts(&made.membership.adjustments.added), "crm.export");
    assert_eq!(withheld(&made), "tasks.edit");
}

/// A newer version of the same set is not a change of access: what was added, clipped and withheld
/// stays (A7, D9).
#[test]
fn a_newer_version_of_the_set_keeps_adjustments() {
    let case = Case::new();
    let chosen = choose(&case.scene.set("contacts.view"));
    let existing = MemberBuilder::new(&case.scene.harbour, &case.user)
        .with(|it| it.held(chosen.held).added("crm.import"))
        .withheld("reports.view");
    let case = case.with_existing(existing);
    let mut newer = chosen.clone();
    newer.held.version = 2;
    let made = case
        .carry_out(&access(GivenAccess::PermissionSet(newer)))
        .unwrap();
    let held = HeldVersion {
        set: chosen.held.set,
        version: 2,
    };
    assert_eq!(made.membership.access, Access::PermissionSet(held));
    assert_eq!(texts(&made.membership.adjustments.added), "crm.import");
    assert_eq!(withheld(&made), "reports.view");
}

/// A super admin has no adjustments (422), and becoming one clears them (section 1 of the rules).
#[test]
fn becoming_super_admin_clears_adjustments() {
    let case = Case::new();
    let existing = case.scene.set("contacts.view");
    let existing = MemberBuilder::new(&case.scene.harbour, &case.user)
        .set(&existing)
        .with(|it| it.added("crm.import"))
        .withheld("reports.view");
    let case = case.with_existing(existing);
    let made = case.carry_out(&access(GivenAccess::SuperAdmin)).unwrap();
    assert_eq!(made.membership.adjustments, Adjustments::default());
    assert_eq!(withheld(&made), "");
    for (provision, pointer) in [
        (adjust(Some("crm.import"), None), "/adjustments/added"),
        (adjust(None, Some("crm.import")), "/adjustments/withheld"),
    ] {
        let provision = Provision {
            access: Some(GivenAccess::SuperAdmin),
            ..provision
        };
        assert_invalid(case.carry_out(&provision), pointer);
    }
}

/// What was withheld outlives removal: becoming a member again does not give it back (D9).
#[test]
fn what_was_withheld_outlives_the_membership() {
    let mut case = Case::new();
    assert!(case.terms.withhold(&keys("reports.view"), Rank::Manager));
    let made = case.carry_out(&set(&case.scene, "reports.edit")).unwrap();
    assert_eq!(withheld(&made), "reports.view");
}
