//! `PATCH /v1/partners/{partner}/employees/{user}`: the partner says how it calls an employee.

use actix_web::HttpResponse;
use latchkey_application::client_access::ChangeEngagement;
use latchkey_domain::membership::Engagement;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, values::word},
    map::{
        employees::{EmployeeItem, version},
        words,
    },
    problem::Problem,
};

/// How the partner calls the person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmployeeChanges {
    #[schema(value_type = words::Engagement)]
    engagement: Option<String>,
}

impl EmployeeChanges {
    fn checked(self, mut checks: Checks) -> Result<Engagement, Problem> {
        let engagement = checks.required("/engagement", self.engagement.as_deref(), word);
        checks.finish(engagement)
    }
}

#[utoipa::path(patch, path = "/v1/partners/{partner}/employees/{user}", tag = "Client access",
    operation_id = "change_engagement", request_body = EmployeeChanges,
    responses((status = 200, description = "The employee as they are now.", body = EmployeeItem,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (body, checks) = call.changes::<EmployeeChanges>(&[])?;
    let engagement = body.checked(checks)?;
    let change = ChangeEngagement {
        partner: call.path_account("partner")?,
        employee: call.path_user("user")?,
        engagement,
    };
    let act = call.api().client_access.change_engagement(&call.cx, change);
    call.write(act, |view| {
        Ok(Answer::ok(&EmployeeItem::of(view))?.tagged_if(version(view)))
    })
    .await
}
