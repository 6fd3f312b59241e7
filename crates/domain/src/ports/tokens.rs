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

/// A token that somebody showed, with the status of the user it speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// The token.
    pub token: Token,
    /// The status of its user; `None` for service tokens.
    pub user: Option<UserStatus>,
}

/// Whose tokens are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOwner {
    /// The platform's.
    Platform,
    /// One user's.
    User(UserId),
}

port! {
    /// Reads tokens.
    pub trait TokenQueries {
        /// The token with that hash, revoked and expired ones too.
        async fn token_by_hash(
            &mut self,
            hash: &TokenHash,
        ) -> Result<Option<Authenticated>, StoreError>;

        /// One owner's token of that id.
        async fn token(
            &mut self,
            owner: TokenOwner,
            id: TokenId,
        ) -> Result<Option<Token>, StoreError>;

        /// One owner's tokens, revoked ones too, newest first.
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
        /// Keeps a new token. [`Taken::Id`](super::Taken) where its hash is there already;
        /// [`StoreError::Stale`] where the token it was made with was revoked meanwhile.
        async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError>;

        /// Revokes a token and all that were made with it, directly or not (I3). Tells how many
        /// were in force.
        async fn revoke_token(&mut self, id: TokenId, now: Time) -> Result<u64, StoreError>;

        /// Revokes all tokens of a user, and all that were made with them (I3).
        async fn revoke_tokens_of(&mut self, user: UserId, now: Time) -> Result<u64, StoreError>;
    }
}
