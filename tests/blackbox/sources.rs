//! Reads the files of the repository for the tests about the repository itself.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read the repository has nothing to check"
)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The text of the file at `path` from the root.
pub(crate) fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files in the folder `folder` from the root, in order.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// A source file, cut where the tests that lie beside the code begin.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) code: String,
    pub(crate) tests: String,
}

/// Reads the Rust files of the crates and of the tests.
pub(crate) fn all() -> Vec<Source> {
    let files: Vec<_> = ["crates", "tests"]
        .into_iter()
        .flat_map(rust_files)
        .map(|path| (fs::read_to_string(&path).unwrap(), path))
        .collect();
    let modules: BTreeSet<_> = files
        .iter()
        .flat_map(|(text, path)| test_modules(text, path))
        .collect();
    files
        .into_iter()
        .map(|(text, path)| {
            let is_test = modules.contains(&path) || lies_among_tests(&path);
            let beside = text
                .find("\n#[cfg(test)]\nmod tests {")
                .unwrap_or(text.len());
            let (code, tests) = text.split_at(if is_test { 0 } else { beside });
            Source {
                path,
                code: code.to_owned(),
                tests: tests.to_owned(),
            }
        })
        .collect()
}

/// The files of the modules that the file at `path` declares for tests only.
fn test_modules(text: &str, path: &Path) -> Vec<PathBuf> {
    let folder = match path.file_stem().and_then(OsStr::to_str) {
        Some("lib" | "main" | "mod") => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    text.split("#[cfg(test)]\nmod ")
        .skip(1)
        .filter_map(|rest| rest.lines().next()?.strip_suffix(';'))
        .map(|name| folder.join(name).with_extension("rs"))
        .collect()
}

/// Whether the file is in the package of the tests, or part of the contract of a port.
fn lies_among_tests(path: &Path) -> bool {
    let path = path.strip_prefix(root()).unwrap();
    path.iter()
        .any(|part| part == "tests" || part == "contract")
}
