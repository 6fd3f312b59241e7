//! Servers: the real binary, each on a free port and a database of its own.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use std::{env, fs, thread};

use tempfile::TempDir;

use super::Caller;

/// The address that links are built from; nothing listens there.
pub(crate) const PUBLIC_URL: &str = "https://access.latchkey.test";

/// The service token that every server of the tests starts with.
const SERVICE_TOKEN: &str = "service-token-of-the-black-box-tests-0123456789";

/// Much longer than a start takes on a busy machine.
const START: Duration = Duration::from_mins(1);

/// Runs the binary beside a watcher that kills it when the pipe to the test process closes, which
/// the operating system does even when the tests are killed.
const BESIDE_A_WATCHER: &str = r#"
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
echo "pid $server"
{ read -r _ <&3; kill -KILL "$server"; } >/dev/null 2>&1 &
exec 3<&-
wait "$server"
"#;

/// The kinds of database that Latchkey runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A database for one server, gone when dropped.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres(throwaway_postgres::Database),
}

impl Database {
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::Sqlite(tempfile::tempdir().unwrap()),
            Kind::Postgres => Self::Postgres(throwaway_postgres::database().unwrap()),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite://{}?mode=rwc", self.file().unwrap().display()),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(directory) => Some(directory.path().join("latchkey.db")),
            Self::Postgres(_) => None,
        }
    }

    /// Runs a statement past the server, by the command-line client of the database.
    pub(crate) fn execute(&self, statement: &str) -> String {
        let mut command;
        if let Some(file) = self.file() {
            command = Command::new("sqlite3");
            command.args(["-cmd", ".timeout 10000"]).arg(file);
        } else {
            command = Command::new("psql");
            command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]);
            command.arg("--set=ON_ERROR_STOP=1").arg(self.url());
            command.arg("--command");
        }
        let output = command.arg(statement).output().unwrap_or_else(|error| {
            panic!("this test needs the programs sqlite3 and psql in PATH: {error}")
        });
        assert!(output.status.success(), "`{statement}`: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The binary under test, which lies beside the test executable's folder.
fn binary() -> PathBuf {
    let here = env::current_exe().unwrap();
    let path = here.ancestors().nth(2).unwrap().join("latchkey");
    assert!(
        path.is_file(),
        "there is no {}: run `cargo build --bin latchkey` first, as scripts/test does",
        path.display()
    );
    path
}

/// What a server is started with.
#[derive(Debug)]
pub(crate) struct Start {
    settings: Vec<(String, String)>,
}

impl Start {
    /// The settings every server of the tests has, on the database at `url`.
    pub(crate) fn on(url: &str) -> Self {
        let start = Self {
            settings: Vec::new(),
        };
        start
            .with("HTTP__LISTEN", "127.0.0.1:0")
            .with("HTTP__PUBLIC_URL", PUBLIC_URL)
            .with("HTTP__RATE_LIMIT", "off")
            .with("WEBHOOKS__ALLOW_PRIVATE_ADDRESSES", "127.0.0.1, ::1")
            .with("DATABASE__URL", url)
            .with("BOOTSTRAP__SERVICE_TOKEN", SERVICE_TOKEN)
    }

    /// Sets `LATCHKEY__<key>`; a later value takes the place of an earlier one.
    pub(crate) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.settings
            .push((format!("LATCHKEY__{key}"), value.into()));
        self
    }

    /// Sets a variable of the environment that is not one of ours.
    pub(crate) fn beside(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes back a setting.
    pub(crate) fn without(mut self, key: &str) -> Self {
        let key = format!("LATCHKEY__{key}");
        self.settings.retain(|(name, _)| *name != key);
        self
    }

    fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    fn environment() -> impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)> {
        env::vars_os().filter(|(name, _)| {
            name.to_str()
                .is_none_or(|name| !name.starts_with("LATCHKEY"))
        })
    }

    /// Runs a command of the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(binary())
            .args(arguments)
            .env_clear()
            .envs(Self::environment())
            .envs(self.settings())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Starts a server and gives what it said when it ended before it listened.
    #[track_caller]
    pub(crate) fn refuses(&self) -> String {
        match self.try_serve() {
            Ok(server) => panic!("the server started: {server:?}"),
            Err(ended) => {
                assert_ne!(
                    ended.code,
                    Some(0),
                    "a refused start must not look like success"
                );
                ended.said
            }
        }
    }

    /// Starts a server and waits until it listens.
    #[track_caller]
    pub(crate) fn serve(&self) -> Server {
        match self.try_serve() {
            Ok(server) => server,
            Err(ended) => panic!(
                "the server did not start ({:?}):\n{}",
                ended.code, ended.said
            ),
        }
    }

    /// Starts the demo, which has a database and settings of its own.
    #[track_caller]
    pub(crate) fn demo() -> Server {
        let start = Self {
            settings: Vec::new(),
        };
        match start.try_run(&["demo", "--listen", "127.0.0.1:0"]) {
            Ok(server) => server,
            Err(ended) => panic!("the demo did not start ({:?}):\n{}", ended.code, ended.said),
        }
    }

    fn try_serve(&self) -> Result<Server, Ended> {
        self.try_run(&["serve"])
    }

    /// Runs a command of the binary that listens.
    fn try_run(&self, command: &[&str]) -> Result<Server, Ended> {
        let logs = tempfile::tempdir().unwrap();
        let stderr = fs::File::create(logs.path().join("stderr")).unwrap();
        let mut watcher = Command::new("sh")
            .args(["-c", BESIDE_A_WATCHER, "latchkey"])
            .arg(binary())
            .args(command)
            .env_clear()
            .envs(Self::environment())
            .envs(self.settings())
            .current_dir(logs.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let lines = read_lines(&mut watcher, &said);
        let pipe = watcher.stdin.take();
        let mut pid = None;
        let mut address = None;
        while address.is_none() {
            let Ok(line) = lines.recv_timeout(START) else {
                break;
            };
            if let Some(id) = line.strip_prefix("pid ") {
                pid = id.parse().ok();
            } else if let Some(url) = line.strip_prefix("listening on ") {
                address = Some(url.trim_end_matches('/').to_owned());
            }
        }
        let mut server = Server {
            address: address.clone().unwrap_or_default(),
            pid: pid.unwrap(),
            watcher,
            life: pipe,
            said,
            logs,
            database: None,
        };
        if address.is_some() {
            return Ok(server);
        }
        drop(server.life.take());
        let code = server.watcher.wait().unwrap().code();
        Err(Ended {
            code,
            said: server.said(),
        })
    }
}

/// How a server ended that never listened.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    said: String,
}

