//! Whoever shows a token is told who they are: the platform within scopes, or one active user (I3).

use latchkey_domain::{
    audit::Principal,
    ports::StoreError,
    token::{TokenHash, TokenKind},
    user::UserStatus,
};

use super::Tokens;

/// Why a text speaks for nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// No token, a revoked or lapsed one, or one of a disabled user: all the same (401).
    #[error("the token is not valid")]
    NotValid,
    /// The store's own trouble: it is not known whether the token is valid (503).
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Tokens {
    /// Tells who shows this text.
    pub async fn authenticate(&self, bearer: &str) -> Result<Principal, AuthenticateError> {
        let hash = TokenHash::of(bearer);
        let found = self.ports.store.reader().token_by_hash(&hash).await?;
        let found = found.filter(|found| {
            found.token.is_in_force(self.ports.now())
                && found.user.is_none_or(|status| status == UserStatus::Active)
        });
        let token = found.ok_or(AuthenticateError::NotValid)?.token;
        Ok(match token.kind {
            TokenKind::Service(scopes) => Principal::Service {
                token: token.id,
                scopes,
            },
            TokenKind::User(user, scope) => Principal::User {
                user,
                token: token.id,
                scope,
                expires_at: token.expires_at,
            },
        })
    }
}
