//! `DELETE /v1/webhook-endpoints/{endpoint}`: the platform removes an endpoint (N2).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/webhook-endpoints/{endpoint}", tag = "Webhooks",
    operation_id = "remove_webhook_endpoint", request_body = Option<NoMembers>,
    responses((status = 204, description = "Nothing more is sent to it.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("endpoint")?;
    call.no_members()?;
    let act = call.api().webhooks.remove(&call.cx, id);
    call.write(act, |()| Ok(Answer::nothing())).await
}
