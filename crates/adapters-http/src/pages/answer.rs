//! What a page answers: HTML or the way to another page, with the headers that every page has.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use latchkey_domain::people::sign_in_link::LandingPath;

use crate::problem::Problem;

/// What the pages may load and do. Style, script and icons come from this server alone; nothing is inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page answers.
#[derive(Debug)]
pub(crate) struct PageAnswer {
    status: StatusCode,
    body: AnswerBody,
    cookies: Vec<String>,
    headers: Vec<(header::HeaderName, String)>,
    policy: String,
}

#[derive(Debug)]
enum AnswerBody {
    Html(String),
    Elsewhere(String),
}

impl PageAnswer {
    /// A page.
    pub(super) fn page(template: &impl Template) -> Result<Self, Problem> {
        let html = template.render().map_err(Problem::internal)?;
        Ok(Self::html(html))
    }

    /// HTML that is there already.
    pub(super) fn html(html: String) -> Self {
        Self::new(StatusCode::OK, AnswerBody::Html(html))
    }

    /// Leads to another page of ours.
    pub(super) fn to(path: &LandingPath) -> Self {
        let body = AnswerBody::Elsewhere(path.as_str().to_owned());
        Self::new(StatusCode::SEE_OTHER, body)
    }

    /// Leads to another page of ours, whose path is known to be one.
    pub(super) fn to_own(path: impl Into<String>) -> Self {
        Self::new(StatusCode::SEE_OTHER, AnswerBody::Elsewhere(path.into()))
    }

    fn new(status: StatusCode, body: AnswerBody) -> Self {
        Self {
            status,
            body,
            cookies: Vec::new(),
            headers: Vec::new(),
            policy: POLICY.to_owned(),
        }
    }

    /// The same with another status.
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same, setting or removing a cookie.
    pub(super) fn with_cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// The same with one more header.
    pub(super) fn with_header(
        mut self,
        name: header::HeaderName,
        value: impl Into<String>,
    ) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, showing a page of ours in a frame.
    pub(super) fn framing_own(mut self) -> Self {
        self.policy.push_str("; frame-src 'self'");
        self
    }

    /// The same under another policy.
    pub(super) fn with_policy(mut self, policy: &str) -> Self {
        policy.clone_into(&mut self.policy);
        self
    }

    /// The HTML, for tests.
    #[cfg(test)]
    pub(super) fn text(self) -> String {
        match self.body {
            AnswerBody::Html(html) => html,
            AnswerBody::Elsewhere(path) => path,
        }
    }

    /// The answer as it is sent; `base` is what is before the path of every page.
    pub(super) fn respond(self, base: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response
            .insert_header((header::CONTENT_SECURITY_POLICY, self.policy))
            // `no-referrer` would hide from us, too, where a form comes from.
            .insert_header((header::REFERRER_POLICY, "same-origin"))
            .insert_header(("cross-origin-opener-policy", "same-origin"))
            .insert_header((header::VARY, "Cookie, Accept-Language"));
        for cookie in self.cookies {
            response.append_header((header::SET_COOKIE, cookie));
        }
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        match self.body {
            AnswerBody::Html(html) => response.content_type("text/html; charset=utf-8").body(html),
            AnswerBody::Elsewhere(path) => {
                response.insert_header((header::LOCATION, format!("{base}{path}")));
                response.finish()
            }
        }
    }
}
