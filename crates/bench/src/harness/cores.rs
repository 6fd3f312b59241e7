//! Which core does what: one for the server, the other for the load.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::Context as _;

/// Where servers run.
pub(crate) const SERVER: &str = "0";
/// Where the load comes from.
pub(crate) const LOAD: &str = "1";

/// Keeps the thread that calls to the core of the load.
pub(crate) fn pin_this_thread() -> anyhow::Result<()> {
    let thread = fs::read_link("/proc/thread-self")?;
    let id = thread
        .file_name()
        .and_then(|name| name.to_str())
        .context("a thread has a number")?
        .to_owned();
    let done = Command::new("taskset")
        .args(["-c", "-p", LOAD, &id])
        .stdout(Stdio::null())
        .status()
        .context("`taskset` is needed")?;
    anyhow::ensure!(done.success(), "taskset could not pin the load");
    Ok(())
}

/// How long the thread that calls has been on a core.
pub(crate) fn spent_by_this_thread() -> Duration {
    let spent = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = spent.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// How long a process has been on a core, all its threads together.
pub(crate) fn spent_by(process: u32) -> Duration {
    let mut all = Duration::ZERO;
    let threads = Path::new("/proc").join(process.to_string()).join("task");
    for thread in fs::read_dir(threads).into_iter().flatten().flatten() {
        let spent = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        let nanoseconds = spent.split(' ').next().and_then(|text| text.parse().ok());
        all += Duration::from_nanos(nanoseconds.unwrap_or_default());
    }
    all
}

/// The resident memory of a process, in MB.
pub(crate) fn resident_mb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}
