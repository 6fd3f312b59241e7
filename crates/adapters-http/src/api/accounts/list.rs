//! `GET /v1/accounts`: the platform's accounts.

use actix_web::HttpResponse;
use latchkey_application::accounts::ListAccounts;
use latchkey_domain::base::text::ExternalId;

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams},
    map::accounts::AccountView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts", tag = "Accounts", operation_id = "list_accounts",
    params(
        ("external_id" = Option<String>, Query, description = "Only the one that the platform calls so."),
        PageParams,
    ),
    responses((status = 200, description = "Accounts, oldest first.", body = ListOf<AccountView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["external_id", "limit", "cursor"], &[])?;
    let mut checks = Checks::default();
    let external_id = query.checked(&mut checks, "external_id", ExternalId::parse);
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(ListAccounts { external_id, page }))?;
    let accounts = call.api().accounts.list(&call.cx, &wanted).await?;
    let list = call.list(&query, accounts, |account| AccountView::of(&account));
    Ok(Answer::ok(&list)?.send())
}
