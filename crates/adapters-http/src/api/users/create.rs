//! `POST /v1/users`: the platform makes a person known; their address counts as confirmed (I1).

use actix_web::HttpResponse;
use latchkey_application::users::RegisterUser;
use latchkey_domain::{
    base::text::{ExternalId, Name},
    people::{email::EmailAddress, password::NewPassword},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks},
    map::{
        users::{UserView, locale},
        words,
    },
    problem::Problem,
};

/// A new person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUserBody {
    #[schema(value_type = String, format = Email)]
    email: Option<String>,
    #[schema(value_type = String)]
    name: Option<String>,
    #[schema(value_type = Option<words::Locale>, default = "en")]
    locale: Option<String>,
    /// The platform's own id (`external_id`).
    external_id: Option<String>,
    /// At least 8 characters.
    #[schema(min_length = 8)]
    password: Option<String>,
}

impl NewUserBody {
    fn checked(self, mut checks: Checks) -> Result<RegisterUser, Problem> {
        let email = checks.required("/email", self.email.as_deref(), EmailAddress::parse);
        let name = checks.required("/name", self.name.as_deref(), Name::parse);
        let locale = checks.optional("/locale", self.locale.as_deref(), locale);
        let external_id = self.external_id.as_deref();
        let external_id = checks.optional("/external_id", external_id, ExternalId::parse);
        let password = checks.optional("/password", self.password, NewPassword::parse);
        checks.finish(email.zip(name).map(|(email, name)| RegisterUser {
            email,
            name,
            locale: locale.unwrap_or_default(),
            external_id,
            password,
        }))
    }
}

#[utoipa::path(post, path = "/v1/users", tag = "Users", operation_id = "create_user",
    request_body = NewUserBody,
    responses((status = 201, description = "The person.", body = UserView,
        headers(("ETag" = String, description = "The version of the person.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let new = call.body::<NewUserBody>()?.checked(call.checks())?;
    let act = call.api().users.register(&call.cx, new);
    call.write(act, |user| {
        Ok(Answer::created(&UserView::of(user))?.tagged(user.version))
    })
    .await
}
