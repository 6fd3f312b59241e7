//! The answer to whoever has just signed in.

use latchkey_application::sessions::SignedIn;
use latchkey_domain::people::sign_in_link::LandingPath;

use super::{answer::PageAnswer, call::PageCall, cookies::CookieName};

/// How long the browser keeps the cookie of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CookieLife {
    /// Until the browser ends.
    AsBrowser,
    /// Until the session ends by itself.
    AsSession,
}

/// Gives the browser its session, and leads on. The secret of the forms was for somebody else, perhaps.
pub(super) fn signed_in(
    call: &PageCall,
    who: &SignedIn,
    to: &LandingPath,
    life: CookieLife,
) -> PageAnswer {
    let session = &who.session;
    let seconds = match life {
        CookieLife::AsBrowser => None,
        CookieLife::AsSession => Some((session.ends_at - call.api.now()).num_seconds()),
    };
    let secret = who.secret.expose();
    let cookie = call.cookies.set(CookieName::Session, secret, seconds);
    PageAnswer::to(to).with_cookie(cookie)
}
