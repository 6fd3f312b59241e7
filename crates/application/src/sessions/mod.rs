//! Signing in and sessions: by password, by a link that the platform gets, or by the mailed link of an
//! invitation (I1). Sessions are no changes in the sense of the trail (T1): they are written without a
//! revision. What somebody does by a session stands in the trail with it.
//!
//! Whoever signs in is not known before. So these calls commit by themselves and return the session.

mod begin;
#[cfg(test)]
mod ends;
mod find;
mod first_password;
mod forget;
mod invitations;
mod issue_link;
mod own;
mod sign_in;
#[cfg(test)]
mod testing;
mod use_link;

use std::{net::IpAddr, sync::Arc};

use latchkey_domain::{
    people::{
        session::{BrowserSession, UserAgent},
        token::SecretText,
        user::User,
    },
    trail::origin::Principal,
};

pub use self::{
    invitations::{AcceptedByLink, DeclinedByLink, Inviter, InviterAccess, ShownInvitation},
    issue_link::{IssueSignInLink, IssuedSignInLink},
    sign_in::{SignIn, SignInError},
    use_link::{ShownSignInLink, SignedInByLink},
};
use crate::frame::ports::Ports;

/// The use cases of signing in.
#[derive(Debug, Clone)]
pub struct Sessions {
    ports: Arc<Ports>,
}

impl Sessions {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }

    /// Whether people sign in by password at all.
    pub fn takes_passwords(&self) -> bool {
        self.ports.settings.sign_in.passwords
    }

    /// Whether somebody is to be asked for a password: they have no other way in (I1).
    pub fn asks_password(&self, user: &User) -> bool {
        self.takes_passwords() && user.password.is_none() && user.external_id.is_none()
    }
}

/// Who comes without a session, or with one that is to be replaced.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// The id of the request.
    pub request_id: String,
    /// The network address of the browser.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<UserAgent>,
    /// The secret of the session that the browser has: signing in ends it.
    pub replaces: Option<SecretText>,
}

/// Somebody is signed in from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: BrowserSession,
    /// Its user.
    pub user: User,
    /// The secret of the session, for the browser alone: only its hash is stored.
    pub secret: SecretText,
}

/// The session of a request, in force, with its active user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentSession {
    /// The session.
    pub session: BrowserSession,
    /// Its user.
    pub user: User,
}

impl CurrentSession {
    /// Who makes the request.
    pub const fn principal(&self) -> Principal {
        Principal::Session {
            user: self.session.user,
            session: self.session.id,
        }
    }
}
