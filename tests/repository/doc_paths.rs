//! The documentation names files that exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::sources;

/// What looks like a path and is none.
const NO_PATHS: [&str; 2] = ["application/x-ndjson", "text/csv"];

#[test]
fn every_path_in_back_ticks_exists() {
    let places = places();
    let mut missing = Vec::new();
    for page in pages() {
        for span in spans(&sources::read(&page)) {
            if is_path(span) && !places.contains(span.trim_end_matches('/')) {
                missing.push(format!("{}: `{span}`", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "there are no such files: {missing:#?}");
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut missing = Vec::new();
    for page in pages() {
        let text = sources::read(&page);
        for target in text.split("](").skip(1) {
            let target = target.split([')', '#', ' ']).next().unwrap_or_default();
            let path = sources::root().join(&page).with_file_name(target);
            if !target.is_empty() && !target.contains(':') && !path.exists() {
                missing.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "links that lead nowhere: {missing:#?}");
}

/// The pages of the documentation.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![PathBuf::from("README.md")];
    pages.extend(
        sources::files("docs")
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "md")),
    );
    pages
}

/// The files and folders of the repository, each by its path from the root and from every folder above it: a page
/// about a crate names files from there.
fn places() -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for file in sources::files("") {
        for place in file.ancestors() {
            let mut below = place.iter();
            while below.next().is_some() {
                // From here on: the path without the part that was passed.
                places.insert(below.as_path().display().to_string());
            }
            places.insert(place.display().to_string());
        }
    }
    places
}

/// What stands in back-ticks on one line, outside of blocks of code.
fn spans(page: &str) -> Vec<&str> {
    let mut is_block = false;
    let mut spans = Vec::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

/// Whether the text is the path of a file or a folder: not that of a URL, and without placeholders.
fn is_path(span: &str) -> bool {
    let is_plain = span
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || "_-./".contains(character));
    let is_file = Path::new(span)
        .extension()
        .is_some_and(|extension| ["rs", "md", "toml"].iter().any(|known| extension == *known));
    is_plain
        && (is_file || span.contains('/'))
        && !span.starts_with(['/', '.'])
        && !NO_PATHS.contains(&span)
}

#[test]
fn paths_are_told_from_other_words() {
    for path in [
        "docs/rules.md",
        "Cargo.toml",
        "decisions/facts",
        "crates/app/",
    ] {
        assert!(is_path(path), "{path}");
    }
    for other in [
        "/v1/me",
        "text/csv",
        "tests",
        "a/<b>.rs",
        "{a}/b",
        "cargo test",
        "at.least",
    ] {
        assert!(!is_path(other), "{other}");
    }
    let page = "see `a` and\n```\n`b`\n```\n`c`, `d`";
    assert_eq!(spans(page), ["a", "c", "d"]);
}
