//! `GET /v1/accounts/{account}/audit-events`: what happened in an account, to its super admins, holders of
//! `audit_log.view`, and the platform (scope `audit`).

use actix_web::HttpResponse;
use latchkey_application::audit::NamedSide;

use super::EventParams;
use crate::{
    extract::{Call, ListOf, PageParams},
    map::audit::AuditEventView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/audit-events", tag = "Audit",
    operation_id = "list_events_of_account", params(EventParams, PageParams),
    responses((status = 200, description = "Events, newest first; as a table or line by line all that \
        match, whatever `limit` and `cursor` say.", content(
            (ListOf<AuditEventView> = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, wanted) = super::wanted(&call)?;
    let account = call.path_account("account")?;
    super::answer(&call, &query, NamedSide::Account(account), wanted).await
}
