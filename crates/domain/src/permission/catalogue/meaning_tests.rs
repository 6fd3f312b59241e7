//! The meaning of keys in each place, and how sets are listed (P1, P4, P5, S3).

use super::{BuiltIn, Catalogue, StandardSet};
use crate::permission::{
    Level, PermissionKey, Permissions,
    seat::{PaidSeat, PaidSeats, Seat, SeatHolding, SeatPricing},
};

const TEXT: &str = r#"
[[permission]]
key = "contacts.view"
category = "crm"
label = "View contacts"
read_only = true
levels = ["own", "team", "all"]
[[permission]]
key = "contacts.edit"
category = "crm"
label = "Edit contacts"
implies = ["contacts.view"]
levels = ["own", "team"]
[[permission]]
key = "crm.merge"
category = "crm"
label = "Merge"
implies = ["contacts.edit:own", "contacts.view:team"]
[[permission]]
key = "notes.edit"
category = "crm"
label = "Edit notes"
implies = ["crm.note"]
levels = ["own"]
[[permission]]
key = "crm.note"
category = "crm"
label = "Note"
seat = "core"
[[permission]]
key = "sequences.use"
category = "sales"
label = "Use sequences"
seat = "sales"
[[permission]]
key = "forecasts.view"
category = "sales"
label = "View forecasts"
seat = "sales"
read_only = true
[[permission_set]]
key = "reader"
label = "Reader"
permissions = ["contacts.view:team"]
[[permission_set]]
key = "merger"
label = "Merger"
permissions = ["crm.merge", "sequences.use"]
"#;

fn catalogue() -> Catalogue {
    Catalogue::parse("test.toml", TEXT).unwrap()
}

fn keys(text: &str) -> Vec<PermissionKey> {
    text.split_whitespace()
        .map(|key| key.parse().unwrap())
        .collect()
}

fn expanded(catalogue: &Catalogue, permissions: Permissions) -> Vec<String> {
    catalogue
        .expanded_keys(permissions)
        .into_iter()
        .map(String::from)
        .collect()
}

/// L4: people read labels, in the order and the categories of the file, the product's own keys too.
#[test]
fn l4_entries_have_the_labels_of_the_file() {
    let catalogue = catalogue();
    let labelled = |key: &str| {
        let mut entries = catalogue.entries().iter();
        let entry = entries.find(|entry| entry.key().as_str() == key);
        entry.map(|entry| (entry.category().to_owned(), entry.label().to_owned()))
    };
    let own = |category: &str, label: &str| Some((category.to_owned(), label.to_owned()));
    assert_eq!(labelled("crm.merge"), own("crm", "Merge"));
    assert_eq!(labelled("sequences.use"), own("sales", "Use sequences"));
    let built_in = labelled("billing.edit").map(|(_, label)| label);
    assert_eq!(built_in.as_deref(), Some("Edit billing"));
    assert_eq!(labelled("no.such"), None);
    let sets: Vec<_> = catalogue
        .standard_sets()
        .iter()
        .map(StandardSet::label)
        .collect();
    assert_eq!(sets, ["Reader", "Merger"]);
}

#[test]
fn p1_a_bare_key_means_the_highest_level_in_a_set() {
    let catalogue = catalogue();
    let granted = catalogue.grant(&keys("contacts.view"));
    let all = [
        "contacts.view:own",
        "contacts.view:team",
        "contacts.view:all",
    ];
    assert_eq!(expanded(&catalogue, granted), all);
    let granted = catalogue.grant(&keys("contacts.view:team"));
    assert_eq!(expanded(&catalogue, granted), &all[..2]);
}

#[test]
fn p1_in_a_question_a_bare_key_is_the_highest_level() {
    let catalogue = catalogue();
    let team = catalogue.grant(&keys("contacts.view:team"));
    let holds = |key: &str| team.contains(catalogue.index_named(key).unwrap());
    assert!(holds("contacts.view:own") && holds("contacts.view:team"));
    assert!(!holds("contacts.view") && !holds("contacts.view:all"));
    // The highest level of this ladder is `team`.
    let edit = catalogue.index_of(&"contacts.edit".parse().unwrap());
    assert_eq!(edit, catalogue.index_named("contacts.edit:team"));
    assert!(catalogue.index_named("contacts.edit:all").is_none());
    assert!(catalogue.index_named("crm.note:own").is_none());
    assert!(catalogue.index_named("Not a key").is_none());
}

