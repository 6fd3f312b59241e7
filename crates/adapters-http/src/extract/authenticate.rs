//! Authenticates the caller by their bearer token.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{self, HeaderMap},
};
use latchkey_application::tokens::AuthenticateError;
use latchkey_domain::{people::token::TokenHash, trail::origin::Principal};

use crate::{
    problem::{Code, Problem},
    state::Api,
};

/// Authenticates the caller and counts the call against the limit of their token.
pub(super) async fn principal(request: &HttpRequest, api: &Api) -> Result<Principal, Problem> {
    let token = bearer(request.headers()).ok_or_else(|| Problem::of(Code::Unauthorized))?;
    let principal = known(api.tokens.authenticate(token).await)?;
    take_turn(request, api, &principal)?;
    Ok(principal)
}

/// The hash of the token that the caller was authenticated by.
pub(super) fn token_hash(request: &HttpRequest) -> Option<TokenHash> {
    bearer(request.headers()).map(TokenHash::of)
}

/// Does the same for a question, with the tokens in the node's cache (Q2).
pub(super) async fn asking(request: &HttpRequest, api: &Api) -> Result<Arc<Principal>, Problem> {
    let token = bearer(request.headers()).ok_or_else(|| Problem::of(Code::Unauthorized))?;
    let principal = known(api.tokens.authenticate_asking(token).await)?;
    take_turn(request, api, &principal)?;
    Ok(principal)
}

fn known<T>(result: Result<T, AuthenticateError>) -> Result<T, Problem> {
    result.map_err(|error| match error {
        AuthenticateError::NotValid => Problem::of(Code::Unauthorized),
        AuthenticateError::Store(error) => error.into(),
    })
}

fn take_turn(request: &HttpRequest, api: &Api, principal: &Principal) -> Result<(), Problem> {
    if let (Some(limits), Some(token)) = (&api.limits, principal.token()) {
        let (allowance, result) = limits.take(token);
        request.extensions_mut().insert(allowance);
        result?;
    }
    Ok(())
}

/// The token of `Authorization: Bearer …`. The scheme may be in upper or lower case.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION);
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    let plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    (scheme.eq_ignore_ascii_case("bearer") && plain).then_some(token)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn the_scheme_is_read_in_any_case() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(read("bEARER  abc ").as_deref(), Some("abc"));
        for wrong in ["abc", "Basic abc", "Bearer", "Bearer ", "Bearer a b"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
