//! A client with a token.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Revision};

/// How often a call that is answered 503 is made again where a test allows it.
const ATTEMPTS: usize = 30;

/// A call that takes longer than this has lost its answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Trusts nobody: the tests never leave this machine. Without it every client would read the
/// certificates of the machine.
fn no_encryption() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// Somebody who calls the server.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

impl Caller {
    pub(crate) fn new(address: &str) -> Self {
        Self {
            http: reqwest::Client::builder()
                .tls_backend_preconfigured(no_encryption())
                .no_proxy()
                .timeout(PATIENCE)
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            address: address.to_owned(),
            token: None,
        }
    }

    /// The same client with other credentials.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The token this caller shows.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    pub(crate) fn call(&self, method: Method, path: impl AsRef<str>) -> Call {
        let url = format!("{}{}", self.address, path.as_ref());
        let mut request = self.http.request(method.clone(), url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Call {
            what: format!("{method} {}", path.as_ref()),
            method,
            request,
        }
    }

    pub(crate) fn get(&self, path: impl AsRef<str>) -> Call {
        self.call(Method::GET, path)
    }

    /// A POST with a JSON body.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "calls read better with json!() in place"
    )]
    pub(crate) fn post(&self, path: impl AsRef<str>, body: Value) -> Call {
        self.call(Method::POST, path).json(&body)
    }

    /// A POST without a body and without Content-Type.
    pub(crate) fn post_nothing(&self, path: impl AsRef<str>) -> Call {
        self.call(Method::POST, path)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "calls read better with json!() in place"
    )]
    pub(crate) fn put(&self, path: impl AsRef<str>, body: Value) -> Call {
        self.call(Method::PUT, path).json(&body)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "calls read better with json!() in place"
    )]
    pub(crate) fn patch(&self, path: impl AsRef<str>, body: Value) -> Call {
        self.call(Method::PATCH, path).json(&body)
    }

    pub(crate) fn delete(&self, path: impl AsRef<str>) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Every item of a list, page by page.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        self.pages(path, 200).await.into_iter().flatten().collect()
    }

    /// The pages of a list, following its cursors to the end.
    pub(crate) async fn pages(&self, path: &str, limit: usize) -> Vec<Vec<Value>> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut pages = Vec::new();
        let mut cursor = String::new();
        loop {
            let answer = self
                .get(format!("{path}{joint}limit={limit}{cursor}"))
                .await;
            let page = answer.ok();
            pages.push(page["items"].as_array().unwrap().clone());
            assert!(pages.len() < 1_000, "the list never ends\n{answer}");
            if page["next_cursor"].is_null() {
                return pages;
            }
            let next = page["next_cursor"].as_str().unwrap();
            assert!(
                next.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~=".contains(&byte)),
                "a cursor is URL-safe\n{answer}"
            );
            cursor = format!("&cursor={next}");
        }
    }

    /// Asks whether `user` may do `action` in `account` (Q1).
    pub(crate) async fn ask(&self, user: &str, action: &str, account: &str) -> Value {
        self.post("/access/v1/evaluation", question(user, action, account))
            .await
            .ok()
    }

    /// Whether `user` may; a denial must carry a reason.
    pub(crate) async fn may(&self, user: &str, action: &str, account: &str) -> bool {
        let answer = self.ask(user, action, account).await;
        let decision = answer["decision"].as_bool().unwrap();
        assert!(
            decision || answer["context"]["reason"].is_string(),
            "a denial says why: {answer}"
        );
        decision
    }

    /// Why `user` may not.
    pub(crate) async fn why_not(&self, user: &str, action: &str, account: &str) -> String {
        let answer = self.ask(user, action, account).await;
        assert_eq!(answer["decision"], false, "{user} may {action}: {answer}");
        answer["context"]["reason"].as_str().unwrap().to_owned()
    }

    /// The revision the database stands at, as decisions name it.
    pub(crate) async fn revision(&self) -> Revision {
        let answer = self.ask("nobody", "contacts.view", "nowhere").await;
        Revision::parse(answer["context"]["revision"].as_str().unwrap())
    }
}

/// The body of an evaluation.
pub(crate) fn question(user: &str, action: &str, account: &str) -> Value {
    json!({
        "subject": {"type": "user", "id": user},
        "action": {"name": action},
        "resource": {"type": "account", "id": account},
    })
}

/// A call that is made when it is awaited.
#[derive(Debug)]
#[must_use = "a call is made when it is awaited"]
pub(crate) struct Call {
    what: String,
    method: Method,
    request: reqwest::RequestBuilder,
}

impl Call {
    pub(crate) fn json(mut self, body: &Value) -> Self {
        let text = body.to_string();
        let shown: String = text.chars().take(2_000).collect();
        self.what = format!("{} {shown}", self.what);
        self.request = self
            .request
            .header("content-type", "application/json")
            .body(text);
        self
    }

    pub(crate) fn text(mut self, media_type: &str, body: impl Into<String>) -> Self {
        let body = body.into();
        let shown: String = body.chars().take(200).collect();
        self.what = format!("{} ({media_type}) {shown}", self.what);
        self.request = self.request.header("content-type", media_type).body(body);
        self
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: Vec<u8>) -> Self {
        self.request = self.request.header("content-type", media_type).body(body);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Sends an `Idempotency-Key`.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Makes the call, and again when the answer is 503 with `Retry-After`, as the contract asks.
    pub(crate) async fn patiently(self) -> Answer {
        for _ in 0..ATTEMPTS {
            let again = Self {
                what: self.what.clone(),
                method: self.method.clone(),
                request: self.request.try_clone().unwrap(),
            };
            let answer = again.await;
            if answer.status != 503 {
                return answer;
            }
            answer.refused(503, "unavailable");
            let seconds = answer.header("retry-after").unwrap().parse().unwrap();
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
        self.await
    }

    /// Makes the call of a server that may be gone: without an answer there is none.
    pub(crate) async fn attempt(self) -> Option<Answer> {
        self.send().await.ok()
    }

    /// Makes the call, and leaves the body to be read as it comes.
    pub(crate) async fn open(self) -> reqwest::Response {
        let response = self.request.send().await;
        response.unwrap_or_else(|error| panic!("{}: {error:?}", self.what))
    }

    async fn make(self) -> Answer {
        let what = self.what.clone();
        self.send()
            .await
            .unwrap_or_else(|error| panic!("{what}: {error:?}"))
    }

    async fn send(self) -> Result<Answer, reqwest::Error> {
        let response = self.request.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.text().await?;
        Ok(Answer {
            call: self.what,
            method: self.method,
            status,
            headers,
            body,
        })
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}