#[test]
fn p1_the_highest_held_level_is_known() {
    let catalogue = catalogue();
    let team = catalogue.grant(&keys("contacts.view:team crm.note"));
    let level = |key: &str| {
        catalogue
            .asked(key)
            .and_then(|asked| asked.highest_level(team))
    };
    assert_eq!(level("contacts.view"), Some(Level::Team));
    assert_eq!(level("contacts.view:own"), Some(Level::Team));
    assert_eq!(
        (level("contacts.edit"), level("crm.note"), level("no.such")),
        (None, None, None)
    );
}

#[test]
fn p1_a_bare_key_means_the_whole_ladder_in_withheld() {
    let catalogue = catalogue();
    let withheld = catalogue.withhold(&keys("contacts.edit"));
    let all = ["contacts.edit:own", "contacts.edit:team", "crm.merge"];
    assert_eq!(expanded(&catalogue, withheld), all);
    let withheld = catalogue.withhold(&keys("contacts.edit:team"));
    assert_eq!(expanded(&catalogue, withheld), ["contacts.edit:team"]);
}

#[test]
fn p5_what_implies_a_withheld_key_is_withheld_too() {
    let catalogue = catalogue();
    let withheld = catalogue.withhold(&keys("contacts.view:team"));
    let gone = [
        "contacts.view:team",
        "contacts.view:all",
        "contacts.edit:team",
        "crm.merge",
    ];
    assert_eq!(expanded(&catalogue, withheld), gone);
}

#[test]
fn p1_implies_between_ladders_goes_level_by_level() {
    let catalogue = catalogue();
    let own = catalogue.grant(&keys("contacts.edit:own"));
    assert_eq!(
        expanded(&catalogue, own),
        ["contacts.view:own", "contacts.edit:own"]
    );
    let team = catalogue.grant(&keys("contacts.edit"));
    let contacts = [
        "contacts.view:own",
        "contacts.view:team",
        "contacts.edit:own",
        "contacts.edit:team",
    ];
    assert_eq!(expanded(&catalogue, team), contacts);
}

#[test]
fn p4_a_permission_brings_what_it_implies() {
    let catalogue = catalogue();
    let merge = catalogue.grant(&keys("crm.merge"));
    let brought = [
        "contacts.view:own",
        "contacts.view:team",
        "contacts.edit:own",
        "crm.merge",
    ];
    assert_eq!(expanded(&catalogue, merge), brought);
    let notes = catalogue.grant(&keys("notes.edit"));
    assert_eq!(expanded(&catalogue, notes), ["notes.edit:own", "crm.note"]);
    assert_eq!(
        catalogue.standard_sets()[1].permissions(),
        merge | catalogue.grant(&keys("sequences.use"))
    );
}

#[test]
fn p1_an_answer_names_a_ladder_once() {
    let catalogue = catalogue();
    let names = |text: &str| catalogue.names(catalogue.grant(&keys(text)));
    assert_eq!(
        names("contacts.view:own contacts.view:all"),
        keys("contacts.view")
    );
    assert_eq!(names("contacts.view:team"), keys("contacts.view:team"));
    assert_eq!(
        names("contacts.edit"),
        keys("contacts.view:team contacts.edit")
    );
    assert_eq!(names("crm.note notes.edit"), keys("notes.edit crm.note"));
    // Without the levels below, the highest one names it.
    let top = Permissions::from(catalogue.index_named("contacts.view:all").unwrap());
    assert_eq!(catalogue.names(top), keys("contacts.view:all"));
}

