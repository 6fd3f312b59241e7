//! `GET /v1/partners/{partner}/access-links`: the links of a partner, to those who may hand them on.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::links::AccessLinkView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/access-links", tag = "Access links",
    operation_id = "list_access_links", params(PageParams),
    responses((status = 200, description = "Links, newest first, revoked ones too.",
        body = ListOf<AccessLinkView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let partner = call.path_account("partner")?;
    let api = call.api();
    let links = api.access_links.list(&call.cx, &partner, &page).await?;
    let list = call.list(&query, links, |view| {
        AccessLinkView::of(&view, &api.settings)
    });
    Ok(Answer::ok(&list)?.send())
}
