//! `GET /v1/accounts/{account}/members`: an account's members.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::members::MembershipView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/members", tag = "Members",
    operation_id = "list_members", params(PageParams),
    responses((status = 200, description = "Members, oldest first.",
        body = ListOf<MembershipView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let account = call.path_account("account")?;
    let api = call.api();
    let members = api.memberships.members(&call.cx, &account, &page).await?;
    let list = call.list(&query, members, |view| MembershipView::of(&view));
    Ok(Answer::ok(&list)?.send())
}
