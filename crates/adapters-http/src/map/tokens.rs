//! Tokens.

use latchkey_application::tokens::{IssuedToken, Lifetime};
use latchkey_domain::people::token::{Scope, Token, TokenKind, UserScope};
use serde::Serialize;
use utoipa::ToSchema;

use super::Stamp;

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenView {
    #[schema(example = "tok_01h455vb4pex5vsknk084sn02q")]
    id: String,
    label: String,
    scopes: Vec<&'static str>,
    created_at: Stamp,
    /// When it expires; `null`: never.
    expires_at: Option<Stamp>,
    revoked_at: Option<Stamp>,
}

/// A new token. Its text is shown only once.
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedToken)]
pub(crate) struct IssuedTokenView {
    #[schema(example = "tok_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// The text to send as a bearer token.
    token: String,
    label: String,
    scopes: Vec<&'static str>,
    created_at: Stamp,
    /// When it expires; `null`: never.
    expires_at: Option<Stamp>,
}

impl TokenView {
    pub(crate) fn of(token: &Token) -> Self {
        Self {
            id: token.id.to_string(),
            label: token.label.to_string(),
            scopes: scopes(&token.kind),
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Stamp),
            revoked_at: token.revoked_at.map(Stamp),
        }
    }
}

impl IssuedTokenView {
    pub(crate) fn of(issued: &IssuedToken) -> Self {
        let token = &issued.token;
        Self {
            id: token.id.to_string(),
            token: issued.secret.expose().to_owned(),
            label: token.label.to_string(),
            scopes: scopes(&token.kind),
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Stamp),
        }
    }
}

fn scopes(kind: &TokenKind) -> Vec<&'static str> {
    match kind {
        TokenKind::Service(scopes) => scopes.iter().copied().map(Scope::as_str).collect(),
        TokenKind::User(_, UserScope::Read) => vec![UserScope::Read.as_str()],
        TokenKind::User(_, UserScope::Manage) => {
            vec![UserScope::Read.as_str(), UserScope::Manage.as_str()]
        }
    }
}

/// Reads the lifetime of a token.
pub(crate) fn lifetime(seconds: i64) -> Result<Lifetime, String> {
    let lifetime = u64::try_from(seconds).ok().and_then(Lifetime::of_seconds);
    lifetime.ok_or_else(|| format!("must be from 1 to {} seconds", Lifetime::LONGEST_SECONDS))
}
