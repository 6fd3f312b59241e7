use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{TokenId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    people::token::{Token, TokenHash, TokenKind},
    ports::{Authenticated, StoreError, Taken, TokenOwner, TokenQueries, TokenRepository},
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory},
};

const fn owner_of(token: &Token) -> TokenOwner {
    match &token.kind {
        TokenKind::Service(_) => TokenOwner::Platform,
        TokenKind::User(user, _) => TokenOwner::User(*user),
    }
}

#[async_trait]
impl<S: Look> TokenQueries for Memory<S> {
    async fn token_by_hash(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<Authenticated>, StoreError> {
        self.look(|view| {
            let mut tokens = view.state.tokens.values();
            let token = tokens.find(|token| token.hash == *hash)?.clone();
            let user = match owner_of(&token) {
                TokenOwner::Platform => None,
                TokenOwner::User(user) => Some(view.state.person(user).status),
            };
            Some(Authenticated { token, user })
        })
    }

    async fn token(&mut self, owner: TokenOwner, id: TokenId) -> Result<Option<Token>, StoreError> {
        self.look(|view| {
            let token = view.state.tokens.get(&id);
            token.filter(|token| owner_of(token) == owner).cloned()
        })
    }

    async fn tokens(
        &mut self,
        owner: TokenOwner,
        page: &PageRequest,
    ) -> Result<Page<Token>, StoreError> {
        self.look(|view| {
            let tokens = view.state.tokens.values();
            let tokens = tokens.filter(|token| owner_of(token) == owner).cloned();
            page_of(tokens.collect(), Order::Down, page, |token: &Token| {
                by_id(token.id.uuid())
            })
        })
    }

    async fn has_service_token(&mut self) -> Result<bool, StoreError> {
        self.look(|view| {
            let mut tokens = view.state.tokens.values();
            tokens.any(|token| owner_of(token) == TokenOwner::Platform)
        })
    }
}

impl State {
    /// Revokes these tokens and all that were made with them, however indirectly. Tells how many
    /// were in force.
    fn revoke(&mut self, mut revoked: BTreeSet<TokenId>, now: Time) -> u64 {
        loop {
            let made_with = |token: &&Token| {
                token.parent.is_some_and(|parent| revoked.contains(&parent))
                    && !revoked.contains(&token.id)
            };
            let more: Vec<_> = self
                .tokens
                .values()
                .filter(made_with)
                .map(|token| token.id)
                .collect();
            if more.is_empty() {
                break;
            }
            revoked.extend(more);
        }
        let mut in_force = 0;
        for token in self.tokens.values_mut() {
            if revoked.contains(&token.id) {
                in_force += u64::from(token.is_in_force(now));
                token.revoked_at.get_or_insert(now);
            }
        }
        in_force
    }
}

#[async_trait]
impl TokenRepository for Memory<Draft> {
    async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError> {
        self.write(|state| {
            let same = |other: &Token| other.id == token.id || other.hash == token.hash;
            taken(Taken::Id, state.tokens.values().any(same))?;
            let parent = token.parent.and_then(|parent| state.tokens.get(&parent));
            if parent.is_some_and(|parent| parent.revoked_at.is_some()) {
                return Err(StoreError::Stale);
            }
            state.tokens.insert(token.id, token.clone());
            Ok(())
        })
    }

    async fn revoke_token(&mut self, id: TokenId, now: Time) -> Result<u64, StoreError> {
        self.write(|state| Ok(state.revoke(BTreeSet::from([id]), now)))
    }

    async fn revoke_tokens_of(&mut self, user: UserId, now: Time) -> Result<u64, StoreError> {
        self.write(|state| {
            let tokens = state.tokens.values();
            let theirs = tokens.filter(|token| owner_of(token) == TokenOwner::User(user));
            let ids = theirs.map(|token| token.id).collect();
            Ok(state.revoke(ids, now))
        })
    }
}
