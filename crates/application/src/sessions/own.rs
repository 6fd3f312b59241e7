//! People see their own sessions and end them: one, or all but the one they use.

use latchkey_domain::{
    base::{
        ids::SessionId,
        page::{Page, PageRequest},
        refusal::Refusal,
    },
    gate::{self, Need},
    people::session::Session,
    ports::Locks,
};

use super::Sessions;
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Sessions {
    /// Lists the caller's own sessions, newest first.
    pub async fn list_own(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Session>, UseCaseError> {
        let user = gate::user(&cx.origin, Need::View)?;
        let mut reader = self.ports.store.reader();
        Ok(reader.sessions_of(user, self.ports.now(), page).await?)
    }

    /// Ends one of the caller's own sessions; it may be the one the call is made with.
    pub async fn end_own(
        &self,
        cx: &RequestContext,
        session: SessionId,
    ) -> Result<Ready<()>, UseCaseError> {
        let (user, permit) = gate::self_service(&cx.origin)?;
        let mut unit = self.ports.store.begin(Locks::none()).await?;
        if unit.end_session(user, session).await? {
            Ok(Ready::aside((), unit, permit))
        } else {
            Err(Refusal::NotFound.into())
        }
    }

    /// Ends all of the caller's own sessions but the one the call is made with. Returns how many.
    pub async fn end_others(&self, cx: &RequestContext) -> Result<Ready<u64>, UseCaseError> {
        let (user, permit) = gate::self_service(&cx.origin)?;
        let mut unit = self.ports.store.begin(Locks::none()).await?;
        let but = cx.origin.principal.session();
        let ended = unit.end_sessions_of(user, but).await?;
        Ok(Ready::aside(ended, unit, permit))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        sessions::testing::{by, signed_in},
        testing::{UseCaseBed, refused},
    };

    #[tokio::test]
    async fn everyone_sees_and_ends_their_own_sessions() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let first = signed_in(&bed, &sessions, bed.world.ines).await;
        let second = signed_in(&bed, &sessions, bed.world.ines).await;
        let theirs = signed_in(&bed, &sessions, bed.world.hugo).await;
        let cx = by(&bed, &first);
        let page = PageRequest::first();
        let own = sessions.list_own(&cx, &page).await.unwrap();
        assert_eq!(own.items, [second.session.clone(), first.session.clone()]);
        let result = sessions.end_own(&cx, theirs.session.id).await;
        assert_eq!(refused(result), "not-found");
        let ready = sessions.end_own(&cx, second.session.id).await.unwrap();
        bed.done(&cx, ready).await;
        let own = sessions.list_own(&cx, &page).await.unwrap();
        assert_eq!(own.items, [first.session]);
        let gone = sessions.end_own(&cx, second.session.id).await;
        assert_eq!(refused(gone), "not-found");
    }

    #[tokio::test]
    async fn all_others_end_at_once() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mut last = signed_in(&bed, &sessions, bed.world.ines).await;
        for _ in 0..2 {
            last = signed_in(&bed, &sessions, bed.world.ines).await;
        }
        let theirs = signed_in(&bed, &sessions, bed.world.hugo).await;
        let cx = by(&bed, &last);
        let ready = sessions.end_others(&cx).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await, 2);
        let own = sessions.list_own(&cx, &PageRequest::first()).await.unwrap();
        assert_eq!(own.items, [last.session]);
        assert!(
            sessions
                .find(theirs.secret.expose())
                .await
                .unwrap()
                .is_some()
        );
    }

    #[tokio::test]
    async fn a_token_that_only_reads_ends_nothing() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        let cx = RequestContext::new(bed.world.as_reader(bed.world.ines));
        let own = sessions.list_own(&cx, &PageRequest::first()).await.unwrap();
        assert_eq!(own.items.len(), 1);
        let result = sessions.end_own(&cx, mine.session.id).await;
        assert_eq!(refused(result), "missing-permission");
        assert_eq!(
            refused(sessions.end_others(&cx).await),
            "missing-permission"
        );
        let platform = bed.as_platform();
        let result = sessions.list_own(&platform, &PageRequest::first()).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
