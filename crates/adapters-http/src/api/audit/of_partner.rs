//! `GET /v1/partners/{partner}/audit-events`: what concerns a partner, to holders of
//! `partner.employees.view`.

use actix_web::HttpResponse;

use super::EventParams;
use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::audit::AuditEventView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/audit-events", tag = "Audit",
    operation_id = "list_events_of_partner", params(EventParams, PageParams),
    responses((status = 200, description = "Events, newest first.",
        body = ListOf<AuditEventView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, wanted) = super::wanted(&call)?;
    let partner = call.path_account("partner").await?;
    let events = call
        .api()
        .trail
        .of_partner(&call.cx, partner, &wanted)
        .await?;
    let events = super::of_known_type(&query, events);
    let list = call.list(&query, events, |event| AuditEventView::of(&event));
    Ok(Answer::ok(&list)?.send())
}
