//! `GET /outbox/{mail}`: one mail of the demo, as its reader would have seen it.

use askama::Template;
use latchkey_application::mail::OutboxMail;
use latchkey_domain::{base::refusal::Refusal, people::mail::MailId};

use super::must_be_demo;
use crate::{
    pages::{
        answer::PageAnswer, call::PageCall, door::PageResult, failure::PageError, frame::PageFrame,
    },
    problem::Problem,
};

#[derive(Template)]
#[template(path = "outbox_mail.html")]
pub(in crate::pages) struct OutboxMailPage<'a> {
    pub(in crate::pages) frame: &'a PageFrame,
    pub(in crate::pages) mail: OutboxMail,
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let mail = find(&call).await?;
    let page = OutboxMailPage {
        frame: &call.frame,
        mail,
    };
    Ok(PageAnswer::page(&page)?.framing_own())
}

/// The mail that the path names.
pub(super) async fn find(call: &PageCall) -> Result<OutboxMail, PageError> {
    must_be_demo(call)?;
    let id = MailId::parse(call.path_part("mail"));
    let id = id.ok_or_else(|| Problem::from(Refusal::NotFound))?;
    Ok(call.api.mails.outbox_mail(&id).await?)
}
