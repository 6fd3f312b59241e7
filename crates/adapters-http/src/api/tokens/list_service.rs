//! `GET /v1/service-tokens`: the platform's own tokens.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::tokens::TokenView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/service-tokens", tag = "Tokens", operation_id = "list_service_tokens",
    params(PageParams),
    responses((status = 200, description = "Tokens, newest first, revoked ones too.",
        body = ListOf<TokenView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let tokens = call.api().tokens.list_service(&call.cx, &page).await?;
    let list = call.list(&query, tokens, |token| TokenView::of(&token));
    Ok(Answer::ok(&list)?.send())
}
