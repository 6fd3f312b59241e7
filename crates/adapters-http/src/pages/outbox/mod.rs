//! `GET /outbox?q&to&kind&after`: the mails that the demo would have sent. Only the demo has this page.

pub(crate) mod html;
pub(crate) mod mail;

use std::collections::BTreeSet;

use askama::Template;
use latchkey_application::mail::{KeptMailFilter, OutboxLine};
use latchkey_domain::people::mail::MailKind;

use super::{
    answer::PageAnswer,
    call::PageCall,
    door::PageResult,
    failure::{LostPage, PageError, encoded},
    frame::PageFrame,
};

/// How many mails a page lists.
const ON_A_PAGE: usize = 25;

#[derive(Template)]
#[template(path = "outbox.html")]
pub(super) struct OutboxPage<'a> {
    pub(super) frame: &'a PageFrame,
    pub(super) text: String,
    pub(super) to: String,
    pub(super) kind: Option<MailKind>,
    /// The addresses that mails went to.
    pub(super) addresses: Vec<String>,
    /// The kinds of the mails that there are.
    pub(super) kinds: Vec<MailKind>,
    pub(super) lines: Vec<OutboxLine>,
    /// The numbers of the first and the last line, and of all.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) count: usize,
    pub(super) is_filtered: bool,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
}

/// Fails where there is no such page.
fn must_be_demo(call: &PageCall) -> Result<(), PageError> {
    if call.api.settings.shows_outbox {
        Ok(())
    } else {
        Err(PageError::Lost(LostPage::NotFound))
    }
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    must_be_demo(&call)?;
    let query = call.query();
    let filter = KeptMailFilter {
        text: query.filled("q").map(str::to_owned),
        to: query.filled("to").map(str::to_owned),
        kind: query.get("kind").and_then(MailKind::parse),
    };
    let all = call.api.mails.outbox(&KeptMailFilter::default()).await?;
    let lines = call.api.mails.outbox(&filter).await?;
    let after = query.get("after").and_then(|after| after.parse().ok());
    let after = after.unwrap_or(0).min(lines.len());
    Ok(PageAnswer::page(&page(
        &call.frame,
        &filter,
        &all,
        lines,
        after,
    ))?)
}

/// The page of the lines behind the first `after`.
pub(super) fn page<'a>(
    frame: &'a PageFrame,
    filter: &KeptMailFilter,
    all: &[OutboxLine],
    lines: Vec<OutboxLine>,
    after: usize,
) -> OutboxPage<'a> {
    let addresses: BTreeSet<_> = all.iter().map(|line| line.address.clone()).collect();
    let kinds: BTreeSet<_> = all.iter().map(|line| line.kind).collect();
    let text = filter.text.clone().unwrap_or_default();
    let to = filter.to.clone().unwrap_or_default();
    let at = |after: usize| {
        let kind = filter.kind.map_or("", MailKind::as_str);
        let (text, to) = (encoded(&text), encoded(&to));
        format!(
            "{}/outbox?q={text}&to={to}&kind={kind}&after={after}",
            frame.base
        )
    };
    let count = lines.len();
    let lines: Vec<_> = lines.into_iter().skip(after).take(ON_A_PAGE).collect();
    let last = after + lines.len();
    OutboxPage {
        frame,
        kind: filter.kind,
        addresses: addresses.into_iter().collect(),
        kinds: kinds.into_iter().collect(),
        first: if lines.is_empty() { last } else { after + 1 },
        last,
        count,
        is_filtered: filter.text.is_some() || filter.to.is_some() || filter.kind.is_some(),
        newer: (after > 0).then(|| at(after.saturating_sub(ON_A_PAGE))),
        older: (last < count).then(|| at(last)),
        lines,
        text,
        to,
    }
}
