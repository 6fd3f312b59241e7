//! `POST /v1/users/{user}/erase`: the platform has a person forgotten; only the id stays (T3).

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::users::{UserView, last_super_admin},
    problem::Problem,
};

/// How a person is erased.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EraseBody {
    /// Whether erasing the person may leave an account without a permanent super admin.
    #[schema(nullable = false)]
    leave_without_super_admin: Option<bool>,
}

#[utoipa::path(post, path = "/v1/users/{user}/erase", tag = "Users", operation_id = "erase_user",
    request_body = Option<EraseBody>,
    responses((status = 200, description = "What is left of the person.", body = UserView,
        headers(("ETag" = String, description = "The version of the person.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let body = call.optional_body::<EraseBody>()?;
    let last = last_super_admin(body.leave_without_super_admin);
    let act = call.api().users.erase(&call.cx, user, last);
    call.write(act, |user| {
        Ok(Answer::ok(&UserView::of(user))?.tagged(user.version))
    })
    .await
}
