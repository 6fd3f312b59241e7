//! The walls of the house: which crate may use which.
//!
//! Why the walls stand where they do: `docs/decisions/0001-the-house.md`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, Package, PackageId};

use crate::manifests::{declared, package, resolved, workspace_names};

const DOMAIN: &str = "latchkey-domain";
const APPLICATION: &str = "latchkey-application";
const APP: &str = "latchkey";
/// What tests need. Nothing that is shipped may reach it.
const TESTING: &str = "latchkey-testing";
/// The measurements: a program of its own, which is never shipped and may reach for anything.
const BENCH: &str = "latchkey-bench";

/// What a crate may use of the workspace at run time; adapters not named here are checked as such.
const LAYERS: [(&str, &[&str]); 2] = [(DOMAIN, &[]), (APPLICATION, &[DOMAIN])];
const UNDER_ADAPTERS: [&str; 2] = [DOMAIN, APPLICATION];

/// Crates that only some of ours may name, in any kind of dependency.
const KEPT_TO: [(&str, &[&str]); 6] = [
    ("sea-orm", &["latchkey-adapters-db"]),
    ("sea-orm-migration", &["latchkey-adapters-db"]),
    ("sqlx", &[BENCH]),
    ("actix-web", &["latchkey-adapters-http", APP, BENCH]),
    ("lettre", &["latchkey-adapters-notify"]),
    ("mockall", &[TESTING]),
];

/// What the inner crates must not reach at run time, not even through a crate of somebody else.
const FRAMEWORKS: [&str; 6] = [
    "actix-web",
    "hyper",
    "lettre",
    "reqwest",
    "sea-orm",
    "sqlx-core",
];
/// What the domain must not reach besides: it has no opinion on how asynchronous code is run.
const RUNTIMES: [&str; 3] = ["actix-rt", "async-std", "tokio"];

#[test]
fn the_inner_layers_use_only_the_layers_below() {
    let metadata = declared();
    for (name, allowed) in LAYERS {
        let used = workspace_crates_used_by(&metadata, package(&metadata, name));
        let allowed = allowed.iter().map(|&name| name.to_owned()).collect();
        assert!(
            used.is_subset(&allowed),
            "{name} uses {used:?}; it may use {allowed:?}"
        );
    }
}

#[test]
fn adapters_do_not_see_each_other() {
    let metadata = declared();
    for package in metadata.workspace_packages() {
        if is_adapter(&package.name) {
            let used = workspace_crates_used_by(&metadata, package);
            let allowed = UNDER_ADAPTERS.map(str::to_owned).into_iter().collect();
            assert!(
                used.is_subset(&allowed),
                "{} uses {used:?}; adapters may use {allowed:?}, and meet in {APP} alone",
                package.name
            );
        }
    }
}

#[test]
fn only_the_binary_names_adapters() {
    let metadata = declared();
    for package in metadata.workspace_packages() {
        if ![APP, BENCH].contains(&package.name.as_str()) {
            let used = workspace_crates_used_by(&metadata, package);
            let adapters: Vec<_> = used.iter().filter(|name| is_adapter(name)).collect();
            assert!(
                adapters.is_empty(),
                "{} names {adapters:?}; wire them in {APP}",
                package.name
            );
        }
    }
}

#[test]
fn each_outside_library_is_kept_to_its_adapter() {
    for package in declared().workspace_packages() {
        for dependency in &package.dependencies {
            let kept = KEPT_TO.iter().find(|(name, _)| *name == dependency.name);
            assert!(
                kept.is_none_or(|(_, homes)| homes.contains(&package.name.as_str())),
                "{} depends on {}, which only {:?} may",
                package.name,
                dependency.name,
                kept.map(|(_, homes)| homes)
            );
        }
    }
}

#[test]
fn no_framework_reaches_the_inner_layers() {
    let metadata = resolved();
    let outside_the_domain = [FRAMEWORKS.as_slice(), RUNTIMES.as_slice()].concat();
    for (name, outside) in [
        (DOMAIN, outside_the_domain),
        (APPLICATION, FRAMEWORKS.to_vec()),
    ] {
        let start = package(&metadata, name);
        let optional: BTreeSet<_> = start
            .dependencies
            .iter()
            .filter(|dependency| dependency.optional)
            .map(|dependency| dependency.name.clone())
            .collect();
        for (reached, by) in run_time_dependencies(&metadata, &start.id, &optional) {
            let (reached, by) = (&metadata[reached].name, &metadata[by].name);
            assert!(
                !outside.contains(&reached.as_str()),
                "{name} reaches {reached} through {by}; it belongs in an adapter"
            );
        }
    }
}

#[test]
fn only_tests_use_the_testing_crate() {
    let metadata = declared();
    let default = metadata.workspace_default_packages();
    assert!(
        default.iter().all(|package| package.name.as_str() != BENCH),
        "{BENCH} is built only by name"
    );
    for package in default {
        for dependency in &package.dependencies {
            assert!(
                dependency.kind == DependencyKind::Development || dependency.name != TESTING,
                "{} must name {TESTING} among its dev-dependencies",
                package.name
            );
        }
    }
}

fn is_adapter(name: &str) -> bool {
    name.starts_with("latchkey-adapters-")
}

/// The crates of the workspace that `package` uses when it runs or is built; tests may use more.
fn workspace_crates_used_by(metadata: &Metadata, package: &Package) -> BTreeSet<String> {
    let ours = workspace_names(metadata);
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.clone())
        .filter(|name| ours.contains(name))
        .collect()
}

/// Everything that the crate `start` is linked with, each with the crate that brings it. The crates
/// in `left_out` are options of `start` that no one takes at run time.
fn run_time_dependencies<'a>(
    metadata: &'a Metadata,
    start: &'a PackageId,
    left_out: &BTreeSet<String>,
) -> BTreeMap<&'a PackageId, &'a PackageId> {
    let graph = metadata
        .resolve
        .as_ref()
        .expect("the metadata has the graph");
    let nodes: BTreeMap<_, _> = graph.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut brought_by = BTreeMap::new();
    let mut waiting = vec![start];
    while let Some(id) = waiting.pop() {
        for dependency in nodes.get(id).into_iter().flat_map(|node| &node.deps) {
            let at_run_time = dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind == DependencyKind::Normal);
            let is_left_out =
                id == start && left_out.contains(metadata[&dependency.pkg].name.as_str());
            if at_run_time && !is_left_out && brought_by.insert(&dependency.pkg, id).is_none() {
                waiting.push(&dependency.pkg);
            }
        }
    }
    brought_by
}
