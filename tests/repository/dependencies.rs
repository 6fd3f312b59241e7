//! Every dependency has a reason, and is used.

use std::collections::BTreeSet;

use cargo_metadata::{Dependency, DependencyKind, Package};

use crate::manifests::{declared, workspace_names};
use crate::sources::{self, Source};

#[test]
fn every_dependency_has_its_reason_written_down() {
    let metadata = declared();
    let ours = workspace_names(&metadata);
    let direct: BTreeSet<String> = metadata
        .workspace_packages()
        .iter()
        .flat_map(|package| &package.dependencies)
        .map(|dependency| dependency.name.clone())
        .filter(|name| !ours.contains(name))
        .collect();
    let page = sources::read("docs/decisions/0002-dependencies.md");
    let explained: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let missing: Vec<_> = direct.difference(&explained).collect();
    assert!(
        missing.is_empty(),
        "add a line to docs/decisions/0002-dependencies.md for {missing:?}"
    );
    let gone: Vec<_> = explained.difference(&direct).collect();
    assert!(
        gone.is_empty(),
        "no crate depends on {gone:?} any more: take the lines out"
    );
}

#[test]
fn every_dependency_is_used() {
    let sources = sources::all();
    let sources: Vec<_> = sources
        .iter()
        .map(|source| (source, source.production().into_iter().collect()))
        .collect();
    let mut unused = Vec::new();
    for package in declared().workspace_packages() {
        for dependency in &package.dependencies {
            if !is_used(package, dependency, &sources) {
                let kind = dependency.kind;
                unused.push(format!("{}: {} ({kind})", package.name, dependency.name));
            }
        }
    }
    assert!(
        unused.is_empty(),
        "take them from the manifests: {unused:#?}"
    );
}

#[test]
fn every_shared_version_is_used() {
    let manifest: toml::Table = sources::read("Cargo.toml").parse().unwrap();
    let metadata = declared();
    let used: BTreeSet<&str> = metadata
        .workspace_packages()
        .iter()
        .flat_map(|package| &package.dependencies)
        .map(|dependency| dependency.name.as_str())
        .collect();
    let unused: Vec<_> = manifest["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .keys()
        .filter(|name| !used.contains(name.as_str()))
        .collect();
    assert!(unused.is_empty(), "no crate depends on {unused:?}");
}

/// Whether code that may name the dependency does: the product its own, tests and build scripts theirs.
fn is_used(
    package: &Package,
    dependency: &Dependency,
    sources: &[(&Source, BTreeSet<&str>)],
) -> bool {
    let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
    let name = name.replace('-', "_");
    let folder = package.manifest_path.parent().unwrap();
    let folder = folder.strip_prefix(sources::root()).unwrap();
    sources
        .iter()
        .filter_map(|(source, words)| Some((source.path.strip_prefix(folder).ok()?, source, words)))
        .any(|(path, source, words)| {
            // Also in the examples of doc comments.
            let says = source.text.contains(&format!("{name}::"));
            if dependency.kind == DependencyKind::Normal {
                path.starts_with("src") && words.contains(name.as_str())
            } else if dependency.kind == DependencyKind::Build {
                path.starts_with("build.rs") && says
            } else {
                says
            }
        })
}
