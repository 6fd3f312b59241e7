//! The platform makes a token for a person (scope `admin`): it has scope `manage` and ends with the
//! token it was made with (I3).

use latchkey_domain::{
    base::{
        reference::UserRef,
        refusal::{Conflict, Refusal},
        text::Name,
    },
    gate,
    people::{
        token::{Scope, TokenKind, UserScope},
        user::UserStatus,
    },
    trail::event::{Event, EventKind},
};

use super::{IssuedToken, Lifetime, Tokens};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    tokens::issue::NewToken,
    users::find::{self, LockScope, LockedUser},
};

/// Makes a token for a person.
#[derive(Debug, Clone)]
pub struct IssueUserToken {
    /// The person.
    pub user: UserRef,
    /// The name its maker gives it.
    pub label: Name,
    /// How long it lasts; `None`: 90 days.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a token for an active person.
    pub async fn issue_for_user(
        &self,
        cx: &RequestContext,
        cmd: IssueUserToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let mut attempted = Event::new(EventKind::TokenCreated);
        if let UserRef::Id(id) = cmd.user {
            attempted = attempted.about(id);
        }
        let work = self.try_issue_for_user(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_issue_for_user(
        &self,
        cx: &RequestContext,
        cmd: IssueUserToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let LockedUser {
            mut unit, mut user, ..
        } = find::lock(&self.ports, &cmd.user, LockScope::User).await?;
        match user.status {
            UserStatus::Active => {}
            UserStatus::Disabled => return Err(Refusal::Conflict(Conflict::UserDisabled).into()),
            UserStatus::Erased => return Err(Refusal::Conflict(Conflict::Erased).into()),
        }
        if user.stop_being_stub(self.ports.now()) {
            unit.save_user(&mut user).await?;
        }
        let lifetime = cmd.expires_in_seconds.unwrap_or(Lifetime::OF_USER_TOKENS);
        let new = NewToken {
            kind: TokenKind::User(user.id, UserScope::Manage),
            label: cmd.label,
            ends: Some(lifetime.end(self.ports.now())),
            event: Event::new(EventKind::TokenCreated)
                .about(user.id)
                .with("scopes", vec![UserScope::Manage.as_str()]),
        };
        self.issue(&permit, unit, new).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::{base::text::ExternalId, people::user::User};
    use latchkey_testing::builders::{UserBuilder, name};

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        tokens::testing::as_service,
    };

    fn token(user: UserRef) -> IssueUserToken {
        IssueUserToken {
            user,
            label: name("portal"),
            expires_in_seconds: None,
        }
    }

    #[tokio::test]
    async fn i3_the_platforms_last_90_days_with_scope_manage() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let ines = UserRef::External(ExternalId::parse("u-ines").unwrap());
        let ready = tokens.issue_for_user(&cx, token(ines)).await.unwrap();
        let issued = bed.done(&cx, ready).await;
        assert_eq!(
            issued.token.kind,
            TokenKind::User(bed.world.ines, UserScope::Manage)
        );
        assert_eq!(
            issued.token.expires_at,
            Some(bed.world.now() + Duration::days(90))
        );
        assert_eq!(issued.token.parent, cx.origin.principal.token());
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.user, Some(bed.world.ines));
    }

    #[tokio::test]
    async fn i3_it_ends_with_the_token_it_was_made_with() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let ends = Some(bed.world.now() + Duration::days(1));
        let cx = as_service(&bed, &[Scope::Admin], ends).await;
        let ready = tokens
            .issue_for_user(&cx, token(UserRef::Id(bed.world.ines)))
            .await;
        let issued = bed.done(&cx, ready.unwrap()).await;
        assert_eq!(issued.token.expires_at, ends);
        let maker = cx.origin.principal.token().unwrap();
        let ready = tokens.revoke_service(&cx, maker).await.unwrap();
        bed.done(&cx, ready).await;
        assert!(tokens.authenticate(issued.secret.expose()).await.is_err());
    }

    /// I6: who has a token is no stub.
    #[tokio::test]
    async fn a_stub_with_a_token_is_none() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let invited = UserBuilder::new("x", "uma@elsewhere.example").stub();
        let stub = bed.world.add_user(invited).await;
        let ready = tokens.issue_for_user(&cx, token(UserRef::Id(stub))).await;
        bed.done(&cx, ready.unwrap()).await;
        assert!(!bed.world.user(stub).await.stub);
    }

    #[tokio::test]
    async fn the_disabled_and_the_erased_get_no_token() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let cx = as_service(&bed, &[Scope::Admin], None).await;
        let disable = |user: &mut User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        bed.world.change_user(bed.world.ines, disable).await;
        let erase = |user: &mut User, now| {
            user.erase(now);
        };
        bed.world.change_user(bed.world.jonas, erase).await;
        for (user, expected) in [
            (bed.world.ines, Conflict::UserDisabled),
            (bed.world.jonas, Conflict::Erased),
        ] {
            let result = tokens.issue_for_user(&cx, token(UserRef::Id(user))).await;
            let Err(UseCaseError::Refused(refusal)) = result else {
                panic!("{result:?}")
            };
            assert_eq!(refusal, Refusal::Conflict(expected));
        }
    }

    #[tokio::test]
    async fn without_the_scope_admin_nobody_is_looked_up() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let unknown = UserRef::External(ExternalId::parse("nobody").unwrap());
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        let result = tokens.issue_for_user(&cx, token(unknown.clone())).await;
        assert_eq!(refused(result), "missing-permission");
        let result = tokens
            .issue_for_user(&bed.as_platform(), token(unknown))
            .await;
        assert_eq!(refused(result), "not-found");
    }
}
