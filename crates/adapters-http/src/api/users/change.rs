//! `PATCH /v1/users/{user}`: the platform changes a person, or switches them off or on.

use actix_web::HttpResponse;
use latchkey_application::users::ChangeUser;

use crate::{
    answer::Answer,
    extract::Call,
    map::users::{UserChangesBody, UserView},
    problem::Problem,
};

#[utoipa::path(patch, path = "/v1/users/{user}", tag = "Users", operation_id = "change_user",
    request_body = UserChangesBody,
    responses((status = 200, description = "The person as they are now.", body = UserView,
        headers(("ETag" = String, description = "The version of the person.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let (body, checks) = call.changes::<UserChangesBody>(&["/external_id"])?;
    let changes = body.checked(checks)?;
    let act = call
        .api()
        .users
        .change(&call.cx, ChangeUser { user, changes });
    call.write(act, |user| {
        Ok(Answer::ok(&UserView::of(user))?.tagged(user.version))
    })
    .await
}
