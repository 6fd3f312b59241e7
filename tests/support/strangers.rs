//! Servers of other people's making: aiosmtpd for mails, and HTTPS with the certificate of a test's own
//! authority. `strangers.py` runs them.

use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::python;

const SCRIPT: &str = include_str!("strangers.py");

const PACKAGES: [&str; 2] = ["aiosmtpd==1.4.6", "trustme==1.2.1"];

/// Much longer than a start takes on a busy machine.
const START: Duration = Duration::from_mins(1);

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Stranger {
    pub(crate) port: u16,
    running: Child,
    input: Option<ChildStdin>,
    said: Arc<Mutex<Vec<Value>>>,
    lines: Mutex<Receiver<Value>>,
    folder: TempDir,
}

impl Stranger {
    /// A mail server. `how`: its `tls` (`starttls`, `implicit`), `certificate` (`good`, `unknown`,
    /// `expired`, `other`), `login`, and how often its connections break.
    pub(crate) fn mail_server(how: Value) -> Self {
        Self::start("smtp", how)
    }

    /// A receiver of webhooks by HTTPS, with such a certificate.
    pub(crate) fn https(certificate: &str) -> Self {
        Self::start("https", json!({"certificate": certificate}))
    }

    /// The same, where the authority of another one issues the certificate.
    pub(crate) fn https_of(certificate: &str, other: &Self) -> Self {
        let issuer = other.folder.path().to_str().unwrap();
        Self::start(
            "https",
            json!({"certificate": certificate, "issuer": issuer}),
        )
    }

    fn start(what: &str, mut how: Value) -> Self {
        static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
        let packages = INSTALLED.get_or_init(|| python::packages("strangers", &PACKAGES));
        let folder = tempfile::tempdir().unwrap();
        how["what"] = what.into();
        how["folder"] = folder.path().to_str().unwrap().into();
        let mut running = Command::new("python3")
            .args(["-c", SCRIPT, &how.to_string()])
            .env("PYTHONPATH", packages)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let lines = read(&mut running, &said);
        let first = lines.recv_timeout(START).unwrap();
        Self {
            port: first["port"].as_u64().unwrap().try_into().unwrap(),
            input: running.stdin.take(),
            running,
            said,
            lines: Mutex::new(lines),
            folder,
        }
    }

    /// The certificate of the authority that issued the good certificates.
    pub(crate) fn authority(&self) -> String {
        let path = self.folder.path().join("authority.pem");
        path.to_str().unwrap().to_owned()
    }

    /// The server does so from now on.
    pub(crate) fn tell(&mut self, told: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{told}").unwrap();
        let lines = self.lines.lock().unwrap();
        while lines.recv_timeout(START).unwrap()["what"] != "told" {}
    }

    /// What of a kind has happened so far: `mail`, `sender`, `login`, `refused`, `break`, `request`.
    pub(crate) fn said(&self, what: &str) -> Vec<Value> {
        let said = self.said.lock().unwrap();
        said.iter()
            .filter(|it| it["what"] == what)
            .cloned()
            .collect()
    }

    /// The mails that have arrived at an address.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<Value> {
        let all = self.said("mail").into_iter();
        all.filter(|mail| mail["recipients"] == json!([address]))
            .collect()
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        drop(self.input.take());
        // It may be gone already, or wait for something.
        drop(self.running.kill());
        drop(self.running.wait());
    }
}

fn read(running: &mut Child, said: &Arc<Mutex<Vec<Value>>>) -> Receiver<Value> {
    let stdout = running.stdout.take().unwrap();
    let said = Arc::clone(said);
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let line: Value = serde_json::from_str(&line).unwrap();
            said.lock().unwrap().push(line.clone());
            // Whoever started it may have enough.
            drop(sender.send(line));
        }
    });
    lines
}
