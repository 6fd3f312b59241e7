//! The licences of everything that Latchkey is built from.

use crate::manifests::resolved;

const LICENCES: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// Crates under another licence that come with an engine the measurements compare with, and with nothing else.
const LICENSED_OTHERWISE: [(&str, &str); 1] = [("smartstring", "MPL-2.0+")];

#[test]
fn every_licence_is_one_that_the_project_accepts() {
    let metadata = resolved();
    let refused: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_accepted))
        .filter(|package| {
            let licence = package.license.as_deref().unwrap_or_default();
            !LICENSED_OTHERWISE.contains(&(package.name.as_str(), licence))
        })
        .map(|package| format!("{} ({:?})", package.name, package.license))
        .collect();
    assert!(
        refused.is_empty(),
        "not on the list of licences here and in deny.toml: {refused:?}"
    );
}

/// Whether the licences of every part of the expression leave an accepted choice. Refuses what
/// nests deeper than `(A OR B) AND C`, which no dependency does.
fn is_accepted(expression: &str) -> bool {
    expression.replace('/', " OR ").split(" AND ").all(|part| {
        part.trim_matches(['(', ')', ' '])
            .split(" OR ")
            .any(|licence| LICENCES.contains(&licence.trim()))
    })
}
