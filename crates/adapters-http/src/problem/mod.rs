//! Problems: every answer that is not what the caller asked for, as RFC 9457 lays down.

mod codes;
mod describe;
pub(crate) mod page;

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use latchkey_application::frame::error::ConcernedAccount;
use latchkey_domain::base::refusal::{FieldError, FieldErrors};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::codes::Code;

/// The media type of problems.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request is not answered as asked.
#[derive(Debug)]
pub(crate) struct Problem(Box<ProblemParts>);

#[derive(Debug)]
struct ProblemParts {
    code: Code,
    detail: Cow<'static, str>,
    errors: FieldErrors,
    accounts: Vec<ConcernedAccountView>,
    headers: Vec<(header::HeaderName, header::HeaderValue)>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// A problem as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// Names the kind of problem and leads to its page.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid")]
    kind: String,
    /// What happened, in a few words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What to do.
    detail: &'a str,
    /// The stable code.
    #[schema(example = "invalid")]
    code: &'a str,
    /// Names the request in the log and the trail.
    request_id: &'a str,
    /// For `invalid`: the first 20 invalid values; `detail` says how many more there are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<InvalidValue<'a>>,
    /// For `last-super-admin`: the accounts that would be left without one.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    accounts: &'a [ConcernedAccountView],
}

/// An invalid value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvalidValue<'a> {
    /// A JSON pointer into the body, `?name` for a query parameter, or the name of a header.
    #[schema(example = "/name")]
    pointer: &'a str,
    /// What is wrong with it.
    detail: &'a str,
}

/// An account that a problem is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConcernedAccount)]
pub(crate) struct ConcernedAccountView {
    #[schema(example = "acc_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// Its name, as the caller knows it.
    name: String,
}

/// A count with separated thousands.
struct Thousands(usize);

impl fmt::Display for Thousands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            low @ 0..1_000 => write!(f, "{low}"),
            high => write!(f, "{},{:03}", Thousands(high / 1_000), high % 1_000),
        }
    }
}

impl Problem {
    /// A problem with a detail of its own.
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(ProblemParts {
            code,
            detail: detail.into(),
            errors: FieldErrors::default(),
            accounts: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A problem with the advice of its code as detail.
    pub(crate) fn of(code: Code) -> Self {
        Self::new(code, code.meaning().advice)
    }

    /// What to do about a problem of that code.
    pub(crate) fn advice_on(code: &str) -> Option<String> {
        Some(Code::parse(code)?.meaning().advice.to_owned())
    }

    /// A request that cannot be read.
    pub(crate) fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Malformed, detail)
    }

    /// Invalid values.
    pub(crate) fn invalid(errors: FieldErrors) -> Self {
        let advice = Code::Invalid.meaning().advice;
        let mut problem = match errors.more() {
            0 => Self::new(Code::Invalid, advice),
            1 => Self::new(Code::Invalid, format!("{advice} 1 more value is invalid.")),
            more => Self::new(
                Code::Invalid,
                format!("{advice} {} more values are invalid.", Thousands(more)),
            ),
        };
        problem.0.errors = errors;
        problem
    }

    /// One invalid value.
    pub(crate) fn invalid_at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(FieldError::at(pointer, detail).into())
    }

    /// It does not exist, or the caller may not know that it exists.
    pub(crate) fn not_found() -> Self {
        Self::of(Code::NotFound)
    }

    /// A failure of the server itself, whose cause is logged and never sent.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::of(Code::Internal).caused_by(Arc::new(cause))
    }

    /// Ask again later.
    pub(crate) fn unavailable() -> Self {
        Self::of(Code::Unavailable).with_header(header::RETRY_AFTER, header::HeaderValue::from(1))
    }

    /// The database does not have the revision that a question names, and may never have it.
    pub(crate) fn not_that_fresh() -> Self {
        let detail = "The database does not have this revision: ask again in a moment, or ask without \
                      `at_least` if the database was restored from a backup.";
        Self::new(Code::Unavailable, detail)
            .with_header(header::RETRY_AFTER, header::HeaderValue::from(1))
    }

    /// The same, with its cause for the log.
    pub(crate) fn caused_by(mut self, cause: Arc<dyn Error + Send + Sync>) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// The same, naming the accounts that it is about.
    pub(crate) fn about(mut self, accounts: &[ConcernedAccount]) -> Self {
        let named = accounts.iter().map(|account| ConcernedAccountView {
            id: account.id.to_string(),
            name: account.name.to_string(),
        });
        self.0.accounts = named.collect();
        self
    }

    /// The same, with one more header.
    pub(crate) fn with_header(
        mut self,
        name: header::HeaderName,
        value: header::HeaderValue,
    ) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// What to do, in words.
    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Its code.
    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    /// The cause with all that is behind it, for the log.
    pub(crate) fn cause_chain(&self) -> Option<String> {
        let mut chain = String::new();
        let mut next: Option<&dyn Error> = match &self.0.cause {
            Some(cause) => Some(&**cause),
            None => None,
        };
        while let Some(error) = next {
            if !chain.is_empty() {
                chain.push_str(": ");
            }
            chain.push_str(&error.to_string());
            next = error.source();
        }
        (!chain.is_empty()).then_some(chain)
    }

    /// Logs the cause, where there is one. Each problem is logged once.
    pub(crate) fn log(&self, request_id: &str) {
        let Some(cause) = self.cause_chain() else {
            return;
        };
        let code = self.code().slug();
        if self.code().status().as_u16() == 500 {
            tracing::error!(request_id, code, cause, "a request failed");
        } else {
            tracing::warn!(request_id, code, cause, "a request could not be served");
        }
    }

    /// A header that its answer has.
    pub(crate) fn header(&self, name: &header::HeaderName) -> Option<&str> {
        let mut headers = self.0.headers.iter();
        let (_, value) = headers.find(|(own, _)| own == name)?;
        value.to_str().ok()
    }

    /// The answer, which names the request.
    pub(crate) fn respond(&self, request_id: &str) -> HttpResponse {
        let parts = &*self.0;
        let meaning = parts.code.meaning();
        let mut response = HttpResponse::build(meaning.status);
        for (name, value) in &parts.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        if parts.code == Code::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.content_type(PROBLEM_JSON);
        match serde_json::to_string(&self.body(request_id)) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }

    /// The problem as it is sent, naming the request.
    pub(crate) fn body<'a>(&'a self, request_id: &'a str) -> ProblemBody<'a> {
        let parts = &*self.0;
        let meaning = parts.code.meaning();
        let errors = parts.errors.listed().iter().map(|error| InvalidValue {
            pointer: &error.pointer,
            detail: &error.detail,
        });
        ProblemBody {
            kind: format!("/problems/{}", meaning.slug),
            title: meaning.title,
            status: meaning.status.as_u16(),
            detail: &parts.detail,
            code: meaning.slug,
            request_id,
            errors: errors.collect(),
            accounts: &parts.accounts,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.slug(), self.0.detail)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.code.status()
    }

    /// Without the request's id, which only the middleware knows: it makes the answer anew.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
