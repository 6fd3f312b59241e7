//! `DELETE /v1/service-tokens/{token}`: the platform revokes one of its tokens.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/service-tokens/{token}", tag = "Tokens", operation_id = "revoke_service_token",
    request_body = Option<NoMembers>,
    responses((status = 204, description = "The token is revoked.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let token = call.path_id("token")?;
    call.no_members()?;
    let act = call.api().tokens.revoke_service(&call.cx, token);
    call.write(act, |()| Ok(Answer::nothing())).await
}
