//! `POST /i/{token}`: accepts or declines. Whoever accepts is signed in, and asked for a password where they
//! have no other way in.

use askama::Template;
use latchkey_application::frame::error::UseCaseError;
use latchkey_domain::{
    base::{refusal::Refusal, text::Name, version::Version},
    people::sign_in_link::LandingPath,
};

use crate::pages::{
    answer::PageAnswer,
    call::PageCall,
    door::PageResult,
    failure::{LostPage, PageError},
    frame::PageFrame,
    password,
    signed_in::{CookieLife, signed_in},
};

/// The field with the version of the invitation that the page showed.
const SEEN: &str = "seen";

#[derive(Template)]
#[template(path = "invitation_declined.html")]
pub(in crate::pages) struct DeclinedPage<'a> {
    pub(in crate::pages) frame: &'a PageFrame,
    pub(in crate::pages) account: Name,
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    match call.form.get("do") {
        Some("accept") => accept(&call).await,
        Some("decline") => decline(&call).await,
        _ => Err(PageError::Lost(LostPage::Unreadable)),
    }
}

async fn accept(call: &PageCall) -> PageResult {
    let (visit, token) = (call.visit(), call.path_part("token"));
    let seen = call.form.get(SEEN).and_then(|seen| seen.parse().ok());
    let Some(seen) = seen.map(Version::new) else {
        return Err(PageError::Lost(LostPage::Unreadable));
    };
    let accepted = call
        .api
        .sessions
        .accept_invitation_by_link(&visit, token, Some(seen))
        .await;
    let accepted = accepted.map_err(ended)?;
    let to = if accepted.asks_password {
        LandingPath::stored(password::PATH.to_owned())
    } else {
        LandingPath::default()
    };
    let life = CookieLife::AsBrowser;
    Ok(signed_in(call, &accepted.signed_in, &to, life))
}

async fn decline(call: &PageCall) -> PageResult {
    let (visit, token) = (call.visit(), call.path_part("token"));
    let declined = call
        .api
        .sessions
        .decline_invitation_by_link(&visit, token)
        .await;
    let declined = declined.map_err(ended)?;
    Ok(PageAnswer::page(&DeclinedPage {
        frame: &call.frame,
        account: declined.account_name,
    })?)
}

/// An invitation that was answered, sent again or cancelled, or has lapsed, or never was.
pub(super) fn ended(error: UseCaseError) -> PageError {
    if error.refusal() == Some(Refusal::NotFound) {
        PageError::Lost(LostPage::InvitationEnded)
    } else {
        error.into()
    }
}
