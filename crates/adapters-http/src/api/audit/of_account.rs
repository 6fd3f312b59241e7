//! `GET /v1/accounts/{account}/audit-events`: what happened in an account, to its super admins and holders of
//! `audit_log.view`.

use actix_web::HttpResponse;

use super::EventParams;
use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::audit::AuditEventView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/audit-events", tag = "Audit",
    operation_id = "list_events_of_account", params(EventParams, PageParams),
    responses((status = 200, description = "Events, newest first.",
        body = ListOf<AuditEventView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, wanted) = super::wanted(&call)?;
    let account = call.path_account("account").await?;
    let events = call
        .api()
        .trail
        .of_account(&call.cx, account, &wanted)
        .await?;
    let events = super::of_known_type(&query, events);
    let list = call.list(&query, events, |event| AuditEventView::of(&event));
    Ok(Answer::ok(&list)?.send())
}
