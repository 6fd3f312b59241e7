//! Webhook endpoints of a test, and the reference verifier of Standard Webhooks.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::{Caller, Client, Received, python, until};

/// The version of the reference verifier.
const VERIFIER: &str = "standardwebhooks==1.1.0";

/// Verifies a request with one secret: exits with 0 if it is genuine.
const VERIFY: &str = r"
import json, sys
from standardwebhooks.webhooks import Webhook
request = json.load(sys.stdin)
Webhook(request['secret']).verify(request['body'], request['headers'])
";

/// An endpoint of a test.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) secret: String,
    platform: Caller,
}

impl Webhook {
    /// Makes an endpoint.
    pub(crate) async fn make(platform: &Caller, new: Value) -> Self {
        let made = platform.post("/v1/webhook-endpoints", new).await.created();
        Self {
            id: made["id"].as_str().unwrap().to_owned(),
            secret: made["secret"].as_str().unwrap().to_owned(),
            platform: platform.clone(),
        }
    }

    /// Makes an endpoint that is told when the clients are changed.
    pub(crate) async fn of(platform: &Caller, url: &str, clients: &[&Client]) -> Self {
        let accounts: Vec<&str> = clients.iter().map(|client| client.id.as_str()).collect();
        let new = json!({"url": url, "types": ["account.changed"], "accounts": accounts});
        Self::make(platform, new).await
    }

    /// A path of the endpoint.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("/v1/webhook-endpoints/{}{path}", self.id)
    }

    pub(crate) async fn show(&self) -> Value {
        self.platform.get(self.at("")).await.ok()
    }

    /// The log of deliveries, oldest event first.
    pub(crate) async fn log(&self) -> Vec<Value> {
        let mut log = self.platform.all(&self.at("/deliveries")).await;
        log.reverse();
        log
    }

    /// Waits until so many deliveries have this state.
    pub(crate) async fn has(&self, state: &str, count: usize) -> Vec<Value> {
        let what = format!("{count} deliveries are {state}");
        until(&what, async || {
            let log = self.log().await;
            let there = log.iter().filter(|it| it["state"] == state).count();
            (there == count).then_some(log)
        })
        .await
    }
}

/// Changes the client so many times, and gives the names that it had after each change.
pub(crate) async fn rename(platform: &Caller, client: &Client, times: usize) -> Vec<String> {
    let mut names = Vec::new();
    for number in 0..times {
        let name = format!("{} {number}", client.name);
        let body = json!({"name": name});
        platform.patch(client.at(""), body).await.ok();
        names.push(name);
    }
    names
}

/// The folder of the reference verifier, which is installed where it is missing.
fn verifier() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| python::packages("standardwebhooks", &[VERIFIER]))
}

/// Whether the reference verifier takes the request with this secret.
pub(crate) fn is_genuine(request: &Received, secret: &str) -> bool {
    let question = json!({
        "secret": secret,
        "headers": request.headers,
        "body": request.body,
    });
    let mut python = Command::new("python3")
        .args(["-c", VERIFY])
        .env("PYTHONPATH", verifier())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input.write_all(question.to_string().as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() || said.contains("WebhookVerificationError"),
        "{said}"
    );
    output.status.success()
}
