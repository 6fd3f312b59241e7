//! `GET /outbox/{mail}/html`: the HTML of a mail, alone and without rights, for the frame that shows it.

use super::mail::find;
use crate::pages::{answer::PageAnswer, call::PageCall, door::PageResult};

/// Its style is inline, as mail programs want it. Its links open where the frame is.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation";

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let mail = find(&call).await?;
    let html = mail
        .html
        .replacen("<head>", "<head><base target=\"_top\">", 1);
    Ok(PageAnswer::html(html).with_policy(POLICY))
}
