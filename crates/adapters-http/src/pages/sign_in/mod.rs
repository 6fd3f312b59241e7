//! `POST /sign-in`: signs in with an address and a password.

pub(crate) mod by_link;
pub(crate) mod form;
pub(crate) mod link;

use actix_web::http::{StatusCode, header};
use latchkey_application::sessions::{SignIn, SignInError};
use latchkey_domain::people::{session::Keep, token::SecretText};

use super::{
    answer::PageAnswer,
    call::PageCall,
    door::PageResult,
    signed_in::{CookieLife, signed_in},
};
use form::{FormNote, SignInPage};

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let email = call.form.get("email").unwrap_or_default().trim().to_owned();
    let password = call.form.get("password").unwrap_or_default().to_owned();
    let remember = call.form.get("remember").is_some();
    let cmd = SignIn {
        email: email.clone(),
        password: SecretText::new(password),
        keep: if remember {
            Keep::ToTheEnd
        } else {
            Keep::UntilIdle
        },
    };
    let (status, note, wait) = match call.api.sessions.sign_in(&call.visit(), cmd).await {
        Ok(who) => {
            let life = if remember {
                CookieLife::AsSession
            } else {
                CookieLife::AsBrowser
            };
            return Ok(signed_in(&call, &who, &call.to(), life));
        }
        Err(SignInError::Other(error)) => return Err(error.into()),
        Err(SignInError::TooManyAttempts(too_many)) => {
            let wait = Some(too_many.retry_after_seconds);
            (StatusCode::TOO_MANY_REQUESTS, Some(FormNote::TooMany), wait)
        }
        Err(SignInError::NotSignedIn) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(FormNote::Wrong),
            None,
        ),
        Err(SignInError::PasswordsOff) => (StatusCode::FORBIDDEN, None, None),
    };
    let page = SignInPage {
        email,
        remember,
        note,
        ..SignInPage::of(&call)
    };
    let answer = PageAnswer::page(&page)?.with_status(status);
    Ok(match wait {
        Some(seconds) => answer.with_header(header::RETRY_AFTER, seconds.to_string()),
        None => answer,
    })
}
