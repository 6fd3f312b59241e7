//! `GET …/clients/{client}/assignable-permission-sets`: the sets that the caller, a partner admin
//! there, may give, each with what would be withheld (A2, A5).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::clients::AssignableSetView,
    problem::Problem,
};

#[utoipa::path(get,
    path = "/v1/partners/{partner}/clients/{client}/assignable-permission-sets",
    tag = "Client access", operation_id = "list_assignable_permission_sets", params(PageParams),
    responses((status = 200, description = "Sets, oldest first.",
        body = ListOf<AssignableSetView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let service = &call.api().client_access;
    let sets = service
        .assignable_sets(&call.cx, &partner, &client, &page)
        .await?;
    let list = call.list(&query, sets, |offer| AssignableSetView::of(&offer));
    Ok(Answer::ok(&list)?.send())
}
