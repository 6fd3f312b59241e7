//! `DELETE /v1/me/tokens/{token}`: a person revokes one of their tokens.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/me/tokens/{token}", tag = "Tokens", operation_id = "revoke_own_token",
    request_body = Option<NoMembers>,
    responses((status = 204, description = "The token is revoked.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let token = call.path_id("token")?;
    call.no_members()?;
    let act = call.api().tokens.revoke_own(&call.cx, token);
    call.write(act, |()| Ok(Answer::nothing())).await
}
