//! `PUT /v1/users/by-external-id/{id}`: the platform makes a person known, or changes them, under its
//! own id.

use actix_web::HttpResponse;
use latchkey_application::{accounts::Created, users::PutUser};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::{
        users::{UserChangesBody, UserView},
        words,
    },
    problem::Problem,
};

/// Who a person is; what is left out keeps its value. A new person needs a name and an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutUserBody {
    #[schema(nullable = false)]
    email: Option<String>,
    #[schema(nullable = false)]
    confirmed: Option<bool>,
    #[schema(nullable = false)]
    name: Option<String>,
    #[schema(value_type = Option<words::Locale>, nullable = false)]
    locale: Option<String>,
    #[schema(nullable = false)]
    password: Option<String>,
    /// `active` or `disabled`.
    #[schema(value_type = Option<words::UserStatus>, nullable = false)]
    status: Option<String>,
    /// Whether disabling the person may leave an account without a permanent super admin.
    #[schema(nullable = false)]
    leave_without_super_admin: Option<bool>,
}

impl From<PutUserBody> for UserChangesBody {
    fn from(body: PutUserBody) -> Self {
        Self {
            email: body.email,
            confirmed: body.confirmed,
            name: body.name,
            locale: body.locale,
            external_id: None,
            password: body.password,
            status: body.status,
            leave_without_super_admin: body.leave_without_super_admin,
        }
    }
}

#[utoipa::path(put, path = "/v1/users/by-external-id/{id}", tag = "Users",
    operation_id = "put_user", request_body = PutUserBody,
    responses(
        (status = 200, description = "The user existed; their current state.", body = UserView,
            headers(("ETag" = String, description = "The version of the person."))),
        (status = 201, description = "The new person.", body = UserView,
            headers(("ETag" = String, description = "The version of the person."))),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let external_id = call.path_external_id("id")?;
    let (body, checks) = call.changes::<PutUserBody>(&[])?;
    let changes = UserChangesBody::from(body).checked(checks)?;
    let put = PutUser {
        external_id,
        changes,
    };
    let act = call.api().users.put_by_external_id(&call.cx, put);
    call.write(act, |put| match put {
        Created::New(user) => Ok(Answer::created(&UserView::of(user))?.tagged(user.version)),
        Created::Existing(user) => Ok(Answer::ok(&UserView::of(user))?.tagged(user.version)),
    })
    .await
}
