//! `POST /v1/users/{user}/erase`: the platform has a person forgotten; only the id stays (T3).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::users::UserView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/users/{user}/erase", tag = "Users", operation_id = "erase_user",
    request_body = Option<NoMembers>,
    responses((status = 200, description = "What is left of the person.", body = UserView,
        headers(("ETag" = String, description = "The version of the person.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    call.no_members()?;
    let act = call.api().users.erase(&call.cx, user);
    call.write(act, |user| {
        Ok(Answer::ok(&UserView::of(user))?.tagged(user.version))
    })
    .await
}
