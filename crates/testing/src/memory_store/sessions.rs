use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{SessionId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    people::{session::Session, sign_in_link::SignInLink, token::TokenHash},
    ports::{SessionQueries, SessionRepository, StoreError, Taken, UserSession},
};

use super::{
    list::{Order, by_id, page_of},
    state::taken,
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> SessionQueries for Memory<S> {
    async fn session_by_hash(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<UserSession>, StoreError> {
        self.look(|view| {
            let mut sessions = view.state.sessions.values();
            let session = sessions.find(|session| session.hash == *hash)?.clone();
            let user = view.state.users[&session.user].clone();
            Some(UserSession { session, user })
        })
    }

    async fn sessions_of(
        &mut self,
        user: UserId,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        self.look(|view| {
            let sessions = view.state.sessions.values();
            let theirs = sessions.filter(|it| it.user == user && it.is_in_force(now));
            page_of(
                theirs.cloned().collect(),
                Order::Down,
                page,
                |session: &Session| by_id(session.id.uuid()),
            )
        })
    }

    async fn sign_in_link(&mut self, hash: &TokenHash) -> Result<Option<SignInLink>, StoreError> {
        self.look(|view| {
            let mut links = view.state.sign_in_links.iter();
            links.find(|link| link.hash == *hash).cloned()
        })
    }
}

#[async_trait]
impl SessionRepository for Memory<Draft> {
    async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.write(|state| {
            let same = |other: &Session| other.id == session.id || other.hash == session.hash;
            taken(Taken::Id, state.sessions.values().any(same))?;
            state.sessions.insert(session.id, session.clone());
            Ok(())
        })
    }

    async fn see_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.write(|state| {
            let stored = state.sessions.get_mut(&session.id);
            if let Some(stored) = stored
                && stored.last_seen_at < session.last_seen_at
            {
                stored.last_seen_at = session.last_seen_at;
                stored.idle_until = session.idle_until;
            }
            Ok(())
        })
    }

    async fn end_session(&mut self, user: UserId, session: SessionId) -> Result<bool, StoreError> {
        self.write(|state| {
            let theirs = state
                .sessions
                .get(&session)
                .is_some_and(|it| it.user == user);
            if theirs {
                state.sessions.remove(&session);
            }
            Ok(theirs)
        })
    }

    async fn end_sessions_of(
        &mut self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<u64, StoreError> {
        self.write(|state| {
            state.sign_in_links.retain(|link| link.user != user);
            let before = state.sessions.len();
            let stays = |session: &Session| session.user != user || Some(session.id) == but;
            state.sessions.retain(|_, session| stays(session));
            Ok(u64::try_from(before - state.sessions.len()).unwrap())
        })
    }

    async fn insert_sign_in_link(&mut self, link: &SignInLink) -> Result<(), StoreError> {
        self.write(|state| {
            let same = |other: &SignInLink| other.hash == link.hash;
            taken(Taken::Id, state.sign_in_links.iter().any(same))?;
            state.sign_in_links.push(link.clone());
            Ok(())
        })
    }

    async fn use_up_sign_in_link(&mut self, hash: &TokenHash) -> Result<bool, StoreError> {
        self.write(|state| {
            let before = state.sign_in_links.len();
            state.sign_in_links.retain(|link| link.hash != *hash);
            Ok(state.sign_in_links.len() < before)
        })
    }

    async fn forget_ended_sessions(&mut self, now: Time, most: u32) -> Result<u64, StoreError> {
        let most = usize::try_from(most).unwrap();
        self.write(|state| {
            let sessions = state.sessions.values();
            let ended = sessions.filter(|session| !session.is_in_force(now));
            let ended: Vec<SessionId> = ended.map(|session| session.id).take(most).collect();
            for id in &ended {
                state.sessions.remove(id);
            }
            let links = state.sign_in_links.iter();
            let old = links.filter(|link| link.expires_at <= now);
            let old: Vec<TokenHash> = old.map(|link| link.hash).take(most).collect();
            state.sign_in_links.retain(|link| !old.contains(&link.hash));
            Ok(u64::try_from(ended.len() + old.len()).unwrap())
        })
    }
}
