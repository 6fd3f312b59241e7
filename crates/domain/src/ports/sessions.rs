use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{SessionId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    people::{session::Session, sign_in_link::SignInLink, token::TokenHash, user::User},
};

/// A session with its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSession {
    /// The session.
    pub session: Session,
    /// Its user, whatever their status.
    pub user: User,
}

port! {
    /// Reads sessions and sign-in links. What has ended by the clock may be there or not.
    pub trait SessionQueries {
        /// The session whose secret has this hash, in one statement with its user.
        async fn session_by_hash(
            &mut self,
            hash: &TokenHash,
        ) -> Result<Option<UserSession>, StoreError>;

        /// The sessions of a user that have not ended by then, newest first.
        async fn sessions_of(
            &mut self,
            user: UserId,
            now: Time,
            page: &PageRequest,
        ) -> Result<Page<Session>, StoreError>;

        /// The sign-in link whose token has this hash.
        async fn sign_in_link(
            &mut self,
            hash: &TokenHash,
        ) -> Result<Option<SignInLink>, StoreError>;
    }
}

port! {
    /// Writes sessions and sign-in links.
    pub trait SessionRepository {
        /// Stores a new session. [`Taken::Id`](super::Taken) if its hash is taken.
        async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError>;

        /// Saves when the session was last used and when it ends idle. An earlier use than the stored
        /// one changes nothing, and neither does one of a session that is gone.
        async fn see_session(&mut self, session: &Session) -> Result<(), StoreError>;

        /// Ends a session of a user. Returns whether it was there.
        async fn end_session(
            &mut self,
            user: UserId,
            session: SessionId,
        ) -> Result<bool, StoreError>;

        /// Ends all sessions of a user but one, and takes back their sign-in links. Returns how many
        /// sessions there were.
        async fn end_sessions_of(
            &mut self,
            user: UserId,
            but: Option<SessionId>,
        ) -> Result<u64, StoreError>;

        /// Stores a new sign-in link. [`Taken::Id`](super::Taken) if its hash is taken.
        async fn insert_sign_in_link(&mut self, link: &SignInLink) -> Result<(), StoreError>;

        /// Uses up the sign-in link with this hash. Returns whether it was there: of two units at once,
        /// one uses it.
        async fn use_up_sign_in_link(&mut self, hash: &TokenHash) -> Result<bool, StoreError>;

        /// Forgets sessions and sign-in links that had ended by then, at most so many of each. Returns
        /// how many.
        async fn forget_ended_sessions(
            &mut self,
            now: Time,
            most: u32,
        ) -> Result<u64, StoreError>;
    }
}
