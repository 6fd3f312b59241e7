//! `DELETE /v1/me/sessions/{session}`: the caller signs out of one of their sessions.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/me/sessions/{session}", tag = "Me", operation_id = "end_own_session",
    request_body = Option<NoMembers>,
    responses((status = 204, description = "The session has ended.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let session = call.path_id("session")?;
    call.no_members()?;
    let act = call.api().sessions.end_own(&call.cx, session);
    call.write(act, |()| Ok(Answer::nothing())).await
}
