//! The errors of a catalogue file, and their texts (P1, P3, P5).

use super::{Catalogue, CatalogueError, CatalogueProblem};
use crate::permission::{PermissionKey, PermissionKeyError};

fn refused(text: &str) -> CatalogueError {
    let error = Catalogue::parse("platform.toml", text).unwrap_err();
    assert_eq!(error.file, "platform.toml");
    error
}

/// A permission on three lines, with `more` on the fourth.
fn permission(key: &str, more: &str) -> String {
    format!("[[permission]]\nkey = \"{key}\"\ncategory = \"crm\"\nlabel = \"A label\"\n{more}\n")
}

fn set(permissions: &str) -> String {
    format!("[[permission_set]]\nkey = \"s\"\nlabel = \"A set\"\npermissions = {permissions}\n")
}

#[track_caller]
fn assert_refused(text: &str, line: usize, key: &str, says: &str) -> CatalogueProblem {
    let error = refused(text);
    assert_eq!(
        (error.line, error.key.as_deref()),
        (line, Some(key)),
        "{error}"
    );
    let start = format!("platform.toml, line {line}: `{key}` ");
    assert!(error.to_string().starts_with(&start), "{error}");
    assert!(error.to_string().contains(says), "{error}");
    error.problem
}

#[test]
fn p1_without_tables_only_the_built_in_ones_are_there() {
    let catalogue = Catalogue::parse("empty.toml", "# nothing\n").unwrap();
    assert!(catalogue.entries().iter().all(super::Entry::is_built_in));
    assert_eq!(catalogue.all().len(), 10);
    assert!(catalogue.partner_admin_template().is_empty());
}

#[test]
fn p1_text_that_is_not_toml_is_refused_with_its_line() {
    let error = refused("# one\n[[permission]]\nkey = \"a\n");
    assert_eq!((error.line, error.key.as_deref()), (3, None));
    assert!(
        matches!(error.problem, CatalogueProblem::Syntax(_)),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("platform.toml, line 3: is not valid TOML"),
        "{error}"
    );
}

#[test]
fn p1_an_unknown_member_is_refused() {
    assert_refused(
        "[[permissions]]\nkey = \"a\"\n",
        1,
        "permissions",
        "unknown",
    );
    assert_refused(
        "permission = 3\n",
        1,
        "permission",
        "expected `[[permission]]` tables",
    );
    let text = permission("a.b", "") + &permission("c.d", "implied = []");
    assert_refused(&text, 10, "c.d", "implied");
    assert_refused(&set("[]\nseat = \"core\""), 5, "s", "seat");
}

#[test]
fn p1_a_missing_or_mistyped_member_is_refused() {
    let text = "\n[[permission]]\nkey = \"a.b\"\nlabel = \"A\"\n";
    assert_refused(text, 2, "a.b", "category");
    assert_refused(
        &permission("a.b", "read_only = \"yes\""),
        5,
        "a.b",
        "boolean",
    );
    assert_refused(&permission("a.b", "seat = \"gold\""), 5, "a.b", "gold");
    assert_refused(&permission("a.b", "levels = [\"mine\"]"), 5, "a.b", "mine");
    let error = refused("[[permission]]\ncategory = \"crm\"\nlabel = \"A\"\n");
    assert_eq!((error.line, error.key), (1, None));
}

#[test]
fn p1_a_label_or_category_without_words_is_refused() {
    let text = "[[permission]]\nkey = \"a.b\"\ncategory = \"crm\"\nlabel = \" \"\n";
    let problem = assert_refused(text, 4, "a.b", "1 to 100");
    assert_eq!(
        problem,
        CatalogueProblem::Text {
            member: "label",
            max: 100
        }
    );
    let text = "[[permission]]\nkey = \"a.b\"\ncategory = \"\"\nlabel = \"A\"\n";
    assert_refused(text, 3, "a.b", "`category`");
}

#[test]
fn p1_a_bad_key_is_refused() {
    let problem = assert_refused(&permission("Contacts", ""), 2, "Contacts", "permission key");
    assert_eq!(problem, CatalogueProblem::Key(PermissionKeyError::Form));
    assert_refused(&permission("a.b:own", ""), 2, "a.b:own", "without a level");
    assert_refused(
        &permission("a.b", "implies = [\"C\"]"),
        5,
        "a.b",
        "names `C`",
    );
    assert_refused(&set("[\"C\"]"), 4, "s", "names `C`");
}

#[test]
fn p1_an_unknown_key_is_refused_where_it_is_named() {
    let text = permission("a.b", "implies = [\n  \"a.c\",\n  \"a.x\",\n]") + &permission("a.c", "");
    let problem = assert_refused(&text, 7, "a.b", "`a.x`");
    assert_eq!(
        problem,
        CatalogueProblem::UnknownKey("a.x".parse().unwrap())
    );
    let text = permission("a.b", "") + &set("[\n\"a.b\",\n\"a.x\"]");
    assert_refused(&text, text.lines().count(), "s", "`a.x`");
}

#[test]
fn p1_a_level_that_is_not_there_is_an_unknown_key() {
    let text = permission("a.b", "levels = [\"own\"]") + &set("[\"a.b:team\"]");
    assert_refused(&text, 9, "s", "`a.b:team`");
    let text = permission("a.b", "") + &set("[\"a.b:own\"]");
    assert_refused(&text, 9, "s", "`a.b:own`");
}

