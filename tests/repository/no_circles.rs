//! No circles inside a crate: neither between the folders and files directly below its `src`, nor between its files.
//! What uses each other in a circle can only be understood, and changed, as one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::code::{tokens, without_tests};
use crate::sources;
use crate::uses::{Crate, Graph, circles};

#[test]
fn nothing_uses_itself_in_a_circle() {
    let sources = sources::all();
    let mut crates: BTreeMap<&str, Crate<'_>> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_test) {
        let mut parts = source.path.iter().map(|part| part.to_str().unwrap());
        if let (Some("crates"), Some(name), Some("src")) =
            (parts.next(), parts.next(), parts.next())
        {
            let below = source
                .path
                .strip_prefix(Path::new("crates").join(name).join("src"));
            let of_crate = crates.entry(name).or_default();
            of_crate.add(below.unwrap(), &source.production());
        }
    }
    let mut found = String::new();
    for (name, of_crate) in &crates {
        for (kind, graph) in [
            ("folders", of_crate.by_folder()),
            ("files", of_crate.by_file()),
        ] {
            for circle in circles(&graph) {
                let members: Vec<_> = circle.iter().map(|member| shown(member)).collect();
                let uses = uses_within(&graph, &circle);
                writeln!(found, "{name}, {kind}: {}\n{uses}", members.join(" ")).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "circles:\n{found}");
}

/// The name of a node; the root of a crate has none of its own.
fn shown(node: &str) -> &str {
    if node.is_empty() { "(root)" } else { node }
}

fn uses_within(graph: &Graph, circle: &BTreeSet<String>) -> String {
    let mut list = String::new();
    for user in circle {
        for (used, because) in graph.get(user).into_iter().flatten() {
            if circle.contains(used) {
                writeln!(list, "    {} -> {}: {because}", shown(user), shown(used)).unwrap();
            }
        }
    }
    list
}

/// The circles of a crate that consists of these files, each a path and its text.
fn circles_of(files: &[(&str, &str)]) -> [Vec<String>; 2] {
    let mut of_crate = Crate::default();
    for (path, text) in files {
        of_crate.add(Path::new(*path), &without_tests(&tokens(text)));
    }
    [of_crate.by_folder(), of_crate.by_file()].map(|graph| {
        circles(&graph)
            .iter()
            .map(|circle| {
                circle
                    .iter()
                    .map(|node| shown(node))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    })
}

const NONE: [[&str; 0]; 2] = [[], []];

#[test]
fn a_circle_of_two_files_is_found() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "use super::a; pub struct B(Option<Box<a::A>>);"),
    ];
    assert_eq!(circles_of(&files), [["a b"], ["a b"]]);
}

#[test]
fn a_circle_over_three_folders_is_found() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a/mod.rs", "mod one; mod two;"),
        ("a/one.rs", "fn f() { crate::b::one::f() }"),
        ("a/two.rs", "pub fn f() {}"),
        ("b/mod.rs", "pub mod one;"),
        (
            "b/one.rs",
            "use crate::{c::{self, C}}; pub fn f() { c::f() }",
        ),
        ("c.rs", "pub struct C; pub fn f() { super::a::two::f() }"),
    ];
    let [folders, files] = circles_of(&files);
    assert_eq!(folders, ["a b c"]);
    assert_eq!(files, [""; 0]);
}

#[test]
fn a_signpost_is_followed_and_no_use() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("a/mod.rs", "mod inner; pub(crate) use inner::Inner as A;"),
        ("a/inner.rs", "pub struct Inner;"),
        ("b.rs", "use crate::A; pub struct B(A);"),
    ];
    assert_eq!(circles_of(&files), NONE);
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("a/mod.rs", "mod inner; pub(crate) use inner::Inner as A;"),
        ("a/inner.rs", "pub struct Inner(Vec<crate::B>);"),
        ("b.rs", "use crate::A; pub struct B(A);"),
    ];
    assert_eq!(circles_of(&files), [["a b"], ["a/inner b"]]);
}

#[test]
fn a_signpost_that_is_used_in_its_file_is_a_use() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; pub use b::B; pub struct A(B);"),
        ("a/b.rs", "pub struct B(Vec<super::A>);"),
    ];
    let [folders, files] = circles_of(&files);
    assert_eq!(folders, [""; 0]);
    assert_eq!(files, ["a a/b"]);
}

#[test]
fn comments_texts_and_tests_use_nothing() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B;"),
        (
            "b.rs",
            "//! See crate::a::A.
            pub struct B;
            const A: &str = \"crate::a::A\";
            #[cfg(test)]
            mod tests { use crate::a::A; }",
        ),
    ];
    assert_eq!(circles_of(&files), NONE);
}
