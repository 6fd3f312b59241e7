//! Revokes a token and every token made with it (I3): the platform's and any person's by the platform
//! (scope `admin`), a person's own by that person. Other people's tokens are hidden: 404.

use latchkey_domain::{
    base::{
        ids::{TokenId, UserId},
        reference::UserRef,
        refusal::Refusal,
    },
    gate,
    people::token::Scope,
    ports::{Locks, TokenOwner},
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::Tokens;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    users::find,
};

fn attempted(token: TokenId, user: Option<UserId>) -> Event {
    let mut event = Event::new(EventKind::TokenRevoked).on(token);
    event.user = user;
    event
}

impl Tokens {
    /// Revokes a service token.
    pub async fn revoke_service(
        &self,
        cx: &RequestContext,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let work = async {
            let permit = gate::platform(&cx.origin, Scope::Admin)?;
            self.revoke(&permit, TokenOwner::Platform, token).await
        };
        let attempted = attempted(token, None);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Revokes a person's token on the platform's word.
    pub async fn revoke_of_user(
        &self,
        cx: &RequestContext,
        user: &UserRef,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let known = match user {
            UserRef::Id(id) => Some(*id),
            UserRef::External(_) => None,
        };
        let work = async {
            let permit = gate::platform(&cx.origin, Scope::Admin)?;
            let user = find::user_id(&self.ports, user).await?;
            self.revoke(&permit, TokenOwner::User(user), token).await
        };
        let attempted = attempted(token, known);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Revokes one of the caller's own tokens; it may be the one the call is made with.
    pub async fn revoke_own(
        &self,
        cx: &RequestContext,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let user = cx.origin.principal.user();
        let work = async {
            let (user, permit) = gate::self_service(&cx.origin)?;
            self.revoke(&permit, TokenOwner::User(user), token).await
        };
        let attempted = attempted(token, user);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn revoke(
        &self,
        permit: &Permit,
        owner: TokenOwner,
        id: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let (locks, user) = match owner {
            TokenOwner::Platform => (Locks::none(), None),
            TokenOwner::User(user) => (Locks::none().changing_user(user), Some(user)),
        };
        let mut unit = ports.store.begin(locks).await?;
        let token = unit.token(owner, id).await?.ok_or(Refusal::NotFound)?;
        if token.revoked_at.is_some() {
            return Ok(Ready::unchanged(()));
        }
        let revoked = unit.revoke_token(id, now).await?;
        let event = attempted(id, user).with("tokens_revoked", revoked);
        Ok(Ready::of((), unit, permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::text::ExternalId,
        people::token::{Token, TokenKind, UserScope},
    };
    use latchkey_testing::builders::name;

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        tokens::{
            IssueOwnToken,
            testing::{as_person, as_service, keep},
        },
    };

    async fn token_of(bed: &UseCaseBed, user: UserId) -> Token {
        keep(
            bed,
            "theirs",
            TokenKind::User(user, UserScope::Manage),
            None,
        )
        .await
    }

    #[tokio::test]
    async fn i3_revoking_a_token_revokes_those_made_with_it() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_person(&bed, bed.world.ines, UserScope::Manage).await;
        let cmd = IssueOwnToken {
            label: name("script"),
            scopes: [UserScope::Read].into(),
            expires_in_seconds: None,
        };
        let ready = tokens.issue_own(&cx, cmd).await.unwrap();
        let made = bed.done(&cx, ready).await;
        let ready = tokens
            .revoke_own(&cx, cx.origin.principal.token().unwrap())
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        assert!(tokens.authenticate(made.secret.expose()).await.is_err());
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.details.more["tokens_revoked"], 2);
        assert_eq!(line.event.user, Some(bed.world.ines));
    }

    #[tokio::test]
    async fn somebody_elses_token_is_not_to_be_known_of() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let theirs = token_of(&bed, bed.world.hugo).await;
        let cx = as_person(&bed, bed.world.ines, UserScope::Manage).await;
        assert_eq!(
            refused(tokens.revoke_own(&cx, theirs.id).await),
            "not-found"
        );
        let platform = as_service(&bed, &[Scope::Admin], None).await;
        assert_eq!(
            refused(tokens.revoke_service(&platform, theirs.id).await),
            "not-found"
        );
        let ines = UserRef::Id(bed.world.ines);
        let result = tokens.revoke_of_user(&platform, &ines, theirs.id).await;
        assert_eq!(refused(result), "not-found");
        let noted = (EventKind::TokenRevoked, Some("not-found".to_owned()));
        assert_eq!(bed.trail(3).await, vec![noted; 3]);
    }

    #[tokio::test]
    async fn the_platform_names_the_person_by_either_id() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let theirs = token_of(&bed, bed.world.hugo).await;
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let hugo = UserRef::External(ExternalId::parse("u-hugo").unwrap());
        let ready = tokens.revoke_of_user(&cx, &hugo, theirs.id).await.unwrap();
        bed.done(&cx, ready).await;
        assert!(tokens.authenticate("theirs").await.is_err());
    }

    #[tokio::test]
    async fn t4_revoking_twice_is_once() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let theirs = token_of(&bed, bed.world.hugo).await;
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let hugo = UserRef::Id(bed.world.hugo);
        let before = bed.world.trail().await.len();
        for _ in 0..2 {
            let ready = tokens.revoke_of_user(&cx, &hugo, theirs.id).await.unwrap();
            bed.done(&cx, ready).await;
        }
        assert_eq!(bed.world.trail().await.len(), before + 1);
    }

    #[tokio::test]
    async fn a_token_that_only_reads_revokes_nothing() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_person(&bed, bed.world.ines, UserScope::Read).await;
        let own = cx.origin.principal.token().unwrap();
        assert_eq!(
            refused(tokens.revoke_own(&cx, own).await),
            "missing-permission"
        );
        assert_eq!(
            refused(tokens.revoke_service(&cx, own).await),
            "missing-permission"
        );
    }
}
