//! `GET /password`: whoever accepted an invitation and has no other way in chooses a password.

pub(crate) mod set;

use askama::Template;
use latchkey_domain::people::sign_in_link::LandingPath;

use super::{answer::PageAnswer, call::PageCall, door::PageResult, frame::PageFrame};

/// Where this page is.
pub(super) const PATH: &str = "/password";

#[derive(Template)]
#[template(path = "password.html")]
pub(super) struct PasswordPage<'a> {
    pub(super) frame: &'a PageFrame,
    pub(super) email: String,
    pub(super) is_too_short: bool,
}

impl<'a> PasswordPage<'a> {
    fn of(call: &'a PageCall, email: String) -> Self {
        Self {
            frame: &call.frame,
            email,
            is_too_short: false,
        }
    }
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let user = &call.session()?.user;
    if !call.api.sessions.asks_password(user) {
        return Ok(PageAnswer::to(&LandingPath::default()));
    }
    let email = user.email.as_ref().map(ToString::to_string);
    Ok(PageAnswer::page(&PasswordPage::of(
        &call,
        email.unwrap_or_default(),
    ))?)
}
