//! `POST /sign-out`: ends the session of this browser.

use super::{answer::PageAnswer, call::PageCall, cookies::CookieName, door::PageResult};

pub(crate) async fn handle(call: PageCall) -> PageResult {
    if let Some(secret) = call.session_secret() {
        call.api
            .sessions
            .sign_out(&call.visit(), secret.expose())
            .await?;
    }
    let cookie = call.cookies.remove(CookieName::Session);
    Ok(PageAnswer::to_own("/sign-in").with_cookie(cookie))
}
