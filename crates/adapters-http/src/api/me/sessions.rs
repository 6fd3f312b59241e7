//! `GET /v1/me/sessions`: where the caller is signed in.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::sessions::SessionView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/me/sessions", tag = "Me", operation_id = "list_own_sessions",
    params(PageParams),
    responses((status = 200, description = "Sessions of the pages that have not ended, newest first.",
        body = ListOf<SessionView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let sessions = call.api().sessions.list_own(&call.cx, &page).await?;
    let list = call.list(&query, sessions, |session| SessionView::of(&session));
    Ok(Answer::ok(&list)?.send())
}
