//! The trail. Each side reads what it may see (T2).

mod export;
pub(crate) mod head;
pub(crate) mod of_account;
pub(crate) mod of_partner;

use actix_web::HttpResponse;
use latchkey_application::audit::{ListEvents, NamedSide, SeenEvent};
use latchkey_domain::{
    base::page::{Page, PageRequest},
    ports::EventFilter,
    trail::event::EventKind,
};

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
    /// Done by this user.
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

/// Drops all events if the requested `type` is unknown. That is not an error, since later versions
/// may add types.
fn of_known_type(query: &Query, events: Page<SeenEvent>) -> Page<SeenEvent> {
    match query.get("type").map(EventKind::parse) {
        Some(None) => Page {
            items: Vec::new(),
            next: None,
        },
        Some(Some(_)) | None => events,
    }
}

/// Reads the filters and the page.
fn wanted(call: &Call) -> Result<(Query, ListEvents), Problem> {
    let query = call.query(&KNOWN, &[])?;
    let mut checks = Checks::default();
    let user = |text: &str| {
        text.parse()
            .map_err(|_cause| "must be an id that begins with `usr_`")
    };
    let filter = EventFilter {
        actor: query.checked(&mut checks, "actor", user),
        user: query.checked(&mut checks, "user", user),
        account: query.checked(&mut checks, "account", |text| {
            text.parse()
                .map_err(|_cause| "must be an id that begins with `acc_`")
        }),
        kind: query.get("type").and_then(EventKind::parse),
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
    let events = of_known_type(query, events);
    if let Some(format) = format {
        return export::TrailExport::begin(call, side, format, wanted).answer(&events);
    }
    let list = call.list(query, events, |event| AuditEventView::of(&event));
    Ok(Answer::ok(&list)?.send())
}