#[test]
fn p1_a_cycle_is_refused_with_its_way_round() {
    let text = permission("a", "implies = [\"b\"]")
        + &permission("b", "implies = [\"c\"]")
        + &permission("c", "implies = [\"b\"]");
    assert_refused(&text, 15, "c", "implies itself: b → c → b");
    assert_refused(
        &permission("a", "implies = [\"a\"]"),
        5,
        "a",
        "implies itself: a → a",
    );
    let ladders = permission("a", "levels = [\"own\", \"team\"]\nimplies = [\"b\"]")
        + &permission("b", "implies = [\"a:own\"]");
    assert_refused(&ladders, 11, "b", "a → b → a");
}

#[test]
fn p1_a_key_declared_twice_is_refused() {
    let text = permission("a.b", "") + &permission("a.b", "");
    let problem = assert_refused(&text, 7, "a.b", "first in line 2");
    assert_eq!(problem, CatalogueProblem::Duplicate { first: 2 });
    assert_refused(&(set("[]") + &set("[]")), 6, "s", "declared twice");
}

#[test]
fn p1_a_built_in_permission_cannot_be_redefined() {
    for built_in in super::BuiltIn::ALL {
        let key = built_in.as_str();
        assert_refused(&permission(key, ""), 2, key, "is built in");
    }
}

#[test]
fn p1_the_257th_permission_is_refused() {
    let many = |count: usize| -> String {
        (0..count)
            .map(|n| permission(&format!("p{n}"), "levels = [\"own\", \"team\"]"))
            .collect()
    };
    // Ten are built in: 123 ladders of two levels fill the rest.
    assert_eq!(
        Catalogue::parse("full.toml", &many(123))
            .unwrap()
            .all()
            .len(),
        256
    );
    let text = many(123) + &permission("last", "");
    assert_refused(&text, 123 * 5 + 2, "last", "at most 256");
}

#[test]
fn p1_without_levels_the_implied_level_is_named() {
    let ladder = permission("a", "levels = [\"own\", \"team\", \"all\"]");
    let text = ladder.clone() + &permission("b", "implies = [\"a\"]");
    let problem = assert_refused(&text, 10, "b", "must name the level of `a`");
    assert_eq!(problem, CatalogueProblem::LevelNeeded("a".parse().unwrap()));
    let text = ladder + &permission("b", "implies = [\"a:team\"]");
    assert!(Catalogue::parse("good.toml", &text).is_ok());
}

#[test]
fn p1_levels_are_the_beginning_of_the_ladder() {
    for bad in [
        "[]",
        "[\"team\"]",
        "[\"own\", \"all\"]",
        "[\"team\", \"own\"]",
        "[\"own\", \"own\"]",
    ] {
        let problem = assert_refused(&permission("a", &format!("levels = {bad}")), 5, "a", "own");
        assert_eq!(problem, CatalogueProblem::Levels, "{bad}");
    }
    for good in [
        "[\"own\"]",
        "[\"own\", \"team\"]",
        "[\"own\", \"team\", \"all\"]",
    ] {
        let text = permission("a", &format!("levels = {good}"));
        assert!(Catalogue::parse("good.toml", &text).is_ok(), "{good}");
    }
}

#[test]
fn p5_nothing_in_a_file_brings_super_admins() {
    let text = permission("a", "implies = [\"super_admins.manage\"]");
    let problem = assert_refused(&text, 5, "a", "super_admins.manage");
    assert_eq!(problem, CatalogueProblem::SuperAdminsOnly);
    let problem = assert_refused(
        &set("[\"super_admins.manage\"]"),
        4,
        "s",
        "super_admins.manage",
    );
    assert_eq!(problem, CatalogueProblem::SuperAdminsOnly);
}

#[test]
fn p3_the_partner_admin_template_must_be_closed() {
    let text = permission("a", "partner_admin = false")
        + &permission("b", "partner_admin = true\nimplies = [\"a\"]");
    let problem = assert_refused(&text, 11, "b", "partner admin template");
    assert_eq!(
        problem,
        CatalogueProblem::OutsideTemplate("a".parse().unwrap())
    );
    let text = permission("b", "partner_admin = true\nimplies = [\"users.edit\"]");
    assert_refused(&text, 6, "b", "`users.edit`");
}

/// Everything of which the file says nothing is in the template, but what implies something outside.
#[test]
fn p3_what_is_not_said_is_in_the_template() {
    let text = permission("a", "")
        + &permission("b", "partner_admin = false")
        + &permission("c", "implies = [\"b\"]")
        + &permission("d", "implies = [\"c\"]")
        + &permission("e", "implies = [\"users.edit\"]")
        + &permission("f", "implies = [\"a\"]")
        + &permission("billing.refunds", "");
    let catalogue = Catalogue::parse("good.toml", &text).unwrap();
    let template = catalogue.names(catalogue.partner_admin_template());
    let template: Vec<_> = template.iter().map(PermissionKey::as_str).collect();
    assert_eq!(template, ["a", "f"]);
}

#[test]
fn p3_some_keys_are_never_in_the_template() {
    for key in [
        "billing.refunds",
        "partner.reports",
        "sensitive_data.manage",
        "data_center.migrate",
    ] {
        let problem = assert_refused(&permission(key, "partner_admin = true"), 2, key, "never");
        assert_eq!(problem, CatalogueProblem::NeverForPartnerAdmins);
        assert!(
            Catalogue::parse("good.toml", &permission(key, "")).is_ok(),
            "{key}"
        );
    }
}
