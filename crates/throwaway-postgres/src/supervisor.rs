//! The child process that owns a cluster and outlives the test process just long enough to take it
//! away.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Error;

const SCRIPT: &str = include_str!("supervisor.sh");

/// How much of the log an error shows.
const LOG_LINES: usize = 30;

/// A running supervisor: orders go in by a pipe, and the cluster goes when the pipe is closed,
/// which the operating system does even when this process is killed.
#[derive(Debug)]
pub(crate) struct Supervisor {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    directory: PathBuf,
}

impl Supervisor {
    /// Starts the supervisor, which initialises a cluster with the server programs in `binaries`.
    pub(crate) fn start(binaries: &Path) -> Result<Self, Error> {
        let mut child = shell()?
            .arg("-c")
            .arg(SCRIPT)
            .arg("throwaway-postgres")
            .arg(binaries)
            .env_clear()
            .envs(env::vars_os().filter(|(name, _)| name == "PATH" || name == "TMPDIR"))
            .env("LC_ALL", "C")
            .current_dir("/")
            // A process group of its own: an interrupt at the terminal ends the tests, and by that
            // the cluster.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(cannot_run(&io::Error::other("it has no pipes")));
        };
        let mut supervisor = Self {
            child,
            orders: Some(orders),
            answers: BufReader::new(answers),
            directory: PathBuf::new(),
        };
        let first = supervisor.answer()?;
        let (answer, directory) = first.split_once(' ').unwrap_or_default();
        supervisor.directory = PathBuf::from(directory);
        supervisor.expect_ok(answer, "initialise")?;
        Ok(supervisor)
    }

    /// The directory of the cluster, its log and its socket.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Gives an order and waits until it is carried out.
    pub(crate) fn order(&mut self, order: &str) -> Result<(), Error> {
        if let Some(orders) = &mut self.orders {
            writeln!(orders, "{order}").map_err(|error| cannot_run(&error))?;
        }
        let answer = self.answer()?;
        self.expect_ok(&answer, order)
    }

    fn answer(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        let read = self
            .answers
            .read_line(&mut line)
            .map_err(|error| cannot_run(&error))?;
        if read > 0 {
            return Ok(line.trim_end().to_owned());
        }
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr
                .read_to_string(&mut said)
                .map_err(|error| cannot_run(&error))?;
        }
        Err(cannot_run(&io::Error::other(format!(
            "it ended: {}",
            said.trim()
        ))))
    }

    fn expect_ok(&self, answer: &str, order: &str) -> Result<(), Error> {
        if answer == "ok" {
            return Ok(());
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let skipped = log.lines().count().saturating_sub(LOG_LINES);
        let log = log.lines().skip(skipped).collect::<Vec<_>>().join("\n");
        Err(Error::Order {
            order: order.to_owned(),
            log,
        })
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.orders.take());
        // Nobody can be told of a failure here, and the supervisor ends by itself in any case.
        drop(self.child.wait());
    }
}

/// A shell for the supervisor: as the user `postgres` where this process is root, whom PostgreSQL
/// refuses to serve.
fn shell() -> Result<Command, Error> {
    let id = Command::new("id")
        .arg("-u")
        .output()
        .map_err(|error| cannot_run(&error))?;
    if id.stdout.trim_ascii() != b"0" {
        return Ok(Command::new("sh"));
    }
    let has_setpriv = Command::new("setpriv").arg("--version").output().is_ok();
    let mut shell = Command::new(if has_setpriv { "setpriv" } else { "runuser" });
    if has_setpriv {
        shell.args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "sh",
        ]);
    } else {
        shell.args(["-u", "postgres", "--", "sh"]);
    }
    Ok(shell)
}

fn cannot_run(error: &io::Error) -> Error {
    Error::Program {
        program: "the supervisor of the cluster".to_owned(),
        reason: error.to_string(),
    }
}
