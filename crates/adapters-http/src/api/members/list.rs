//! `GET /v1/accounts/{account}/members`: an account's members.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call, ListOf, PageParams},
    map::{actions::ActionsOfItems, members::MembershipView},
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/members", tag = "Members",
    operation_id = "list_members", params(ActionParams, PageParams),
    responses((status = 200, description = "Members, oldest first.",
        body = ListOf<MembershipView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page, asks_actions) = call.page_and_actions()?;
    let account = call.path_account("account")?;
    let service = &call.api().memberships;
    let members = service.members(&call.cx, &account, &page).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        actions = ActionsOfItems::of(service.actions(&call.cx, &members.items).await?);
    }
    let list = call.list(&query, members, |view| {
        MembershipView::of(&view).with(actions.next())
    });
    Ok(Answer::ok(&list)?.send())
}
