//! `GET /v1/partner-admins/standardize`: what is set down, and what was done (L9).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::standardizations::StandardizationItem,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partner-admins/standardize", tag = "Partner admins",
    operation_id = "list_standardizations", params(PageParams),
    responses((status = 200, description = "Newest first.", body = ListOf<StandardizationItem>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let all = call.api().standardizations.list(&call.cx, &page).await?;
    let list = call.list(&query, all, |one| StandardizationItem::of(&one));
    Ok(Answer::ok(&list)?.send())
}
