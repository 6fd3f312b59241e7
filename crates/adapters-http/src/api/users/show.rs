//! `GET /v1/users/{user}`: one person, to the platform.

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::users::UserView, problem::Problem};

#[utoipa::path(get, path = "/v1/users/{user}", tag = "Users", operation_id = "show_user",
    responses((status = 200, description = "The person.", body = UserView,
        headers(("ETag" = String, description = "The version of the person.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    call.query(&[], &[])?;
    let user = call.api().users.show(&call.cx, &user).await?;
    Ok(Answer::ok(&UserView::of(&user))?
        .tagged(user.version)
        .send())
}
