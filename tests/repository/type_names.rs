//! A type name stands once in production code, so that a name says which type is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::is_word;
use crate::sources;

/// Crates that are no part of the product.
const OTHER_CRATES: [&str; 3] = ["bench", "testing", "throwaway-postgres"];

/// Names that a library asks for, with the folder of the files that each have one.
const ASKED_FOR: [(&str, &str); 3] = [
    ("Model", "crates/adapters-db/src/entity"),
    ("Relation", "crates/adapters-db/src/entity"),
    ("Migration", "crates/adapters-db/src/migration"),
];

#[test]
fn a_type_name_stands_once() {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources::all() {
        let is_other = OTHER_CRATES
            .iter()
            .any(|name| source.path.iter().nth(1).is_some_and(|part| part == *name));
        if is_other || source.serves_tests() {
            continue;
        }
        let mut times = 0;
        for name in defined(&source.production()) {
            let is_asked_for = ASKED_FOR
                .iter()
                .any(|(asked, folder)| name == *asked && source.path.starts_with(folder));
            if is_asked_for {
                continue;
            }
            times += 1;
            let place = format!("{} ({times})", source.path.display());
            places.entry(name.to_owned()).or_default().insert(place);
        }
    }
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "they stand more than once: {places:#?}");
}

/// The types that the code defines; those that belong to a trait or to its implementation have names of the trait.
fn defined<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let mut names = Vec::new();
    // For each open brace, whether a trait or an implementation is inside.
    let mut braces = Vec::new();
    let mut is_of_trait = false;
    for window in tokens.windows(2) {
        match window {
            ["impl" | "trait", _] => is_of_trait = true,
            [";", _] => is_of_trait = false,
            ["{", _] => {
                braces.push(is_of_trait);
                is_of_trait = false;
            }
            ["}", _] => drop(braces.pop()),
            _ => (),
        }
        let [keyword, name] = window else { continue };
        let defines = match *keyword {
            "struct" | "enum" | "trait" => true,
            "type" => braces.last() != Some(&true),
            _ => false,
        };
        if defines && is_word(name) {
            names.push(*name);
        }
    }
    names
}

#[test]
fn types_of_traits_have_no_names_of_their_own() {
    let source = "
        pub struct A<T>(T); enum B { C } type D = A<B>;
        trait E { type F; fn f(&self) -> impl G; }
        impl E for A<B> { type F = D; fn f(&self) -> impl G { struct H; H } }
        mod i { pub type J = u8; }";
    assert_eq!(
        defined(&crate::code::tokens(source)),
        ["A", "B", "D", "E", "H", "J"]
    );
}