#[test]
fn p1_given_keys_are_listed_once_per_ladder() {
    let catalogue = catalogue();
    let answered = |text: &str| catalogue.as_answered(&keys(text));
    assert_eq!(answered("contacts.view:all"), keys("contacts.view"));
    assert_eq!(answered("contacts.view"), keys("contacts.view"));
    assert_eq!(answered("contacts.view:team"), keys("contacts.view:team"));
    // Implied keys are not listed.
    assert_eq!(
        answered("crm.merge contacts.edit:own contacts.edit"),
        keys("contacts.edit crm.merge")
    );
    assert_eq!(
        answered("contacts.view:own old.key contacts.edit:all crm.note contacts.view:team"),
        keys("contacts.view:team crm.note old.key contacts.edit:all")
    );
    assert_eq!(answered(""), []);
}

#[test]
fn p1_a_lost_key_gives_and_takes_nothing() {
    let catalogue = catalogue();
    let lost = keys("old.key contacts.edit:all crm.note:own");
    assert!(catalogue.grant(&lost).is_empty());
    assert!(
        catalogue
            .withhold(&keys("old.key contacts.edit:all"))
            .is_empty()
    );
    assert_eq!(catalogue.unknown_keys(&lost), lost);
    assert!(
        catalogue
            .unknown_keys(&keys("crm.note contacts.edit contacts.edit:own"))
            .is_empty()
    );
}

#[test]
fn p1_a_withheld_level_outlives_its_ladder() {
    let catalogue = catalogue();
    let withheld = catalogue.withhold(&keys("crm.note:team"));
    assert_eq!(
        expanded(&catalogue, withheld),
        ["notes.edit:own", "crm.note"]
    );
}

#[test]
fn p1_built_in_ones_have_their_places_everywhere() {
    for catalogue in [catalogue(), Catalogue::parse("empty.toml", "").unwrap()] {
        for built_in in BuiltIn::ALL {
            let entry = catalogue.find(&built_in.key()).unwrap();
            assert!(entry.is_built_in());
            let only_views = built_in.as_str().split('.').next_back() == Some("view");
            assert_eq!(entry.is_read_only(), only_views);
            assert_eq!(
                catalogue.index_of(&built_in.key()),
                Some(catalogue.built_in(built_in))
            );
        }
        let edit = catalogue.close(catalogue.built_in(BuiltIn::PartnerEmployeesEdit).into());
        assert!(edit.contains(catalogue.built_in(BuiltIn::PartnerEmployeesView)));
        assert_eq!(
            catalogue.names(catalogue.billing()),
            keys("billing.view billing.edit")
        );
    }
}

#[test]
fn p5_only_super_admins_hold_super_admins_manage() {
    let catalogue = catalogue();
    assert_eq!(
        catalogue.names(catalogue.only_for_super_admins()),
        keys("super_admins.manage")
    );
    assert!(
        catalogue
            .only_for_super_admins()
            .is_subset_of(catalogue.all())
    );
}

#[test]
fn s3_a_seat_limits_what_may_be_used() {
    let catalogue = catalogue();
    let usable = |seat, paid: &[PaidSeat], pricing, key: &str| {
        let paid: PaidSeats = paid.iter().copied().collect();
        let usable = catalogue.usable_with(SeatHolding {
            seat,
            paid,
            pricing,
        });
        usable.contains(catalogue.index_named(key).unwrap())
    };
    let (based, legacy) = (SeatPricing::SeatBased, SeatPricing::Legacy);
    assert!(usable(
        Seat::Core,
        &[PaidSeat::Sales],
        based,
        "sequences.use"
    ));
    assert!(!usable(
        Seat::Core,
        &[PaidSeat::Service],
        based,
        "sequences.use"
    ));
    assert!(usable(Seat::Partner, &[], based, "sequences.use"));
    assert!(!usable(Seat::Partner, &[], legacy, "sequences.use"));
    assert!(usable(Seat::ViewOnly, &[], based, "contacts.view"));
    assert!(!usable(Seat::ViewOnly, &[], based, "crm.note"));
    assert!(!usable(Seat::ViewOnly, &[], based, "forecasts.view"));
    assert!(usable(
        Seat::ViewOnly,
        &[PaidSeat::Sales],
        based,
        "forecasts.view"
    ));
    let core = SeatHolding {
        seat: Seat::Core,
        paid: PaidSeats::EMPTY,
        pricing: based,
    };
    let paid = catalogue.all() - catalogue.usable_with(core);
    assert_eq!(catalogue.names(paid), keys("sequences.use forecasts.view"));
}
