//! `PATCH /v1/accounts/{account}`: the platform changes an account, or closes it.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::Call,
    map::accounts::{AccountChanges, AccountView},
    problem::Problem,
};

#[utoipa::path(patch, path = "/v1/accounts/{account}", tag = "Accounts",
    operation_id = "change_account", request_body = AccountChanges,
    responses((status = 200, description = "The account as it is now.", body = AccountView,
        headers(("ETag" = String, description = "The version of the account.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let account = call.path_account("account")?;
    let (body, checks) = call.changes::<AccountChanges>(&["/external_id", "/program"])?;
    let change = body.checked(checks, account)?;
    let act = call.api().accounts.change(&call.cx, change);
    call.write(act, |account| {
        Ok(Answer::ok(&AccountView::of(account))?.tagged(account.version))
    })
    .await
}
