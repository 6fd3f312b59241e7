//! The platform or the operator makes a service token (scope `admin`). It has no scope that the token
//! of the call lacks, and ends no later (I3).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{refusal::Refusal, text::Name},
    gate,
    people::token::{Scope, TokenKind},
    ports::Locks,
    trail::{
        event::{Event, EventKind},
        origin::Principal,
    },
};

use super::{IssuedToken, Lifetime, Tokens};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    tokens::issue::NewToken,
};

/// Makes a service token.
#[derive(Debug, Clone)]
pub struct IssueServiceToken {
    /// The name its maker gives it.
    pub label: Name,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// How long it lasts; `None`: as long as the maker's token.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a service token.
    pub async fn issue_service(
        &self,
        cx: &RequestContext,
        cmd: IssueServiceToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let scopes: Vec<&str> = cmd.scopes.iter().map(|scope| scope.as_str()).collect();
        let event = Event::new(EventKind::TokenCreated).with("scopes", scopes);
        let work = self.try_issue_service(cx, cmd, event.clone());
        self.ports.refusals.watch(&cx.origin, event, work).await
    }

    async fn try_issue_service(
        &self,
        cx: &RequestContext,
        cmd: IssueServiceToken,
        event: Event,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let ports = &*self.ports;
        if cmd.scopes.is_empty() {
            return Err(UseCaseError::invalid("/scopes", "name at least one scope"));
        }
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        if let Principal::Service { scopes, .. } = &cx.origin.principal
            && !cmd.scopes.is_subset(scopes)
        {
            return Err(Refusal::ExceedsOwnPermissions.into());
        }
        let unit = ports.store.begin(Locks::none()).await?;
        let lifetime = cmd.expires_in_seconds;
        let new = NewToken {
            kind: TokenKind::Service(cmd.scopes),
            label: cmd.label,
            ends: lifetime.map(|lifetime| lifetime.end(ports.now())),
            event,
        };
        self.issue(&permit, unit, new).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::people::token::TokenHash;
    use latchkey_testing::{MockSecrets, TestBed, builders::name};

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        tokens::testing::as_service,
    };

    fn token(scopes: &[Scope], seconds: Option<u64>) -> IssueServiceToken {
        IssueServiceToken {
            label: name("decider"),
            scopes: scopes.iter().copied().collect(),
            expires_in_seconds: seconds.map(|seconds| Lifetime::of_seconds(seconds).unwrap()),
        }
    }

    #[tokio::test]
    async fn the_text_is_shown_once_and_only_its_hash_kept() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin, Scope::Decide], None).await;
        let ready = tokens
            .issue_service(&cx, token(&[Scope::Decide], Some(60)))
            .await
            .unwrap();
        let issued = bed.done(&cx, ready).await;
        assert_eq!(issued.token.hash, TokenHash::of(issued.secret.expose()));
        assert_eq!(
            issued.token.expires_at,
            Some(bed.world.now() + Duration::seconds(60))
        );
        assert_eq!(issued.token.parent, cx.origin.principal.token());
        let principal = tokens.authenticate(issued.secret.expose()).await.unwrap();
        assert_eq!(principal.token(), Some(issued.token.id));
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.object, Some(issued.token.id.to_string()));
        assert_eq!(line.event.details.more["scopes"][0], "decide");
    }

    #[tokio::test]
    async fn i3_no_token_has_a_scope_that_its_maker_lacks() {
        // No secret is made for a token that is refused: the mock expects no call.
        let bed = TestBed::new().await.with_secrets(MockSecrets::new());
        let bed = UseCaseBed::over(bed);
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let cmd = token(&[Scope::Admin, Scope::Provision], None);
        assert_eq!(
            refused(tokens.issue_service(&cx, cmd).await),
            "exceeds-own-permissions"
        );
        let noted = (
            EventKind::TokenCreated,
            Some("exceeds-own-permissions".to_owned()),
        );
        assert_eq!(bed.trail(1).await, [noted]);
    }

    #[tokio::test]
    async fn i3_no_token_outlives_its_maker() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let ends = Some(bed.world.now() + Duration::hours(1));
        let cx = as_service(&bed, &[Scope::Admin], ends).await;
        for wanted in [None, Some(24 * 60 * 60)] {
            let ready = tokens
                .issue_service(&cx, token(&[Scope::Admin], wanted))
                .await;
            assert_eq!(bed.done(&cx, ready.unwrap()).await.token.expires_at, ends);
        }
    }

    #[tokio::test]
    async fn i3_a_maker_revoked_meanwhile_makes_nothing() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let own = cx.origin.principal.token().unwrap();
        let ready = tokens.revoke_service(&cx, own).await.unwrap();
        bed.done(&cx, ready).await;
        let result = tokens
            .issue_service(&cx, token(&[Scope::Admin], None))
            .await;
        assert_eq!(refused(result), "missing-permission");
    }

    #[tokio::test]
    async fn the_operator_makes_any_scope_without_an_end() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_operator());
        let ready = tokens
            .issue_service(&cx, token(&Scope::ALL, None))
            .await
            .unwrap();
        let issued = bed.done(&cx, ready).await;
        assert_eq!((issued.token.parent, issued.token.expires_at), (None, None));
    }

    #[tokio::test]
    async fn it_needs_a_scope_and_its_maker_the_scope_admin() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let result = tokens
            .issue_service(&bed.as_platform(), token(&[], None))
            .await;
        assert!(matches!(result, Err(UseCaseError::Invalid(_))));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        let result = tokens
            .issue_service(&cx, token(&[Scope::Provision], None))
            .await;
        assert_eq!(refused(result), "missing-permission");
    }
}
