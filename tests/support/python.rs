//! Packages of Python that tests run beside the product, installed where they are missing.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// The folder with these packages, beside the other things that were built.
pub(crate) fn packages(name: &str, wanted: &[&str]) -> PathBuf {
    let here = env::current_exe().unwrap();
    let folder = here.ancestors().nth(3).unwrap().join(name);
    if folder.is_dir() {
        return folder;
    }
    let whole = tempfile::tempdir_in(folder.parent().unwrap()).unwrap();
    let mut install = Command::new("python3");
    install.args(["-m", "pip", "install", "--quiet", "--target"]);
    let installed = install.arg(whole.path()).args(wanted).output();
    let said = match installed {
        Ok(output) if output.status.success() => {
            fs::rename(whole.keep(), &folder).unwrap();
            return folder;
        }
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    panic!(
        "packages of Python are missing. Install them where there is a connection: \
         python3 -m pip install --target {} {}\n{said}",
        folder.display(),
        wanted.join(" ")
    )
}
