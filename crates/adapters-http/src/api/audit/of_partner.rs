//! `GET /v1/partners/{partner}/audit-events`: what concerns a partner, to holders of
//! `partner.employees.view`.

use actix_web::HttpResponse;
use latchkey_application::audit::NamedSide;

use super::EventParams;
use crate::{
    extract::{Call, ListOf, PageParams},
    map::audit::AuditEventView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/audit-events", tag = "Audit",
    operation_id = "list_events_of_partner", params(EventParams, PageParams),
    responses((status = 200, description = "Events, newest first; as a table or line by line all that \
        match, whatever `limit` and `cursor` say.", content(
            (ListOf<AuditEventView> = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, wanted) = super::wanted(&call)?;
    let partner = call.path_account("partner")?;
    super::answer(&call, &query, NamedSide::Partner(partner), wanted).await
}
