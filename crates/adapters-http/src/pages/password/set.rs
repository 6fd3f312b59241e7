//! `POST /password`: sets the first password.

use actix_web::http::StatusCode;
use latchkey_domain::people::{password::NewPassword, sign_in_link::LandingPath};

use super::PasswordPage;
use crate::pages::{answer::PageAnswer, call::PageCall, door::PageResult};

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let cx = call.cx()?;
    let text = call.form.get("password").unwrap_or_default();
    let Ok(password) = NewPassword::parse(text.to_owned()) else {
        let user = &call.session()?.user;
        let email = user.email.as_ref().map(ToString::to_string);
        let page = PasswordPage {
            is_too_short: true,
            ..PasswordPage::of(&call, email.unwrap_or_default())
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(PageAnswer::page(&page)?.with_status(status));
    };
    let ready = call.api.sessions.set_first_password(&cx, password).await?;
    call.api.calls.commit(ready, &cx, None).await?;
    Ok(PageAnswer::to(&LandingPath::default()))
}
