//! `POST /preferences`: how the pages look and which language they speak, in this browser.

use latchkey_domain::base::text::Locale;

use super::{
    answer::PageAnswer, call::PageCall, cookies::CookieName, door::PageResult, theme::Theme,
};

/// A year.
const KEPT_FOR: i64 = 365 * 24 * 60 * 60;

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let mut answer = PageAnswer::to(&call.to());
    if let Some(theme) = call.form.get("theme").and_then(Theme::parse) {
        let cookie = call
            .cookies
            .set(CookieName::Theme, theme.as_str(), Some(KEPT_FOR));
        answer = answer.with_cookie(cookie);
    }
    if let Some(locale) = call.form.get("language").and_then(Locale::parse) {
        let cookie = call
            .cookies
            .set(CookieName::Language, locale.as_str(), Some(KEPT_FOR));
        answer = answer.with_cookie(cookie);
    }
    Ok(answer)
}
