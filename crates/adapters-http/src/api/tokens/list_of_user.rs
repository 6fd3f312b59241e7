//! `GET /v1/users/{user}/tokens`: a person's tokens, to the platform.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::tokens::TokenView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/users/{user}/tokens", tag = "Tokens", operation_id = "list_user_tokens",
    params(PageParams),
    responses((status = 200, description = "Tokens, newest first, revoked ones too.",
        body = ListOf<TokenView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let (query, page) = call.page_only()?;
    let tokens = call
        .api()
        .tokens
        .list_of_user(&call.cx, &user, &page)
        .await?;
    let list = call.list(&query, tokens, |token| TokenView::of(&token));
    Ok(Answer::ok(&list)?.send())
}
