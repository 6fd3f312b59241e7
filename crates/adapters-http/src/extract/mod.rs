//! What a handler gets of a request: the caller, the circumstances, and methods that read the parts
//! of the request and report what is wrong with them.
//!
//! The caller is authenticated before anything else in the request is read. The API promises this
//! order.

mod accept;
mod asking;
mod authenticate;
mod body;
mod checks;
mod client_address;
mod headers;
mod object;
mod page;
mod parse_error;
mod path;
mod payload;
mod query;
mod reference;
mod strict_json;
mod utf8;
pub(crate) mod values;

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::Method,
    web::{Bytes, Data},
};
use futures_util::future::LocalBoxFuture;
use latchkey_application::frame::context::RequestContext;
use latchkey_domain::{
    base::refusal::FieldErrors,
    people::token::TokenHash,
    ports::StoreError,
    trail::{idempotency::IdempotencyKey, origin::Origin},
};

pub(crate) use self::{
    accept::{takes_gzip, takes_html},
    asking::Asking,
    body::{NoMembers, given, structure},
    checks::{Checks, MOST_KEYS, MOST_WORDS},
    client_address::of as client_address,
    object::{list_of_objects, object, optional_object},
    page::{ActionParams, ListOf, PageParams},
    payload::{drop_rest, read as read_body},
    query::Query,
    utf8::path_must_be_utf8,
};
use crate::{
    hash::sha256,
    middleware::RequestId,
    problem::Problem,
    state::{Api, CurrentApi},
};

/// A request of an authenticated caller.
#[derive(Debug)]
pub(crate) struct Call {
    /// The caller and the circumstances.
    pub(crate) cx: RequestContext,
    request: HttpRequest,
    node: Data<CurrentApi>,
    api: Arc<Api>,
    key: Option<String>,
    body: Bytes,
    /// What is wrong with the reason in the header or the body, to be reported with the rest of it.
    held_back: FieldErrors,
}

impl Call {
    /// Checks for the values of the body. They begin with what was wrong with its reason.
    pub(crate) fn checks(&self) -> Checks {
        Checks::after(self.held_back.clone(), self.api.now())
    }

    /// Rejects a body of which nothing but the reason is invalid.
    pub(crate) fn must_have_valid_reason(&self) -> Result<(), Problem> {
        self.checks().finish(Some(()))
    }

    /// The services and the state they share.
    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// The services of each moment, for an answer that goes on.
    pub(crate) fn services(&self) -> Data<CurrentApi> {
        self.node.clone()
    }

    /// Whether the caller's token still counts, for an answer that goes on (P6).
    pub(crate) fn credential(&self) -> Credential {
        Credential {
            node: self.services(),
            token: authenticate::token_hash(&self.request),
        }
    }

    /// The id of the last event that the caller received of a stream, if they come back to it.
    pub(crate) fn last_event_id(&self) -> Option<&str> {
        let id = self.request.headers().get("last-event-id")?;
        id.to_str().ok()
    }

    /// The idempotency key, scoped to this principal, method and path. It contains only a hash of
    /// the path, which may hold the token of an access link. Such a token is never stored in plain
    /// text (L2).
    pub(crate) fn idempotency_key(&self) -> Option<IdempotencyKey> {
        Some(IdempotencyKey {
            principal: self.cx.origin.principal.key(),
            method: self.request.method().as_str().to_owned(),
            path: sha256(self.request.path()),
            key: self.key.clone()?,
        })
    }

    /// The body, byte for byte.
    pub(crate) fn body_bytes(&self) -> &[u8] {
        &self.body
    }
}

/// The token of a caller whose answer goes on for a while.
pub(crate) struct Credential {
    node: Data<CurrentApi>,
    token: Option<TokenHash>,
}

impl Credential {
    /// Whether it is neither revoked nor lapsed, and its user not disabled.
    pub(crate) async fn still_counts(&self) -> Result<bool, StoreError> {
        match &self.token {
            Some(token) => self.node.load().tokens.still_counts(token).await,
            None => Ok(false),
        }
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(read(request, payload))
    }
}

async fn read(request: HttpRequest, mut payload: Payload) -> Result<Call, Problem> {
    let node = request
        .app_data::<Data<CurrentApi>>()
        .cloned()
        .ok_or_else(|| Problem::internal(std::io::Error::other("the app has no state")))?;
    let api = node.load();
    let principal = match authenticate::principal(&request, &api).await {
        Ok(principal) => principal,
        Err(problem) => {
            drop_rest(&mut payload).await;
            return Err(problem);
        }
    };
    let body = if request.method() == Method::GET || request.method() == Method::HEAD {
        Bytes::new()
    } else {
        payload::read(&request, payload).await?
    };
    path_must_be_utf8(&request)?;
    let headers = request.headers();
    let request_id = request.extensions().get::<RequestId>().cloned();
    let mut held_back = FieldErrors::default();
    let mut cx = RequestContext::new(Origin {
        principal,
        request_id: request_id.map_or_else(String::new, |id| id.0),
        address: client_address::of(&request, &api.settings.trusted_proxies),
        reason: headers::reason(headers, &mut held_back)?,
        operation: None,
    });
    cx.expected = headers::if_match(headers)?;
    let key = if request.method() == Method::POST {
        headers::idempotency_key(headers)?
    } else {
        None
    };
    Ok(Call {
        cx,
        request,
        node,
        api,
        key,
        body,
        held_back,
    })
}
