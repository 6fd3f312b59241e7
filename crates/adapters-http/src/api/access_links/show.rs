//! `GET /v1/access-links/{token}`: what an approver is shown before they decide (L3, L4).

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::links::LinkPageView, problem::Problem};

#[utoipa::path(get, path = "/v1/access-links/{token}", tag = "Access links",
    operation_id = "show_access_link",
    responses((status = 200, description = "Who asks, for what, and where the caller may approve.",
        body = LinkPageView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let token = call.path_text("token")?;
    let page = call.api().access_links.show(&call.cx, &token).await?;
    Ok(Answer::ok(&LinkPageView::of(&page))?.send())
}
