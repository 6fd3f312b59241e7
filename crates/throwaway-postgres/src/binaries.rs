//! Where the installed PostgreSQL server is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;

/// The programs a cluster needs; all must be in one directory.
const PROGRAMS: [&str; 4] = ["initdb", "pg_ctl", "postgres", "psql"];

/// Debian keeps the server out of PATH, one directory a version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Finds the directory of the server programs: in PATH, else the newest under
/// `/usr/lib/postgresql`.
pub(crate) fn find() -> Result<PathBuf, Error> {
    let path = env::var_os("PATH").unwrap_or_default();
    find_in(env::split_paths(&path), Path::new(VERSIONS)).ok_or(Error::NotInstalled)
}

fn find_in(path: impl Iterator<Item = PathBuf>, versions: &Path) -> Option<PathBuf> {
    path.filter_map(|directory| behind_link(&directory))
        .chain(newest_first(versions))
        .find(|directory| {
            PROGRAMS
                .iter()
                .all(|program| directory.join(program).is_file())
        })
}

/// The directory where the server in `directory` really is: `psql` there may be a wrapper, or
/// missing, and the programs find each other by the place they lie in.
fn behind_link(directory: &Path) -> Option<PathBuf> {
    let server = fs::canonicalize(directory.join("postgres")).ok()?;
    server.parent().map(Path::to_owned)
}

fn newest_first(versions: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(versions)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry
                .file_name()
                .to_str()?
                .split('.')
                .map(str::parse)
                .collect();
            Some((Result::ok(version)?, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .rev()
        .map(|(_, directory)| directory)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install(directory: &Path, programs: &[&str]) {
        fs::create_dir_all(directory).unwrap();
        for program in programs {
            fs::write(directory.join(program), "").unwrap();
        }
    }

    #[test]
    fn the_newest_complete_version_is_taken() {
        let versions = tempfile::tempdir().unwrap();
        install(&versions.path().join("9.6/bin"), &PROGRAMS);
        install(&versions.path().join("15/bin"), &PROGRAMS);
        install(&versions.path().join("16/bin"), &["psql"]);
        install(&versions.path().join("common/bin"), &PROGRAMS);
        let found = find_in(std::iter::empty(), versions.path());
        assert_eq!(found, Some(versions.path().join("15/bin")));
    }

    #[test]
    fn a_link_in_the_path_leads_to_the_installation() {
        let root = fs::canonicalize(tempfile::tempdir().unwrap().keep()).unwrap();
        install(&root.join("server"), &PROGRAMS);
        install(&root.join("versions/15/bin"), &PROGRAMS);
        fs::create_dir(root.join("path")).unwrap();
        std::os::unix::fs::symlink(root.join("server/postgres"), root.join("path/postgres"))
            .unwrap();
        let path = [root.join("absent"), root.join("path")];
        let found = find_in(path.into_iter(), &root.join("versions"));
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(found, Some(root.join("server")));
    }

    #[test]
    fn without_a_server_the_error_says_how_to_install_it() {
        let nothing = tempfile::tempdir().unwrap();
        assert_eq!(find_in(std::iter::empty(), nothing.path()), None);
        let shown = format!("{:?}", Error::NotInstalled);
        assert!(shown.contains("scripts/install-postgresql"), "{shown}");
        assert!(shown.contains("apt-get install postgresql"), "{shown}");
    }
}
