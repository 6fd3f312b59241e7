//! `DELETE /v1/users/{user}/tokens/{token}`: the platform revokes a person's token.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/users/{user}/tokens/{token}", tag = "Tokens", operation_id = "revoke_user_token",
    request_body = Option<NoMembers>,
    responses((status = 204, description = "The token is revoked.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let token = call.path_id("token")?;
    call.no_members()?;
    let act = call.api().tokens.revoke_of_user(&call.cx, &user, token);
    call.write(act, |()| Ok(Answer::nothing())).await
}
