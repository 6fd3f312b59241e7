//! `GET /`: who is signed in, and how the pages look to them. Later it leads to the clients.

use askama::Template;

use super::{
    answer::PageAnswer, call::PageCall, door::PageResult, enamel::Enamel, frame::PageFrame,
};

#[derive(Template)]
#[template(path = "home.html")]
pub(super) struct HomePage<'a> {
    pub(super) frame: &'a PageFrame,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) ava: Enamel,
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let user = &call.session()?.user;
    let email = user.email.as_ref().map(ToString::to_string);
    Ok(PageAnswer::page(&HomePage {
        frame: &call.frame,
        name: user.name.to_string(),
        email: email.unwrap_or_default(),
        ava: Enamel::of(user.name.as_str(), &user.id.to_string()),
    })?)
}
