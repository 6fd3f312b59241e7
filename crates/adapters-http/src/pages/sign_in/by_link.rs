//! `POST /sign-in/{token}`: signs in with a link, which works once.

use latchkey_application::frame::error::UseCaseError;
use latchkey_domain::base::refusal::Refusal;

use crate::pages::{
    call::PageCall,
    door::PageResult,
    failure::{LostPage, PageError},
    signed_in::{CookieLife, signed_in},
};

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let token = call.path_part("token");
    let used = call.api.sessions.use_link(&call.visit(), token).await;
    let used = used.map_err(ended)?;
    let life = CookieLife::AsBrowser;
    Ok(signed_in(&call, &used.signed_in, &used.to, life))
}

/// A link that was used, has lapsed or never was.
pub(super) fn ended(error: UseCaseError) -> PageError {
    if error.refusal() == Some(Refusal::NotFound) {
        PageError::Lost(LostPage::SignInLinkEnded)
    } else {
        error.into()
    }
}
