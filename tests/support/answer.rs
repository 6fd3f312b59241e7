//! An answer of the server, and what every answer owes its caller.

use std::fmt;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The codes of 4xx and 5xx that `api.md` gives no names to.
const UNNAMED: [u16; 7] = [400, 401, 405, 413, 415, 429, 500];

/// A `Latchkey-Revision`: an epoch and a number that counts commits, written in a way that only the
/// server knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Revision {
    pub(crate) epoch: String,
    pub(crate) number: u64,
    pub(crate) digits: usize,
}

impl Revision {
    pub(crate) fn parse(text: &str) -> Self {
        let (epoch, number) = text
            .rsplit_once('.')
            .unwrap_or_else(|| panic!("a revision has an epoch and a number: {text}"));
        Self {
            epoch: epoch.to_owned(),
            number: number.parse().unwrap(),
            digits: number.len(),
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{:0width$}",
            self.epoch,
            self.number,
            width = self.digits
        )
    }
}

/// What came back, with the call it answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) call: String,
    pub(crate) method: Method,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n→ {}", self.call, self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        write!(f, "{}", self.body)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn media_type(&self) -> &str {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim()
    }

    /// The body read as JSON, whatever the status.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// The revision in the header that every write answers with.
    #[track_caller]
    pub(crate) fn revision(&self) -> Revision {
        let header = self.header("latchkey-revision");
        Revision::parse(header.unwrap_or_else(|| panic!("no Latchkey-Revision\n{self}")))
    }

    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        let header = self.header("etag");
        header
            .unwrap_or_else(|| panic!("no ETag\n{self}"))
            .to_owned()
    }

    #[track_caller]
    fn succeeded_with(&self, statuses: &[u16]) -> Value {
        assert!(
            statuses.contains(&self.status),
            "expected {statuses:?}\n{self}"
        );
        assert!(
            self.header("x-request-id").is_some_and(|id| !id.is_empty()),
            "X-Request-ID is echoed or made\n{self}"
        );
        if self.method != Method::GET && self.call.contains(" /v1/") {
            self.revision();
        }
        if self.body.is_empty() {
            return Value::Null;
        }
        assert_eq!(self.media_type(), "application/json", "{self}");
        self.json()
    }

    /// 200, with a JSON body.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        self.succeeded_with(&[200])
    }

    /// 201, with a JSON body.
    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        self.succeeded_with(&[201])
    }

    /// 200 or 201.
    #[track_caller]
    pub(crate) fn made(&self) -> Value {
        self.succeeded_with(&[200, 201])
    }

    /// 200 or 204: the contract does not say which for most deletions.
    #[track_caller]
    pub(crate) fn done(&self) -> Value {
        self.succeeded_with(&[200, 204])
    }

    /// 204 without a body.
    #[track_caller]
    pub(crate) fn no_content(&self) {
        self.succeeded_with(&[204]);
        assert_eq!(self.body, "", "{self}");
    }

    /// A problem of this status, complete by RFC 9457 and the conventions of the contract.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "expected {status}\n{self}");
        assert_eq!(self.media_type(), "application/problem+json", "{self}");
        let problem = self.json();
        let text = |member: &str| {
            let text = problem[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "`{member}` is missing\n{self}");
            text.to_owned()
        };
        let code = text("code");
        assert!(
            text("type").ends_with(&format!("/problems/{code}")),
            "`type` is /problems/<code>\n{self}"
        );
        assert_eq!(problem["status"], status, "{self}");
        text("title");
        text("detail");
        assert_eq!(
            Some(text("request_id").as_str()),
            self.header("x-request-id"),
            "`request_id` is that of the header\n{self}"
        );
        match status {
            401 => {
                let challenge = self.header("www-authenticate").unwrap_or_default();
                assert!(challenge.starts_with("Bearer"), "{self}");
            }
            429 | 503 => {
                let seconds = self.header("retry-after").map(str::parse::<u32>);
                assert!(matches!(seconds, Some(Ok(_))), "Retry-After\n{self}");
            }
            _ => {}
        }
        if code == "invalid" {
            let errors = problem["errors"].as_array().cloned().unwrap_or_default();
            assert!(!errors.is_empty(), "`errors` names the members\n{self}");
            for error in errors {
                assert!(
                    error["pointer"].is_string() && error["detail"].is_string(),
                    "each has `pointer` and `detail`\n{self}"
                );
            }
        }
        if code == "last-super-admin" {
            let accounts = problem["accounts"].as_array().cloned().unwrap_or_default();
            assert!(!accounts.is_empty(), "`accounts` names them (D5)\n{self}");
            for account in accounts {
                let id = account["id"].as_str().unwrap_or_default();
                assert!(
                    id.starts_with("acc_") && account["name"].is_string(),
                    "each has `id` and `name`\n{self}"
                );
            }
        }
        problem
    }

    /// A problem of this status and code.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert!(
            !UNNAMED.contains(&status),
            "{status} has no code of its own"
        );
        let problem = self.problem(status);
        assert_eq!(problem["code"], code, "{self}");
        problem
    }

    /// One of several problems, where the contract allows each.
    #[track_caller]
    pub(crate) fn refused_as_one_of(&self, allowed: &[(u16, &str)]) -> Value {
        let found = allowed.iter().find(|(status, code)| {
            *status == self.status
                && serde_json::from_str::<Value>(&self.body).is_ok_and(|body| body["code"] == *code)
        });
        let Some((status, code)) = found else {
            panic!("expected one of {allowed:?}\n{self}");
        };
        self.refused(*status, code)
    }

    /// 404 `not-found`.
    #[track_caller]
    pub(crate) fn not_found(&self) -> Value {
        self.refused(404, "not-found")
    }

    /// 403 `missing-permission`.
    #[track_caller]
    pub(crate) fn missing_permission(&self) -> Value {
        self.refused(403, "missing-permission")
    }

    /// 403 `missing-permission`, or 404 where the caller may not even know.
    #[track_caller]
    pub(crate) fn kept_out(&self) -> Value {
        self.refused_as_one_of(&[(403, "missing-permission"), (404, "not-found")])
    }

    /// 422 `invalid`, naming the member at `pointer`.
    #[track_caller]
    pub(crate) fn invalid(&self, pointer: &str) -> Value {
        let problem = self.refused(422, "invalid");
        let errors = problem["errors"].as_array().unwrap();
        assert!(
            errors
                .iter()
                .any(|error| error["pointer"].as_str().unwrap().starts_with(pointer)),
            "expected an error at {pointer}\n{self}"
        );
        problem
    }
}
