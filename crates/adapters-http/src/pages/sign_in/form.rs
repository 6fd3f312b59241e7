//! `GET /sign-in?to=`: the form to sign in. Whoever is signed in is led on.

use askama::Template;

use crate::pages::{answer::PageAnswer, call::PageCall, door::PageResult, frame::PageFrame};

/// What the form says about the attempt before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum FormNote {
    /// The address and the password do not belong together.
    Wrong,
    /// There were too many attempts.
    TooMany,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(in crate::pages) struct SignInPage<'a> {
    pub(in crate::pages) frame: &'a PageFrame,
    pub(in crate::pages) to: String,
    pub(in crate::pages) email: String,
    pub(in crate::pages) remember: bool,
    pub(in crate::pages) takes_passwords: bool,
    pub(in crate::pages) note: Option<FormNote>,
}

impl<'a> SignInPage<'a> {
    pub(super) fn of(call: &'a PageCall) -> Self {
        Self {
            frame: &call.frame,
            to: call.to().as_str().to_owned(),
            email: String::new(),
            remember: false,
            takes_passwords: call.api.sessions.takes_passwords(),
            note: None,
        }
    }
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    if call.session.is_some() {
        return Ok(PageAnswer::to(&call.to()));
    }
    Ok(PageAnswer::page(&SignInPage::of(&call))?)
}
