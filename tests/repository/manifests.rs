//! Reads the manifests of the workspace.

use std::collections::BTreeSet;

use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::sources;

/// The workspace as its manifests declare it.
pub(crate) fn declared() -> Metadata {
    command()
        .no_deps()
        .exec()
        .expect("cargo metadata reads the workspace")
}

/// The workspace with every crate it is built from on this machine.
pub(crate) fn resolved() -> Metadata {
    command()
        .other_options(["--offline", "--filter-platform=host-tuple"].map(str::to_owned))
        .exec()
        .expect("cargo metadata resolves the workspace from what is downloaded")
}

fn command() -> MetadataCommand {
    let mut command = MetadataCommand::new();
    command.manifest_path(sources::root().join("Cargo.toml"));
    command
}

/// The crate of the workspace with this name.
pub(crate) fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == name)
        .expect("every package that the tests name is in the workspace")
}

/// The names of the crates of the workspace.
pub(crate) fn workspace_names(metadata: &Metadata) -> BTreeSet<String> {
    metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect()
}
