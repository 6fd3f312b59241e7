//! `GET /v1/partners/{partner}/access-links/{link}/approvals`: which clients approved a link, when and
//! by whom (L2).

use actix_web::HttpResponse;
use latchkey_application::access_links::TargetLink;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::links::LinkApprovalView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/access-links/{link}/approvals",
    tag = "Access links", operation_id = "list_link_approvals", params(PageParams),
    responses((status = 200, description = "Approvals, newest first.",
        body = ListOf<LinkApprovalView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let link = call.path_id("link")?;
    let target = TargetLink {
        partner: call.path_account("partner")?,
        link,
    };
    let links = &call.api().access_links;
    let approvals = links.approvals(&call.cx, &target, &page).await?;
    let list = call.list(&query, approvals, |seen| LinkApprovalView::of(&seen));
    Ok(Answer::ok(&list)?.send())
}
