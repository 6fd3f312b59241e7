//! The token that a token is made with: what is made lies within its life and ends with it (I3).

use latchkey_domain::{
    base::{
        ids::TokenId,
        refusal::Refusal,
        text::Name,
        time::{Time, earlier_end},
    },
    people::token::{SecretText, Token, TokenHash, TokenKind},
    ports::{Reader, TokenOwner},
    trail::origin::{Origin, Principal},
};

use super::IssuedToken;
use crate::frame::{error::UseCaseError, ports::Ports};

/// The token that a call is made with; the operator has none.
#[derive(Debug)]
pub(super) struct Maker {
    token: Option<TokenId>,
    ends: Option<Time>,
}

impl Maker {
    /// Reads the token inside the unit that makes another with it: one that was revoked meanwhile
    /// makes none.
    pub(super) async fn find(
        reader: &mut dyn Reader,
        origin: &Origin,
        now: Time,
    ) -> Result<Self, UseCaseError> {
        let (owner, id) = match &origin.principal {
            Principal::Operator { .. } | Principal::Job { .. } => {
                return Ok(Self {
                    token: None,
                    ends: None,
                });
            }
            Principal::Service { token, .. } => (TokenOwner::Platform, *token),
            Principal::User { user, token, .. } => (TokenOwner::User(*user), *token),
        };
        let token = reader.token(owner, id).await?;
        let token = token.filter(|token| token.is_in_force(now));
        let token = token.ok_or(Refusal::MissingPermission)?;
        Ok(Self {
            token: Some(token.id),
            ends: token.expires_at,
        })
    }

    /// Makes a token that ends no later than this one.
    pub(super) fn make(
        &self,
        ports: &Ports,
        kind: TokenKind,
        label: Name,
        wanted_end: Option<Time>,
        now: Time,
    ) -> IssuedToken {
        let secret: SecretText = ports.secrets.secret();
        let token = Token {
            id: ports.ids.next(),
            hash: TokenHash::of(secret.expose()),
            kind,
            label,
            parent: self.token,
            created_at: now,
            expires_at: earlier_end(wanted_end, self.ends),
            revoked_at: None,
        };
        IssuedToken { token, secret }
    }
}
