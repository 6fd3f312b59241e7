//! The trail. Each side reads what it may see (T2).

mod export;
pub(crate) mod head;
pub(crate) mod of_account;
pub(crate) mod of_partner;

use actix_web::HttpResponse;
use latchkey_application::audit::{ListEvents, NamedEventFilter, NamedSide};
use latchkey_domain::{base::page::PageRequest, trail::event::EventName};

use crate::{
    answer::Answer,
    extract::{Call, Checks, Query, values::time},
    map::audit::AuditEventView,
    problem::Problem,
};

/// Filters of the events.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct EventParams {
    /// Done by this user. With a service token also by the platform's id, as `user` and `account`.
    actor: Option<String>,
    /// About this user.
    user: Option<String>,
    /// In this account.
    account: Option<String>,
    /// Of this type.
    #[param(example = "membership.created")]
    r#type: Option<String>,
    /// Not before this time.
    from: Option<String>,
    /// Before this time.
    to: Option<String>,
}

const KNOWN: [&str; 8] = [
    "actor", "user", "account", "type", "from", "to", "limit", "cursor",
];

/// Reads the filters and the page. An unknown `type` is no error: a newer version may have written it.
fn wanted(call: &Call) -> Result<(Query, ListEvents), Problem> {
    let query = call.query(&KNOWN, &[])?;
    let mut checks = Checks::default();
    let user = |text: &str| call.user_ref(text);
    let filter = NamedEventFilter {
        actor: query.checked(&mut checks, "actor", user),
        user: query.checked(&mut checks, "user", user),
        account: query.checked(&mut checks, "account", |text| call.account_ref(text)),
        kind: query.get("type").map(EventName::of),
        from: query.checked(&mut checks, "from", time),
        to: query.checked(&mut checks, "to", time),
    };
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(ListEvents { filter, page }))?;
    Ok((query, wanted))
}

/// Answers with a page of one side's events. If `Accept` asks for an export, answers with all of
/// them in that format.
async fn answer(
    call: &Call,
    query: &Query,
    side: NamedSide,
    mut wanted: ListEvents,
) -> Result<HttpResponse, Problem> {
    let format = export::asked_for(call);
    if format.is_some() {
        wanted.page = PageRequest::first();
    }
    let events = call.api().trail.of_side(&call.cx, &side, &wanted).await?;
    if let Some(format) = format {
        return export::TrailExport::begin(call, side, format, wanted).answer(&events);
    }
    let list = call.list(query, events, |event| AuditEventView::of(&event));
    Ok(Answer::ok(&list)?.send())
}
