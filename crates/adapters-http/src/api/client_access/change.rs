//! `PATCH …/clients/{client}/employees/{user}`: a partner admin gives an employee another set (A2).

use actix_web::HttpResponse;
use latchkey_application::{client_access::ChangeEmployee, frame::mode::Mode};
use latchkey_domain::{base::ids::PermissionSetId, partner_side::WantedEnd};
use serde::Deserialize;
use utoipa::ToSchema;

use super::target_employee;
use crate::{
    answer::Answer,
    extract::{Call, Checks, given},
    map::{clients::ItemResultView, permission_sets::set_id},
    problem::Problem,
};

/// The permission set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeEmployeeBody {
    #[schema(value_type = String)]
    permission_set: Option<String>,
    /// When the access ends, never beyond the caller's own end; `null`: never. Left out, it stays.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Option<String>>,
    /// `true` only shows the result and changes nothing.
    #[schema(nullable = false)]
    dry_run: Option<bool>,
}

struct CheckedChange {
    permission_set: PermissionSetId,
    expires_at: WantedEnd,
    mode: Mode,
}

impl ChangeEmployeeBody {
    fn checked(self, mut checks: Checks) -> Result<CheckedChange, Problem> {
        let set = self.permission_set.as_deref();
        let set = checks.required("/permission_set", set, set_id);
        let end = checks.clearable_end("/expires_at", self.expires_at);
        checks.finish(set.map(|permission_set| CheckedChange {
            permission_set,
            expires_at: end.map_or(WantedEnd::Keep, WantedEnd::At),
            mode: super::mode(self.dry_run),
        }))
    }
}

#[utoipa::path(patch, path = "/v1/partners/{partner}/clients/{client}/employees/{user}",
    tag = "Client access", operation_id = "change_employee", request_body = ChangeEmployeeBody,
    responses((status = 200, description = "What became of it.", body = ItemResultView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (body, checks) = call.changes::<ChangeEmployeeBody>(&["/expires_at"])?;
    let body = body.checked(checks)?;
    let change = ChangeEmployee {
        target: target_employee(&call)?,
        permission_set: body.permission_set,
        expires_at: body.expires_at,
        mode: body.mode,
    };
    let act = call.api().client_access.change(&call.cx, change);
    call.write(act, |result| Answer::ok(&ItemResultView::of(result)))
        .await
}
