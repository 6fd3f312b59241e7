//! `GET /v1/accounts/{account}`: one account, to the platform.

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::accounts::AccountView, problem::Problem};

#[utoipa::path(get, path = "/v1/accounts/{account}", tag = "Accounts", operation_id = "show_account",
    responses((status = 200, description = "The account.", body = AccountView,
        headers(("ETag" = String, description = "The version of the account.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let account = call.path_account("account")?;
    call.query(&[], &[])?;
    let account = call.api().accounts.show(&call.cx, &account).await?;
    Ok(Answer::ok(&AccountView::of(&account))?
        .tagged(account.version)
        .send())
}
