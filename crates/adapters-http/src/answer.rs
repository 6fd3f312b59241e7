//! The answer to a call, before it is sent: what is kept of it under an idempotency key is the same.

use std::fmt::Display;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use latchkey_domain::{
    base::{revision::Revision, version::Version},
    trail::idempotency::KeptBody,
};
use serde::{Deserialize, Serialize};

use crate::problem::{Code, PROBLEM_JSON, Problem};

const JSON: &str = "application/json";

/// The header that names the revision of a write.
pub(crate) const REVISION: &str = "latchkey-revision";

/// A rendered answer.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    content_type: &'static str,
    body: Option<String>,
    version: Option<Version>,
    secret_of: Option<String>,
}

impl Answer {
    /// 200 with a body.
    pub(crate) fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(StatusCode::OK, body)
    }

    /// 201 with a body.
    pub(crate) fn created(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(StatusCode::CREATED, body)
    }

    /// 202 with an operation, and its path as `Location`: the work goes on after the answer.
    pub(crate) fn accepted(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(StatusCode::ACCEPTED, body)
    }

    /// A problem beside which something was committed, such as what to look at next.
    pub(crate) fn problem(code: Code, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            content_type: PROBLEM_JSON,
            ..Self::json(code.status(), body)?
        })
    }

    /// 204.
    pub(crate) const fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            content_type: JSON,
            body: None,
            version: None,
            secret_of: None,
        }
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(Problem::internal)?;
        Ok(Self {
            status,
            body: Some(body),
            ..Self::nothing()
        })
    }

    /// The same, with the `ETag` of that version.
    #[must_use]
    pub(crate) const fn tagged(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// The same, if what is shown has a version.
    #[must_use]
    pub(crate) const fn tagged_if(mut self, version: Option<Version>) -> Self {
        self.version = version;
        self
    }

    /// The same, which shows a secret of the thing with that id: it is never kept.
    #[must_use]
    pub(crate) fn showing_secret_of(mut self, id: impl Display) -> Self {
        self.secret_of = Some(id.to_string());
        self
    }

    /// What is kept of it.
    pub(crate) fn to_keep(&self) -> KeptBody {
        match &self.secret_of {
            Some(made) => KeptBody::Secret { made: made.clone() },
            None => KeptBody::Whole {
                status: self.status.as_u16(),
                version: self.version,
                body: self.body.clone().unwrap_or_default(),
            },
        }
    }

    /// The answer to a read.
    pub(crate) fn send(self) -> HttpResponse {
        self.respond(None)
    }

    /// The answer to a write.
    pub(crate) fn send_at(self, revision: &Revision) -> HttpResponse {
        self.respond(Some(revision))
    }

    /// The answer that was kept.
    pub(crate) fn replay(
        status: u16,
        version: Option<Version>,
        body: String,
        revision: &Revision,
    ) -> HttpResponse {
        let answer = Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
            content_type: JSON,
            body: (!body.is_empty()).then_some(body),
            version,
            secret_of: None,
        };
        answer.send_at(revision)
    }

    fn respond(self, revision: Option<&Revision>) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(version) = self.version {
            response.insert_header((header::ETAG, format!("\"{}\"", version.get())));
        }
        if let Some(revision) = revision {
            response.insert_header((REVISION, revision.to_string()));
        }
        if let Some(location) = self.location() {
            response.insert_header((header::LOCATION, location));
        }
        match self.body {
            Some(body) => response.content_type(self.content_type).body(body),
            None => response.finish(),
        }
    }

    /// Where what was begun is to be found. It is read from the body, which is all that is kept of an
    /// answer under an idempotency key.
    fn location(&self) -> Option<String> {
        if self.status != StatusCode::ACCEPTED {
            return None;
        }
        let begun: AcceptedId = serde_json::from_str(self.body.as_deref()?).ok()?;
        Some(format!("/v1/operations/{}", begun.id))
    }
}

/// What every answer with 202 names.
#[derive(Deserialize)]
struct AcceptedId {
    id: String,
}
