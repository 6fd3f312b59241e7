//! `GET /v1/accounts/{account}/permission-sets`: the standard sets and those of the account.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::permission_sets::PermissionSetView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/permission-sets", tag = "Permission sets",
    operation_id = "list_permission_sets", params(PageParams),
    responses((status = 200, description = "Sets, oldest first.",
        body = ListOf<PermissionSetView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let account = call.path_account("account")?;
    let sets = call
        .api()
        .permission_sets
        .list(&call.cx, &account, &page)
        .await?;
    let list = call.list(&query, sets, |set| PermissionSetView::of(&set));
    Ok(Answer::ok(&list)?.send())
}
