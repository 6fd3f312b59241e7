//! Finds whose session a browser has, and ends it when they sign out.

use latchkey_domain::{
    people::{session::BrowserSession, token::TokenHash},
    ports::Locks,
};

use super::{CurrentSession, Sessions, Visit, sign_in::is_active};
use crate::frame::error::UseCaseError;

impl Sessions {
    /// Tells who has the session with this secret; `None`: it has ended or never was, or its user may
    /// not act any more. That they use it is noted at most once a minute.
    pub async fn find(&self, secret: &str) -> Result<Option<CurrentSession>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let hash = TokenHash::of(secret);
        let found = ports.store.reader().session_by_hash(&hash).await?;
        let found = found.filter(|it| it.session.is_in_force(now) && is_active(&it.user));
        let Some(mut found) = found else {
            return Ok(None);
        };
        if found.session.see(ports.settings.sign_in.limits, now)
            && let Err(error) = self.note_use(&found.session).await
        {
            // Whoever reads a page must not wait for it, or fail with it.
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Some(CurrentSession {
            session: found.session,
            user: found.user,
        }))
    }

    async fn note_use(&self, session: &BrowserSession) -> Result<(), UseCaseError> {
        let permit = Self::permit(&Visit::default(), session)?;
        let mut unit = self.ports.store.begin(Locks::none()).await?;
        unit.see_session(session).await?;
        unit.commit_aside(&permit).await?;
        Ok(())
    }

    /// Ends the session with this secret. One that is not there has ended already.
    pub async fn sign_out(&self, visit: &Visit, secret: &str) -> Result<(), UseCaseError> {
        let store = &self.ports.store;
        let hash = TokenHash::of(secret);
        let Some(found) = store.reader().session_by_hash(&hash).await? else {
            return Ok(());
        };
        let permit = Self::permit(visit, &found.session)?;
        let mut unit = store.begin(Locks::none()).await?;
        unit.end_session(found.user.id, found.session.id).await?;
        unit.commit_aside(&permit).await?;
        tracing::info!(user = %found.user.id, session = %found.session.id, "signed out");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::people::user::{User, UserStatus};
    use latchkey_testing::{FailAt, FailingStore, Failure, TestBed};

    use super::*;
    use crate::{
        sessions::testing::{signed_in, visit},
        testing::UseCaseBed,
    };

    #[tokio::test]
    async fn a_session_ends_by_sign_out_and_by_the_clock() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let one = signed_in(&bed, &sessions, bed.world.ines).await;
        let other = signed_in(&bed, &sessions, bed.world.ines).await;
        let secret = one.secret.expose();
        sessions.sign_out(&visit(), secret).await.unwrap();
        sessions.sign_out(&visit(), secret).await.unwrap();
        assert_eq!(sessions.find(secret).await.unwrap(), None);
        let found = sessions.find(other.secret.expose()).await.unwrap();
        assert_eq!(found.unwrap().user.id, bed.world.ines);
        bed.world.clock.advance(Duration::hours(12));
        assert_eq!(sessions.find(other.secret.expose()).await.unwrap(), None);
        assert_eq!(sessions.find("never there").await.unwrap(), None);
    }

    #[tokio::test]
    async fn using_a_session_keeps_it_from_ending_idle() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        for _ in 0..3 {
            bed.world.clock.advance(Duration::hours(11));
            let found = sessions.find(mine.secret.expose()).await.unwrap();
            assert_eq!(found.unwrap().session.last_seen_at, bed.world.now());
        }
        bed.world.clock.advance(Duration::days(12));
        assert_eq!(sessions.find(mine.secret.expose()).await.unwrap(), None);
    }

    /// P6: whoever is disabled acts no more, on any node.
    #[tokio::test]
    async fn the_session_of_somebody_disabled_counts_no_more() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        let disable = |user: &mut User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        bed.world.change_user(bed.world.ines, disable).await;
        assert_eq!(sessions.find(mine.secret.expose()).await.unwrap(), None);
    }

    /// A page is read even where nothing can be written.
    #[tokio::test]
    async fn trouble_with_noting_a_use_fails_no_request() {
        let world = TestBed::new().await;
        let store = FailingStore::over(world.store());
        let bed = UseCaseBed::over(world.with_store(store.clone()));
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        bed.world.clock.advance(Duration::minutes(2));
        store.fail(FailAt::Call(store.calls() + 2), Failure::Unavailable);
        assert!(sessions.find(mine.secret.expose()).await.unwrap().is_some());
        let stored = sessions.find(mine.secret.expose()).await.unwrap();
        assert_eq!(stored.unwrap().session.last_seen_at, bed.world.now());
    }
}