/// Reads the standard output of the process to its end, so that it never blocks on a full pipe.
fn read_lines(process: &mut Child, said: &Arc<Mutex<String>>) -> Receiver<String> {
    let stdout = process.stdout.take().unwrap();
    let said = Arc::clone(said);
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            writeln!(said.lock().unwrap(), "{line}").unwrap();
            // Nobody listens any more once the server has started.
            drop(sender.send(line));
        }
    });
    lines
}

/// A running server; dropping it kills it.
#[derive(Debug)]
pub(crate) struct Server {
    address: String,
    pid: u32,
    watcher: Child,
    life: Option<ChildStdin>,
    said: Arc<Mutex<String>>,
    logs: TempDir,
    /// Kept as long as the server, where the server has it to itself.
    database: Option<Database>,
}

impl Server {
    /// Starts a server on a new database.
    pub(crate) fn start(kind: Kind) -> Self {
        Self::start_with(kind, |start| start)
    }

    /// Starts a server on a new database with some settings changed.
    pub(crate) fn start_with(kind: Kind, change: impl FnOnce(Start) -> Start) -> Self {
        let database = Database::new(kind);
        let mut server = change(Start::on(&database.url())).serve();
        server.database = Some(database);
        server
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The platform: a caller with a service token of all scopes.
    pub(crate) fn platform(&self) -> Caller {
        self.anonymous().with_token(SERVICE_TOKEN)
    }

    /// A caller without credentials.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::new(&self.address)
    }

    /// All that the server wrote to its standard output and error.
    pub(crate) fn said(&self) -> String {
        let mut said = self.said.lock().unwrap().clone();
        said.push_str(&fs::read_to_string(self.logs.path().join("stderr")).unwrap());
        said
    }

    /// The plain text of the newest mail that the server wrote to an address and kept.
    pub(crate) fn kept_mail_to(&self, address: &str) -> Option<String> {
        let database = self.database.as_ref().unwrap();
        let text = database.execute(&format!(
            "SELECT text FROM kept_mail WHERE address = '{address}' ORDER BY written_at DESC LIMIT 1"
        ));
        (!text.trim().is_empty()).then_some(text)
    }

    /// Asks the server to end, as an operator or an init system does.
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.pid.to_string()])
            .status()
            .unwrap();
        assert!(status.success(), "process {} is gone already", self.pid);
    }

    /// Waits for the end of the server and gives its exit code.
    pub(crate) fn wait(mut self) -> Option<i32> {
        let code = self.watcher.wait().unwrap().code();
        drop(self.life.take());
        code
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.life.take());
        // The watcher kills the server and ends; nobody can be told of a failure here.
        drop(self.watcher.wait());
    }
}

/// The server that the tests on one kind of database share.
pub(crate) fn shared(kind: Kind) -> &'static Server {
    static SQLITE: OnceLock<Server> = OnceLock::new();
    static POSTGRES: OnceLock<Server> = OnceLock::new();
    let server = match kind {
        Kind::Sqlite => &SQLITE,
        Kind::Postgres => &POSTGRES,
    };
    server.get_or_init(|| Server::start(kind))
}
