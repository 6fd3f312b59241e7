//! A request to a page: who makes it, in which language, and the form that was sent.

use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest, http::header};
use latchkey_application::{
    frame::context::RequestContext,
    sessions::{CurrentSession, Visit},
};
use latchkey_domain::{
    people::{session::UserAgent, sign_in_link::LandingPath, token::SecretText},
    trail::origin::Origin,
};

use super::{
    cookies::{CookieName, Cookies},
    failure::PageError,
    fields::Fields,
    frame::PageFrame,
};
use crate::{extract::client_address, middleware::RequestId, state::Api};

/// A request to a page.
#[derive(Debug)]
pub(crate) struct PageCall {
    pub(super) frame: PageFrame,
    pub(super) api: Arc<Api>,
    pub(super) cookies: Cookies,
    pub(super) form: Fields,
    pub(super) session: Option<CurrentSession>,
    pub(super) request: HttpRequest,
}

impl PageCall {
    /// The session, on pages for whoever is signed in.
    pub(super) fn session(&self) -> Result<&CurrentSession, PageError> {
        self.session.as_ref().ok_or(PageError::SignInFirst)
    }

    /// The context of what whoever is signed in does.
    pub(super) fn cx(&self) -> Result<RequestContext, PageError> {
        let principal = self.session()?.principal();
        Ok(RequestContext::new(Origin {
            principal,
            request_id: request_id(&self.request),
            address: self.address(),
            reason: None,
            operation: None,
        }))
    }

    /// The circumstances of somebody who signs in.
    pub(super) fn visit(&self) -> Visit {
        let agent = self.request.headers().get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        Visit {
            request_id: request_id(&self.request),
            address: self.address(),
            user_agent: agent.and_then(UserAgent::cleaned),
            replaces: self.session_secret(),
        }
    }

    /// The secret in the cookie of the session, whether or not it counts.
    pub(super) fn session_secret(&self) -> Option<SecretText> {
        let secret = self.cookies.get(CookieName::Session)?;
        Some(SecretText::new(secret.to_owned()))
    }

    /// A part of the path.
    pub(super) fn path_part(&self, name: &str) -> &str {
        self.request.match_info().query(name)
    }

    /// The parameters of the query. What cannot be read is as if it was not there.
    pub(super) fn query(&self) -> Fields {
        Fields::parse(self.request.query_string())
    }

    /// Where to go afterwards: the field or parameter `to`; the first page, if it is missing or leads elsewhere.
    pub(super) fn to(&self) -> LandingPath {
        let query = self.query();
        let to = self.form.get("to").or_else(|| query.get("to"));
        to.and_then(|to| LandingPath::parse(to).ok())
            .unwrap_or_default()
    }

    fn address(&self) -> Option<std::net::IpAddr> {
        client_address(&self.request, &self.api.settings.trusted_proxies)
    }
}

/// Names the request in the log and the trail.
pub(super) fn request_id(request: &HttpRequest) -> String {
    let id = request.extensions().get::<RequestId>().cloned();
    id.map_or_else(String::new, |id| id.0)
}
