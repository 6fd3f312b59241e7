//! `GET /v1/accounts/{account}/policy`: who may make partner admins there.

use actix_web::HttpResponse;

use super::PolicyView;
use crate::{answer::Answer, extract::Call, problem::Problem};

#[utoipa::path(get, path = "/v1/accounts/{account}/policy", tag = "Members",
    operation_id = "show_policy",
    responses((status = 200, description = "The policy.", body = PolicyView,
        headers(("ETag" = String, description = "The version of the account.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let account = call.path_account("account")?;
    let account = call.api().accounts.policy(&call.cx, &account).await?;
    Ok(Answer::ok(&PolicyView::of(&account))?
        .tagged(account.version)
        .send())
}
