//! `GET /sign-in/{token}`: whom a sign-in link signs in, with a button. Nothing is used up.

use askama::Template;
use latchkey_domain::base::{text::Name, time::Time};

use super::by_link::ended;
use crate::pages::{
    answer::PageAnswer, call::PageCall, door::PageResult, enamel::Enamel, frame::PageFrame,
};

#[derive(Template)]
#[template(path = "sign_in_link.html")]
pub(in crate::pages) struct SignInLinkPage<'a> {
    pub(in crate::pages) frame: &'a PageFrame,
    pub(in crate::pages) name: Name,
    pub(in crate::pages) ava: Enamel,
    pub(in crate::pages) until: Time,
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let link = call.api.sessions.show_link(call.path_part("token")).await;
    let link = link.map_err(ended)?;
    Ok(PageAnswer::page(&SignInLinkPage {
        frame: &call.frame,
        ava: Enamel::of(link.user.name.as_str(), &link.user.id.to_string()),
        name: link.user.name.clone(),
        until: link.expires_at,
    })?)
}
