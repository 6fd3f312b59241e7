use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{TokenId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    people::{
        token::{Token, TokenHash},
        user::UserStatus,
    },
};

/// A token that a caller showed, with the status of its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// The token.
    pub token: Token,
    /// The status of its user; `None` for service tokens.
    pub user: Option<UserStatus>,
}

/// The owner of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOwner {
    /// The platform.
    Platform,
    /// One user.
    User(UserId),
}

port! {
    /// Reads tokens.
    pub trait TokenQueries {
        /// The token with this hash, even if revoked or expired.
        async fn token_by_hash(
            &mut self,
            hash: &TokenHash,
        ) -> Result<Option<Authenticated>, StoreError>;

        /// The owner's token with this id.
        async fn token(
            &mut self,
            owner: TokenOwner,
            id: TokenId,
        ) -> Result<Option<Token>, StoreError>;

        /// The owner's tokens, newest first, with revoked ones.
        async fn tokens(
            &mut self,
            owner: TokenOwner,
            page: &PageRequest,
        ) -> Result<Page<Token>, StoreError>;

        /// Whether there is any service token at all.
        async fn has_service_token(&mut self) -> Result<bool, StoreError>;
    }
}

port! {
    /// Writes tokens.
    pub trait TokenRepository {
        /// Stores a new token. [`Taken::Id`](super::Taken) if its hash is taken;
        /// [`StoreError::Stale`] if the token it was made with was revoked in the meantime.
        async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError>;

        /// Revokes a token and all tokens made with it, directly or indirectly (I3). Returns the
        /// number of those that were in force.
        async fn revoke_token(&mut self, id: TokenId, now: Time) -> Result<u64, StoreError>;

        /// Revokes all tokens of a user, and all tokens made with them (I3).
        async fn revoke_tokens_of(&mut self, user: UserId, now: Time) -> Result<u64, StoreError>;
    }
}
