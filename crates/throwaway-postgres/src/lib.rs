//! A throw-away PostgreSQL for tests, from the server that is installed on the machine.
//!
//! [`database()`] starts one cluster for the process when it is first called and gives a fresh
//! empty database per call; a [`Template`] gives copies of what was put into it once. [`Cluster::start_own`] starts another for a test that wants to see its
//! database hang, stop or come back. Either is gone when the process ends, also when it is killed:
//! a small shell process owns the cluster and takes it away when the pipe from this process closes.
//!
//! The clusters listen on 127.0.0.1 only, trust every user of the machine, and do not survive a
//! power cut; texts are ordered by language where the server knows ICU, as in most installed
//! clusters.

mod binaries;
mod cluster;
mod error;
mod supervisor;
mod template;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub use cluster::{Cluster, Database};
pub use error::Error;
pub use template::Template;

/// Makes an empty database in the cluster of this process, which the first call starts.
pub fn database() -> Result<Database, Error> {
    let cluster = shared()?;
    Ok(cluster.database()?.dropped_from(cluster))
}

fn shared() -> Result<&'static Cluster, Error> {
    static SHARED: OnceLock<Result<Cluster, Error>> = OnceLock::new();
    SHARED
        .get_or_init(Cluster::start_own)
        .as_ref()
        .map_err(Clone::clone)
}
