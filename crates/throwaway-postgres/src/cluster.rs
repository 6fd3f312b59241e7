//! A running cluster, and the databases in it.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::supervisor::Supervisor;
use crate::{Error, binaries};

/// Ports below the range from which the system gives outgoing connections theirs: a port in that
/// range could be taken by a client while its server is down.
const PORTS: std::ops::Range<u16> = 15_000..30_000;

/// How many ports are tried before giving up; each attempt that fails takes a few hundredths of a
/// second.
const ATTEMPTS: usize = 5;

/// The first version that lets a statement choose how a database is copied, and that copies through
/// the log unless told.
const FIRST_VERSION_WITH_STRATEGY: u32 = 15;

/// A PostgreSQL cluster that is gone when its owner drops it or when the process ends.
#[derive(Debug)]
pub struct Cluster {
    binaries: PathBuf,
    port: u16,
    version: u32,
    databases: AtomicU64,
    supervisor: Mutex<Supervisor>,
}

impl Cluster {
    /// Starts a cluster for one test alone, which may pause, stop and start it.
    pub fn start_own() -> Result<Self, Error> {
        let binaries = binaries::find()?;
        let mut supervisor = Supervisor::start(&binaries)?;
        let port = start_on_free_port(&mut supervisor)?;
        let version = fs::read_to_string(supervisor.directory().join("data/PG_VERSION"))
            .ok()
            .and_then(|version| version.split('.').next()?.trim().parse().ok())
            .unwrap_or_default();
        Ok(Self {
            binaries,
            port,
            version,
            databases: AtomicU64::new(0),
            supervisor: Mutex::new(supervisor),
        })
    }

    /// The port on 127.0.0.1, the same over `stop` and `start`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes an empty database. It lives as long as the cluster.
    pub fn database(&self) -> Result<Database, Error> {
        self.copy_of("template0")
    }

    /// Makes a database with everything that is in `template`.
    pub(crate) fn copy_of(&self, template: &str) -> Result<Database, Error> {
        let name = format!(
            "throwaway_{}",
            self.databases.fetch_add(1, Ordering::Relaxed)
        );
        let strategy = match self.version {
            FIRST_VERSION_WITH_STRATEGY.. => " STRATEGY file_copy",
            _ => "",
        };
        self.execute(
            "postgres",
            &format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}"),
        )?;
        Ok(Database::new(name, self.port))
    }

    /// Stops every process of the server where it stands: connections stay open and get no answer,
    /// as when the machine of the database hangs.
    pub fn pause(&self) -> Result<(), Error> {
        self.supervisor().order("pause")
    }

    /// Lets a paused server go on.
    pub fn resume(&self) -> Result<(), Error> {
        self.supervisor().order("resume")
    }

    /// Shuts the server down: connections are closed and new ones refused. What was committed
    /// stays.
    pub fn stop(&self) -> Result<(), Error> {
        let mut supervisor = self.supervisor();
        supervisor.order("resume")?;
        supervisor.order("stop")
    }

    /// Starts a stopped server again, on the same port.
    pub fn start(&self) -> Result<(), Error> {
        self.supervisor().order(&start_order(self.port))
    }

    pub(crate) fn execute(&self, database: &str, statement: &str) -> Result<String, Error> {
        let output = self
            .psql(database)
            .arg("--command")
            .arg(statement)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Error::Program {
                program: "psql".to_owned(),
                reason: error.to_string(),
            })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(Error::Statement {
            statement: statement.to_owned(),
            reason: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// A `psql` that prints bare values and follows no settings of the user's.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.binaries.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args([
                "--set=ON_ERROR_STOP=1",
                "--host=127.0.0.1",
                "--username=postgres",
                "--no-password",
            ])
            .arg(format!("--port={}", self.port))
            .arg(format!("--dbname={database}"))
            .env_clear()
            .env("PGCONNECT_TIMEOUT", "30");
        psql
    }

    fn supervisor(&self) -> MutexGuard<'_, Supervisor> {
        self.supervisor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn directory(&self) -> PathBuf {
        self.supervisor().directory().to_owned()
    }
}

/// An empty database. Keep it as long as the test runs: one of the shared cluster is dropped with
/// this value, together with the connections that are still open to it.
#[derive(Debug)]
#[must_use = "the database is dropped with this value"]
pub struct Database {
    name: String,
    url: String,
    shared: Option<&'static Cluster>,
}

impl Database {
    pub(crate) fn new(name: String, port: u16) -> Self {
        let url = format!("postgres://postgres@127.0.0.1:{port}/{name}");
        Self {
            name,
            url,
            shared: None,
        }
    }

    /// Marks a database of the shared cluster, which lives as long as the process: tests must not
    /// pile up there.
    pub(crate) fn dropped_from(mut self, cluster: &'static Cluster) -> Self {
        self.shared = Some(cluster);
        self
    }

    /// The address for clients: `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name inside the cluster, unique there.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(cluster) = self.shared {
            let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            // What is left here goes with the cluster.
            drop(cluster.execute("postgres", &statement));
        }
    }
}

fn start_order(port: u16) -> String {
    format!("start {port}")
}

/// Another process may take a port between the look and the start, so a failed start is tried on
/// other ports.
fn start_on_free_port(supervisor: &mut Supervisor) -> Result<u16, Error> {
    let mut failure = None;
    for port in free_ports().take(ATTEMPTS) {
        match supervisor.order(&start_order(port)) {
            Ok(()) => return Ok(port),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or(Error::NoPort))
}

fn free_ports() -> impl Iterator<Item = u16> {
    let random = RandomState::new().build_hasher().finish();
    let offset = usize::try_from(random % u64::from(PORTS.end - PORTS.start)).unwrap_or_default();
    PORTS
        .cycle()
        .skip(offset)
        .take(PORTS.len())
        .filter(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
}
