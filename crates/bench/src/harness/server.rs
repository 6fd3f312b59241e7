//! Servers under measurement: processes of their own, kept to one core, gone with this one.

use std::{
    env,
    fs::File,
    io::{BufRead as _, BufReader},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context as _;

use super::cores;

/// A running server; dropping it kills it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) process: u32,
    child: Child,
    logs: PathBuf,
    _directory: tempfile::TempDir,
}

/// Which cores a server may use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cores {
    /// The one of servers: it has one worker then.
    One,
    /// All.
    All,
}

impl Server {
    /// Starts a program and waits until it says where it listens.
    pub(crate) fn start(
        cores: Cores,
        program: &Path,
        arguments: &[&str],
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut server = Self::spawn(cores, program, arguments, settings)?;
        let stdout = server.child.stdout.take().context("a piped output")?;
        let mut lines = BufReader::new(stdout).lines();
        server.address = loop {
            let Some(line) = lines.next().transpose()? else {
                anyhow::bail!(
                    "{} did not start:\n{}",
                    program.display(),
                    server.last_words()
                );
            };
            if let Some(address) = line.strip_prefix("listening on http://") {
                break address.trim_end_matches('/').parse()?;
            }
        };
        // The rest is read away, so that the server never waits on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    /// Starts a program that says nothing, and waits until it takes connections.
    pub(crate) fn start_at(
        cores: Cores,
        program: &Path,
        arguments: &[&str],
        address: SocketAddr,
    ) -> anyhow::Result<Self> {
        let mut server = Self::spawn(cores, program, arguments, &[])?;
        server.address = address;
        for _ in 0..200 {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        anyhow::bail!(
            "{} did not start:\n{}",
            program.display(),
            server.last_words()
        )
    }

    fn spawn(
        cores: Cores,
        program: &Path,
        arguments: &[&str],
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir()?;
        let logs = directory.path().join("stderr");
        // The first ties the life of the server to this one's.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Cores::One = cores {
            command.args(["taskset", "-c", cores::SERVER]);
        }
        let child = command
            .arg(program)
            .args(arguments)
            .env_clear()
            .envs(env::vars_os().filter(|(name, _)| !is_ours(name)))
            .envs(settings.iter().copied())
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&logs)?)
            .spawn()
            .context("`setpriv` and `taskset` are needed")?;
        Ok(Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            process: child.id(),
            child,
            logs,
            _directory: directory,
        })
    }

    /// Starts Latchkey on a database; later settings win.
    pub(crate) fn latchkey(
        cores: Cores,
        program: &Path,
        database: &str,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut all = vec![
            ("LATCHKEY__HTTP__LISTEN", "127.0.0.1:0"),
            ("LATCHKEY__HTTP__RATE_LIMIT", "off"),
            ("LATCHKEY__DATABASE__URL", database),
            ("LATCHKEY__LOG__FORMAT", "json"),
        ];
        all.extend_from_slice(settings);
        Self::start(cores, program, &["serve"], &all)
    }

    /// Starts one of this program's own servers.
    pub(crate) fn own(arguments: &[&str]) -> anyhow::Result<Self> {
        Self::start(Cores::One, &env::current_exe()?, arguments, &[])
    }

    /// The time it has been on a core.
    pub(crate) fn spent(&self) -> Duration {
        cores::spent_by(self.process)
    }

    /// Its resident memory, in MB.
    pub(crate) fn resident_mb(&self) -> u64 {
        cores::resident_mb(self.process)
    }

    /// The end of what it wrote to its log.
    pub(crate) fn last_words(&self) -> String {
        let said = std::fs::read_to_string(&self.logs).unwrap_or_default();
        let lines: Vec<_> = said.lines().rev().take(5).collect();
        lines.join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn is_ours(name: &std::ffi::OsStr) -> bool {
    name.to_str()
        .is_some_and(|name| name.starts_with("LATCHKEY"))
}

/// Where the binary of Latchkey is: beside this program, unless told otherwise.
pub(crate) fn latchkey_binary(told: Option<&Path>) -> anyhow::Result<PathBuf> {
    let path = match told {
        Some(path) => path.to_owned(),
        None => env::current_exe()?.with_file_name("latchkey"),
    };
    anyhow::ensure!(
        path.is_file(),
        "there is no {}: run `cargo build --profile dist --bin latchkey` first",
        path.display()
    );
    Ok(path)
}
