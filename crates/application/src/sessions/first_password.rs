//! Somebody who has no other way in chooses a password, after accepting an invitation by its mailed link
//! (I1). It ends their other sessions.

use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    gate,
    people::{password::NewPassword, user::User},
    ports::Locks,
    trail::{
        event::{Event, EventKind},
        origin::Principal,
    },
};

use super::Sessions;
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Sessions {
    /// Sets the caller's first password.
    pub async fn set_first_password(
        &self,
        cx: &RequestContext,
        password: NewPassword,
    ) -> Result<Ready<User>, UseCaseError> {
        let mut attempted = Event::new(EventKind::UserChanged);
        attempted.user = cx.origin.principal.user();
        let work = self.try_set_first_password(cx, password);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_set_first_password(
        &self,
        cx: &RequestContext,
        password: NewPassword,
    ) -> Result<Ready<User>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let (user, permit) = gate::self_service(&cx.origin)?;
        let Principal::Session { session, .. } = cx.origin.principal else {
            return Err(Refusal::MissingPermission.into());
        };
        if !self.takes_passwords() {
            return Err(Refusal::MissingPermission.into());
        }
        let before = ports.store.reader().user(user).await?;
        self.must_need_password(before.as_ref())?;
        let hash = ports.hasher.hash(password.into_secret()).await;
        let locks = Locks::none().changing_user(user);
        let mut unit = ports.store.begin(locks).await?;
        let mut user = unit.user(user).await?.ok_or(Refusal::NotFound)?;
        self.must_need_password(Some(&user))?;
        user.set_password(hash, now);
        unit.save_user(&mut user).await?;
        unit.end_sessions_of(user.id, Some(session)).await?;
        let event = Event::new(EventKind::UserChanged)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str())
            .with("changed", vec!["password"]);
        Ok(Ready::of(user, unit, &permit, [event], (ports, now)))
    }

    fn must_need_password(&self, user: Option<&User>) -> Result<(), Refusal> {
        match user {
            None => Err(Refusal::NotFound),
            Some(user) if self.asks_password(user) => Ok(()),
            Some(_) => Err(Refusal::Conflict(Conflict::HasAnotherWayIn)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::ids::UserId,
        people::{session::Keep, token::SecretText},
    };

    use super::*;
    use crate::{
        sessions::{
            SignIn,
            testing::{by, signed_in, visit},
        },
        testing::{UseCaseBed, refused},
    };

    fn chosen() -> NewPassword {
        NewPassword::parse("correct horse".to_owned()).unwrap()
    }

    async fn without_external_id(bed: &UseCaseBed, user: UserId) {
        let forget = |user: &mut User, now| {
            user.identify(None, now);
        };
        bed.world.change_user(user, forget).await;
    }

    #[tokio::test]
    async fn who_has_no_other_way_in_chooses_a_password() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        without_external_id(&bed, bed.world.sam).await;
        let other = signed_in(&bed, &sessions, bed.world.sam).await;
        let mine = signed_in(&bed, &sessions, bed.world.sam).await;
        assert!(sessions.asks_password(&mine.user));
        let cx = by(&bed, &mine);
        let ready = sessions.set_first_password(&cx, chosen()).await.unwrap();
        let user = bed.done(&cx, ready).await;
        assert!(!sessions.asks_password(&user));
        assert_eq!(bed.trail(1).await, [(EventKind::UserChanged, None)]);
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.session, Some(mine.session.id));
        assert!(sessions.find(mine.secret.expose()).await.unwrap().is_some());
        assert_eq!(sessions.find(other.secret.expose()).await.unwrap(), None);
        let cmd = SignIn {
            email: "sam@elsewhere.example".to_owned(),
            password: SecretText::new("correct horse".to_owned()),
            keep: Keep::UntilIdle,
        };
        assert!(sessions.sign_in(&visit(), cmd).await.is_ok());
        let again = sessions.set_first_password(&cx, chosen()).await;
        assert_eq!(refused(again), "conflict");
    }

    /// Whom the platform signs in needs no password: a session that was stolen must not leave one.
    #[tokio::test]
    async fn who_has_another_way_in_sets_none() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.sam).await;
        let result = sessions
            .set_first_password(&by(&bed, &mine), chosen())
            .await;
        assert_eq!(refused(result), "conflict");
        without_external_id(&bed, bed.world.sam).await;
        for cx in [bed.as_user(bed.world.sam), bed.as_platform()] {
            let result = sessions.set_first_password(&cx, chosen()).await;
            assert_eq!(refused(result), "missing-permission");
        }
    }
}
