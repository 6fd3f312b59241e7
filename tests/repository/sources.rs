//! Reads the files of the repository.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::code;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The text of the file at `path` from the root.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below `folder`, in order, by their paths from the root. Hidden ones and what is built are left out.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap();
            if name.starts_with('.') || name == "target" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

/// A Rust file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the root.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// Whether only tests are built from it.
    pub(crate) is_test: bool,
}

impl Source {
    /// The text without the tests that lie beside the code.
    pub(crate) fn code(&self) -> &str {
        self.halves().0
    }

    /// The tests that lie beside the code.
    pub(crate) fn tests(&self) -> &str {
        self.halves().1
    }

    fn halves(&self) -> (&str, &str) {
        let beside = self.text.find("\n#[cfg(test)]\nmod tests {");
        self.text.split_at(if self.is_test {
            0
        } else {
            beside.unwrap_or(self.text.len())
        })
    }

    /// The tokens of what is built into the product.
    pub(crate) fn production(&self) -> Vec<&str> {
        if self.is_test {
            Vec::new()
        } else {
            code::without_tests(&code::tokens(&self.text))
        }
    }

    /// Whether it serves tests: as a test, or as what tests in several crates stand on.
    pub(crate) fn serves_tests(&self) -> bool {
        self.is_test || self.path.iter().any(|part| part == "testing")
    }
}

/// Reads the Rust files of the crates, the examples and the tests.
pub(crate) fn all() -> Vec<Source> {
    let files: Vec<_> = ["crates", "examples", "tests"]
        .into_iter()
        .filter(|folder| root().join(folder).is_dir())
        .flat_map(files)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (read(&path), path))
        .collect();
    let modules: BTreeSet<_> = files
        .iter()
        .flat_map(|(text, path)| test_modules(text, path))
        .collect();
    files
        .into_iter()
        .map(|(text, path)| Source {
            is_test: lies_among_tests(&path) || is_below_any(&modules, &path),
            path,
            text,
        })
        .collect()
}

/// The modules that the file at `path` declares for tests only, by their paths without `.rs`.
fn test_modules(text: &str, path: &Path) -> Vec<PathBuf> {
    let folder = match path.file_stem().and_then(OsStr::to_str) {
        Some("lib" | "main" | "mod") => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    text.split("#[cfg(test)]\n")
        .skip(1)
        .filter_map(|rest| rest.lines().next()?.strip_suffix(';')?.split_once("mod "))
        .map(|(_, name)| folder.join(name))
        .collect()
}

fn is_below_any(modules: &BTreeSet<PathBuf>, path: &Path) -> bool {
    path.with_extension("")
        .ancestors()
        .any(|module| modules.contains(module))
}

/// Whether the file is in a package or a folder of tests.
fn lies_among_tests(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "tests.rs")
        || path.iter().any(|part| part == "tests")
}
