//! Tells who a token belongs to: the platform within scopes, or one active user (I3).

use std::sync::Arc;

use latchkey_domain::{
    base::time::Time,
    people::{
        token::{TokenHash, TokenKind},
        user::UserStatus,
    },
    ports::StoreError,
    trail::origin::Principal,
};

use super::Tokens;

/// Why a text authenticates nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// No token, a revoked or lapsed one, or one of a disabled user: all the same (401).
    #[error("the token is not valid")]
    NotValid,
    /// The store failed: it is not known whether the token is valid (503).
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Tokens {
    /// Tells who the token belongs to.
    pub async fn authenticate(&self, bearer: &str) -> Result<Principal, AuthenticateError> {
        self.read(&TokenHash::of(bearer))
            .await
            .map(|(who, _ends)| who)
    }

    /// The same for a decision, from what the node keeps in memory if that is as fresh as the decision has
    /// to be (Q2). Only tokens of the platform are kept.
    pub async fn authenticate_asking(
        &self,
        bearer: &str,
    ) -> Result<Arc<Principal>, AuthenticateError> {
        let facts = &*self.ports.facts;
        let hash = TokenHash::of(bearer);
        if let Some(reading) = facts.feed_reading()
            && let Some(principal) = facts.token(&hash, self.ports.now())
            && facts.is_fresh(&reading)
        {
            return Ok(principal);
        }
        let fill = facts.begin_fill();
        let (principal, ends) = self.read(&hash).await?;
        let principal = Arc::new(principal);
        let is_platform = matches!(*principal, Principal::Service { .. });
        if is_platform && facts.last_feed_reading().is_some() {
            facts.keep_token(&fill, hash, Arc::clone(&principal), ends);
        }
        Ok(principal)
    }

    /// Whether the token with this hash still authenticates its caller: asked again and again while an
    /// answer goes on, so that it ends with the token (P6).
    pub async fn still_counts(&self, hash: &TokenHash) -> Result<bool, StoreError> {
        match self.read(hash).await {
            Ok(_) => Ok(true),
            Err(AuthenticateError::NotValid) => Ok(false),
            Err(AuthenticateError::Store(error)) => Err(error),
        }
    }

    /// Reads who the token with this hash belongs to, and when it ends.
    async fn read(&self, hash: &TokenHash) -> Result<(Principal, Option<Time>), AuthenticateError> {
        let found = self.ports.store.reader().token_by_hash(hash).await?;
        let found = found.filter(|found| {
            found.token.is_in_force(self.ports.now())
                && found.user.is_none_or(|status| status == UserStatus::Active)
        });
        let token = found.ok_or(AuthenticateError::NotValid)?.token;
        let principal = match token.kind {
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
        };
        Ok((principal, token.expires_at))
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use latchkey_domain::{
        people::token::{Scope, UserScope},
        ports::Locks,
    };

    use super::*;
    use crate::{testing::UseCaseBed, tokens::testing::keep};

    #[tokio::test]
    async fn a_service_token_speaks_within_its_scopes() {
        let bed = UseCaseBed::new().await;
        let scopes: std::collections::BTreeSet<_> = [Scope::Decide].into();
        let token = keep(&bed, "service", TokenKind::Service(scopes.clone()), None).await;
        let principal = Tokens::new(Arc::clone(&bed.ports))
            .authenticate("service")
            .await;
        let expected = Principal::Service {
            token: token.id,
            scopes,
        };
        assert_eq!(principal.unwrap(), expected);
    }

    #[tokio::test]
    async fn a_user_token_speaks_for_its_user() {
        let bed = UseCaseBed::new().await;
        let ends = Some(bed.world.now() + Duration::hours(1));
        let kind = TokenKind::User(bed.world.ines, UserScope::Read);
        let token = keep(&bed, "ines", kind, ends).await;
        let principal = Tokens::new(Arc::clone(&bed.ports))
            .authenticate("ines")
            .await;
        let expected = Principal::User {
            user: bed.world.ines,
            token: token.id,
            scope: UserScope::Read,
            expires_at: ends,
        };
        assert_eq!(principal.unwrap(), expected);
    }

    #[tokio::test]
    async fn i3_all_that_does_not_count_looks_the_same() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let world = &bed.world;
        let service = || TokenKind::Service([Scope::Decide].into());
        let revoked = keep(&bed, "revoked", service(), None).await;
        keep(
            &bed,
            "lapsed",
            service(),
            Some(world.now() + Duration::hours(1)),
        )
        .await;
        let of_user = TokenKind::User(world.jonas, UserScope::Manage);
        keep(&bed, "disabled", of_user, None).await;
        let mut unit = world.begin(Locks::none()).await;
        unit.revoke_token(revoked.id, world.now()).await.unwrap();
        world.commit(unit).await;
        let disable = |user: &mut latchkey_domain::people::user::User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        world.change_user(world.jonas, disable).await;
        world.clock.advance(Duration::hours(1));
        for text in ["unknown", "revoked", "lapsed", "disabled"] {
            let result = tokens.authenticate(text).await;
            assert!(
                matches!(result, Err(AuthenticateError::NotValid)),
                "{text}: {result:?}"
            );
        }
    }
}
