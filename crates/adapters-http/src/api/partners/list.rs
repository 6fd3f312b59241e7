//! `GET /v1/accounts/{account}/partners`: who serves the account, or served it (A11).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::partners::PartnerItem,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/partners", tag = "Members",
    operation_id = "list_partners", params(PageParams),
    responses((status = 200, description = "The partners for whom members act, or with a relationship.",
        body = ListOf<PartnerItem>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let account = call.path_account("account")?;
    let partners = call.api().partners.list(&call.cx, &account, &page).await?;
    let list = call.list(&query, partners, |partner| PartnerItem::of(&partner));
    Ok(Answer::ok(&list)?.send())
}
