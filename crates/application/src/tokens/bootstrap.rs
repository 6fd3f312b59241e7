//! Installs the operator's configured service token, with all scopes, in a database that has no service
//! token yet.

use latchkey_domain::{
    base::{ids::TokenId, text::Name},
    gate,
    people::token::{Scope, SecretText, Token, TokenHash, TokenKind},
    ports::{Locks, StoreError, Taken},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};

use super::Tokens;
use crate::frame::error::UseCaseError;

/// The fewest characters of a configured token.
pub const SHORTEST_TOKEN: usize = 32;

/// Why the configured token was not installed.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// Shorter than a token may be.
    #[error("the bootstrap token must have at least {min} characters")]
    TooShort {
        /// The limit.
        min: usize,
    },
    /// Any other error.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for BootstrapError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

/// What happened to the configured token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bootstrapped {
    /// It is the first service token of the database.
    Installed(TokenId),
    /// There are service tokens already.
    NotNeeded,
}

impl Tokens {
    /// Installs the configured token in a database without service tokens.
    pub async fn bootstrap(&self, text: &SecretText) -> Result<Bootstrapped, BootstrapError> {
        if text.expose().chars().count() < SHORTEST_TOKEN {
            return Err(BootstrapError::TooShort {
                min: SHORTEST_TOKEN,
            });
        }
        let (ports, now) = (&*self.ports, self.ports.now());
        if ports.store.reader().has_service_token().await? {
            return Ok(Bootstrapped::NotNeeded);
        }
        let origin = Origin {
            principal: Principal::Operator { command: "serve" },
            request_id: "bootstrap".to_owned(),
            address: None,
            reason: None,
            operation: None,
        };
        let permit = gate::platform(&origin, Scope::Admin).map_err(UseCaseError::from)?;
        let token = Token {
            id: ports.ids.next(),
            hash: TokenHash::of(text.expose()),
            kind: TokenKind::Service(Scope::ALL.into()),
            label: Name::stored("bootstrap".to_owned()),
            parent: None,
            created_at: now,
            expires_at: None,
            revoked_at: None,
        };
        let mut unit = ports.store.begin(Locks::none()).await?;
        if unit.has_service_token().await? {
            return Ok(Bootstrapped::NotNeeded);
        }
        match unit.insert_token(&token).await {
            Ok(()) => {}
            // Another node was quicker with the same token.
            Err(StoreError::Taken(Taken::Id)) => return Ok(Bootstrapped::NotNeeded),
            Err(error) => return Err(error.into()),
        }
        let event = Event::new(EventKind::TokenCreated)
            .on(token.id)
            .with("scopes", Scope::ALL.map(Scope::as_str).to_vec());
        let records = Records::one(&permit, event, &*ports.ids, now);
        unit.commit(records).await?;
        Ok(Bootstrapped::Installed(token.id))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_testing::builders::name;

    use super::*;
    use crate::{
        frame::context::RequestContext,
        testing::UseCaseBed,
        tokens::{IssueServiceToken, testing::as_service},
    };

    fn configured() -> SecretText {
        SecretText::new("a-configured-token-of-32-letters".to_owned())
    }

    #[tokio::test]
    async fn the_configured_one_is_made_once() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let first = tokens.bootstrap(&configured()).await.unwrap();
        let Bootstrapped::Installed(id) = first else {
            panic!("there was none before")
        };
        let principal = tokens.authenticate(configured().expose()).await.unwrap();
        assert_eq!(
            principal,
            Principal::Service {
                token: id,
                scopes: Scope::ALL.into()
            }
        );
        let again = tokens.bootstrap(&configured()).await.unwrap();
        assert_eq!(again, Bootstrapped::NotNeeded);
        assert_eq!(bed.trail(5).await, [(EventKind::TokenCreated, None)]);
    }

    #[tokio::test]
    async fn it_makes_further_tokens_of_any_scope() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        tokens.bootstrap(&configured()).await.unwrap();
        let principal = tokens.authenticate(configured().expose()).await.unwrap();
        let cx = RequestContext::new(Origin {
            principal,
            ..bed.world.as_platform()
        });
        let scopes = Scope::ALL.into();
        let cmd = IssueServiceToken {
            label: name("all"),
            scopes,
            expires_in_seconds: None,
        };
        assert!(tokens.issue_service(&cx, cmd).await.is_ok());
    }

    #[tokio::test]
    async fn a_database_with_service_tokens_keeps_to_them() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        as_service(&bed, &[Scope::Decide], None).await;
        let result = tokens.bootstrap(&configured()).await.unwrap();
        assert_eq!(result, Bootstrapped::NotNeeded);
        assert!(tokens.authenticate(configured().expose()).await.is_err());
    }

    #[tokio::test]
    async fn a_configured_token_has_at_least_32_characters() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let short = SecretText::new("x".repeat(31));
        let result = tokens.bootstrap(&short).await;
        assert!(matches!(result, Err(BootstrapError::TooShort { min: 32 })));
    }
}
