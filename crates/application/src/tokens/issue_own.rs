//! A person makes a token for themself, with one of scope `manage`. It ends no later than that one, and
//! is revoked with it (I3).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{refusal::Refusal, text::Name},
    gate,
    people::token::{TokenKind, UserScope},
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

/// Makes a token for the caller.
#[derive(Debug, Clone)]
pub struct IssueOwnToken {
    /// The name they give it.
    pub label: Name,
    /// How far it goes; `manage` brings `read`.
    pub scopes: BTreeSet<UserScope>,
    /// How long it lasts; `None`: 90 days. Never beyond the token the call is made with.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a token for the caller.
    pub async fn issue_own(
        &self,
        cx: &RequestContext,
        cmd: IssueOwnToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let scopes: Vec<&str> = cmd.scopes.iter().map(|scope| scope.as_str()).collect();
        let mut event = Event::new(EventKind::TokenCreated).with("scopes", scopes);
        event.user = cx.origin.principal.user();
        let work = self.try_issue_own(cx, cmd, event.clone());
        self.ports.refusals.watch(&cx.origin, event, work).await
    }

    async fn try_issue_own(
        &self,
        cx: &RequestContext,
        cmd: IssueOwnToken,
        event: Event,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let ports = &*self.ports;
        let Some(wanted) = cmd.scopes.last().copied() else {
            return Err(UseCaseError::invalid("/scopes", "name at least one scope"));
        };
        let (user, permit) = gate::self_service(&cx.origin)?;
        if let Principal::User { scope, .. } = cx.origin.principal
            && wanted > scope
        {
            return Err(Refusal::ExceedsOwnPermissions.into());
        }
        let unit = ports.store.begin(Locks::none().changing_user(user)).await?;
        let lifetime = cmd.expires_in_seconds.unwrap_or(Lifetime::OF_USER_TOKENS);
        let new = NewToken {
            kind: TokenKind::User(user, wanted),
            label: cmd.label,
            ends: Some(lifetime.end(ports.now())),
            event,
        };
        self.issue(&permit, unit, new).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_testing::builders::name;

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        tokens::testing::{as_person, keep, with},
    };

    fn token(scopes: &[UserScope]) -> IssueOwnToken {
        IssueOwnToken {
            label: name("script"),
            scopes: scopes.iter().copied().collect(),
            expires_in_seconds: None,
        }
    }

    #[tokio::test]
    async fn i3_a_person_makes_a_token_for_themself() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_person(&bed, bed.world.ines, UserScope::Manage).await;
        for (scopes, kind) in [
            (&[UserScope::Read][..], UserScope::Read),
            (&[UserScope::Read, UserScope::Manage], UserScope::Manage),
        ] {
            let ready = tokens.issue_own(&cx, token(scopes)).await.unwrap();
            let issued = bed.done(&cx, ready).await;
            assert_eq!(issued.token.kind, TokenKind::User(bed.world.ines, kind));
            assert_eq!(issued.token.parent, cx.origin.principal.token());
            assert_eq!(
                issued.token.expires_at,
                Some(bed.world.now() + Duration::days(90))
            );
        }
    }

    #[tokio::test]
    async fn i3_it_ends_no_later_than_its_makers_token() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let ends = Some(bed.world.now() + Duration::hours(8));
        let kind = TokenKind::User(bed.world.ines, UserScope::Manage);
        let cx = with(&bed, &keep(&bed, "day", kind, ends).await);
        let cmd = IssueOwnToken {
            expires_in_seconds: Lifetime::of_seconds(24 * 60 * 60),
            ..token(&[UserScope::Read])
        };
        let ready = tokens.issue_own(&cx, cmd).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.token.expires_at, ends);
    }

    #[tokio::test]
    async fn readers_and_the_platform_make_none_of_their_own() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let reader = as_person(&bed, bed.world.ines, UserScope::Read).await;
        for cx in [reader, bed.as_platform()] {
            let result = tokens.issue_own(&cx, token(&[UserScope::Read])).await;
            assert_eq!(refused(result), "missing-permission");
        }
    }

    #[tokio::test]
    async fn a_token_needs_a_scope() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_person(&bed, bed.world.ines, UserScope::Manage).await;
        let result = tokens.issue_own(&cx, token(&[])).await;
        assert!(matches!(result, Err(UseCaseError::Invalid(_))));
    }
}
