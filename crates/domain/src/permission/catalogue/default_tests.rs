//! The catalogue that ships with the product (P2, P3).

use std::collections::BTreeSet;

use super::{BuiltIn, Catalogue, Entry};
use crate::permission::{
    Level, PermissionKey,
    seat::{PaidSeats, Seat, SeatHolding, SeatPricing, SeatRequirement},
};

fn key(text: &str) -> PermissionKey {
    text.parse().unwrap()
}

fn entry(catalogue: &Catalogue, text: &str) -> Entry {
    catalogue
        .find(&key(text))
        .unwrap_or_else(|| panic!("no {text}"))
        .clone()
}

#[test]
fn p2_the_default_has_about_60_permissions() {
    if let Err(error) = Catalogue::parse(super::DEFAULT_NAME, super::DEFAULT_TEXT) {
        panic!("{error}");
    }
    let catalogue = Catalogue::default_catalogue();
    let own = catalogue
        .entries()
        .iter()
        .filter(|entry| !entry.is_built_in())
        .count();
    assert!((55..=65).contains(&own), "{own}");
    let categories: BTreeSet<&str> = catalogue.entries().iter().map(Entry::category).collect();
    let known = [
        "account",
        "automation",
        "crm",
        "marketing",
        "reports",
        "sales",
        "service",
    ];
    assert_eq!(categories, BTreeSet::from(known));
    assert_eq!(catalogue.hash().len(), 64);
}

#[test]
fn p2_the_permissions_of_the_rule_are_there() {
    let catalogue = Catalogue::default_catalogue();
    for records in ["contacts", "companies", "deals", "tickets", "tasks"] {
        for verb in ["view", "edit", "delete"] {
            let entry = entry(&catalogue, &format!("{records}.{verb}"));
            assert_eq!(entry.levels().collect::<Vec<_>>(), Level::ALL);
            assert_eq!(entry.is_read_only(), verb == "view");
        }
    }
    for other in [
        "crm.import",
        "crm.export",
        "emails.publish",
        "workflows.edit",
        "reports.view",
        "reports.edit",
        "payments.connect",
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ] {
        assert!(!entry(&catalogue, other).is_built_in());
    }
    assert_eq!(
        entry(&catalogue, "sequences.use").seat(),
        Some(SeatRequirement::Sales)
    );
    assert_eq!(
        entry(&catalogue, "knowledge_base.edit").seat(),
        Some(SeatRequirement::Service)
    );
    assert!(entry(&catalogue, "reports.view").is_read_only());
}

#[test]
fn p3_the_template_is_all_but_the_listed_keys() {
    let catalogue = Catalogue::default_catalogue();
    let outside = catalogue.all() - catalogue.partner_admin_template();
    let named: BTreeSet<String> = catalogue
        .names(outside)
        .into_iter()
        .map(String::from)
        .collect();
    let listed = BuiltIn::ALL.map(BuiltIn::as_str).into_iter().chain([
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ]);
    assert_eq!(named, listed.map(str::to_owned).collect());
    let template = catalogue.partner_admin_template();
    assert_eq!(catalogue.close(template), template);
}

#[test]
fn a5_a_partner_admin_can_give_every_standard_set() {
    let catalogue = Catalogue::default_catalogue();
    assert!(catalogue.standard_sets().len() >= 7);
    for set in catalogue.standard_sets() {
        let held = set.permissions();
        assert!(!held.is_empty() && held.is_subset_of(catalogue.partner_admin_template()));
        assert_eq!(catalogue.close(held), held, "{}", set.label());
        assert_eq!(catalogue.grant(set.keys()), held);
    }
}

#[test]
fn s3_a_view_only_seat_holds_the_view_only_set() {
    let catalogue = Catalogue::default_catalogue();
    let sets = catalogue.standard_sets();
    let view_only = sets
        .iter()
        .find(|set| set.key().as_str() == "view_only")
        .unwrap();
    let usable = catalogue.usable_with(SeatHolding {
        seat: Seat::ViewOnly,
        paid: PaidSeats::EMPTY,
        pricing: SeatPricing::SeatBased,
    });
    assert!(view_only.permissions().is_subset_of(usable));
}

#[test]
fn p1_catalogues_are_told_apart_by_their_hash() {
    let default = Catalogue::default_catalogue();
    let again = Catalogue::parse("copy.toml", default.source()).unwrap();
    assert_eq!(again.hash(), default.hash());
    let empty = Catalogue::parse("empty.toml", "").unwrap();
    let sha256_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(empty.hash(), sha256_of_nothing);
}
