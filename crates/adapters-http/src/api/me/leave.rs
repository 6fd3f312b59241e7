//! `DELETE /v1/me/memberships/{account}`: the caller leaves an account, or declines an invitation to it (I4).

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, problem::Problem};

#[utoipa::path(delete, path = "/v1/me/memberships/{account}", tag = "Me",
    operation_id = "leave_account",
    responses((status = 204, description = "The membership is gone.")))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let account = call.path_account("account")?;
    let api = call.api();
    let act = api.memberships.leave(&call.cx, &account);
    call.write(act, |()| Ok(Answer::nothing())).await
}
