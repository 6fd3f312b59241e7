//! The platform gets a link that signs a user in, once (scope `admin`): it is the one who knows them. The
//! link is no change in the sense of the trail (T1), like the session that it begins.

use latchkey_domain::{
    base::{
        ids::UserId,
        reference::UserRef,
        refusal::{Conflict, Refusal},
        time::Time,
    },
    gate,
    people::{
        sign_in_link::{LandingPath, SignInLink, SignInLinkLifetime},
        token::{Scope, SecretText, TokenHash},
        user::UserStatus,
    },
    trail::event::{Event, EventKind},
};

use super::Sessions;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    users::find::{self, LockScope, LockedUser},
};

/// Makes a sign-in link.
#[derive(Debug, Clone)]
pub struct IssueSignInLink {
    /// Whom it signs in.
    pub user: UserRef,
    /// Where they land.
    pub to: LandingPath,
    /// How long it can be used.
    pub lifetime: SignInLinkLifetime,
}

/// A new sign-in link. Its token is shown only this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedSignInLink {
    /// Whom it signs in.
    pub user: UserId,
    /// The last segment of its URL.
    pub secret: SecretText,
    /// Where its user lands.
    pub to: LandingPath,
    /// Until when it can be used.
    pub expires_at: Time,
}

impl Sessions {
    /// Makes a sign-in link for an active user.
    pub async fn issue_link(
        &self,
        cx: &RequestContext,
        cmd: IssueSignInLink,
    ) -> Result<Ready<IssuedSignInLink>, UseCaseError> {
        let mut attempted = Event::new(EventKind::TokenCreated).with("sign_in_link", true);
        if let UserRef::Id(id) = cmd.user {
            attempted = attempted.about(id);
        }
        let work = self.try_issue_link(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_issue_link(
        &self,
        cx: &RequestContext,
        cmd: IssueSignInLink,
    ) -> Result<Ready<IssuedSignInLink>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let LockedUser {
            mut unit, mut user, ..
        } = find::lock(ports, &cmd.user, LockScope::User).await?;
        match user.status {
            UserStatus::Active => {}
            UserStatus::Disabled => return Err(Refusal::Conflict(Conflict::UserDisabled).into()),
            UserStatus::Erased => return Err(Refusal::Conflict(Conflict::Erased).into()),
        }
        let secret = ports.secrets.secret();
        let link = SignInLink {
            hash: TokenHash::of(secret.expose()),
            user: user.id,
            to: cmd.to.clone(),
            created_at: now,
            expires_at: cmd.lifetime.end(now),
        };
        unit.insert_sign_in_link(&link).await?;
        let issued = IssuedSignInLink {
            user: user.id,
            secret,
            to: cmd.to,
            expires_at: link.expires_at,
        };
        if !user.stop_being_stub(now) {
            return Ok(Ready::aside(issued, unit, permit));
        }
        // Whoever has a way to sign in is known from now on (I6).
        unit.save_user(&mut user).await?;
        let known = Event::new(EventKind::UserChanged)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str())
            .with("was_stub", true);
        Ok(Ready::of(issued, unit, &permit, [known], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::text::ExternalId,
        people::{
            email::EmailAddress,
            user::{User, UserStatus},
        },
        ports::Locks,
    };

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn link(user: UserRef) -> IssueSignInLink {
        IssueSignInLink {
            user,
            to: LandingPath::default(),
            lifetime: SignInLinkLifetime::default(),
        }
    }

    fn as_admin(bed: &UseCaseBed) -> RequestContext {
        RequestContext::new(bed.world.as_service(&[Scope::Admin]))
    }

    #[tokio::test]
    async fn the_platform_gets_links_which_the_trail_leaves_out() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let cx = as_admin(&bed);
        let before = bed.world.trail().await.len();
        let ines = UserRef::External(ExternalId::parse("u-ines").unwrap());
        let ready = sessions.issue_link(&cx, link(ines)).await.unwrap();
        let issued = bed.done(&cx, ready).await;
        let ten_minutes = bed.world.now() + chrono::Duration::minutes(10);
        assert_eq!(issued.expires_at, ten_minutes);
        assert_eq!(issued.secret.expose().len(), 43);
        let shown = sessions.show_link(issued.secret.expose()).await.unwrap();
        assert_eq!(shown.user.id, bed.world.ines);
        assert_eq!(bed.world.trail().await.len(), before);
    }

    /// I6: a stub with a way to sign in is none any more.
    #[tokio::test]
    async fn a_stub_who_gets_a_link_is_known() {
        let bed = UseCaseBed::new().await;
        let email = EmailAddress::parse("uma@elsewhere.example").unwrap();
        let stub = User::invite(bed.ports.ids.next(), email, bed.world.now());
        let mut unit = bed.world.begin(Locks::none()).await;
        unit.insert_user(&stub).await.unwrap();
        bed.world.commit(unit).await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let cx = as_admin(&bed);
        let ready = sessions.issue_link(&cx, link(UserRef::Id(stub.id))).await;
        bed.done(&cx, ready.unwrap()).await;
        assert!(!bed.world.user(stub.id).await.stub);
        assert_eq!(bed.trail(1).await, [(EventKind::UserChanged, None)]);
    }

    #[tokio::test]
    async fn nobody_else_gets_links_and_nobody_disabled_has_one() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let ines = UserRef::Id(bed.world.ines);
        let provision = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        for cx in [provision, bed.as_user(bed.world.ines)] {
            let result = sessions.issue_link(&cx, link(ines.clone())).await;
            assert_eq!(refused(result), "missing-permission");
        }
        let noted = (
            EventKind::TokenCreated,
            Some("missing-permission".to_owned()),
        );
        assert_eq!(bed.trail(2).await, vec![noted; 2]);
        let disable = |user: &mut User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        bed.world.change_user(bed.world.ines, disable).await;
        let cx = as_admin(&bed);
        let result = sessions.issue_link(&cx, link(ines)).await;
        assert_eq!(refused(result), "conflict");
        let nobody = UserRef::External(ExternalId::parse("u-nobody").unwrap());
        let result = sessions.issue_link(&cx, link(nobody)).await;
        assert_eq!(refused(result), "not-found");
    }
}
