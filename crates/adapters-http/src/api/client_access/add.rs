//! `POST …/clients/{client}/employees`: a partner admin adds employees to a client with one set (A4).

use actix_web::HttpResponse;
use latchkey_application::{
    client_access::{AddEmployees, MOST_EMPLOYEES},
    frame::mode::Mode,
};
use latchkey_domain::base::{ids::PermissionSetId, reference::UserRef, time::Time};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::{
        clients::{ItemResultView, ItemResultsView},
        permission_sets::set_id,
    },
    problem::Problem,
};

/// The employees and the permission set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddEmployeesBody {
    /// 1 to 100 of them.
    #[schema(value_type = Vec<String>)]
    employees: Option<Vec<String>>,
    #[schema(value_type = String)]
    permission_set: Option<String>,
    /// When their access ends; never beyond the caller's own end.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
    /// `true` only shows the result and changes nothing.
    dry_run: Option<bool>,
}

struct CheckedAddition {
    employees: Vec<UserRef>,
    permission_set: PermissionSetId,
    expires_at: Option<Time>,
    mode: Mode,
}

impl AddEmployeesBody {
    fn checked(self, call: &Call) -> Result<CheckedAddition, Problem> {
        let mut checks = call.checks();
        if self.employees.is_none() {
            checks.missing("/employees");
        }
        let employees = self.employees.unwrap_or_default();
        let employees = checks.names("/employees", employees, MOST_EMPLOYEES, |text| {
            call.user_ref(text)
        });
        let set = self.permission_set.as_deref();
        let set = checks.required("/permission_set", set, set_id);
        let expires_at = checks.end("/expires_at", self.expires_at.as_deref());
        checks.finish(set.map(|permission_set| CheckedAddition {
            employees,
            permission_set,
            expires_at,
            mode: super::mode(self.dry_run),
        }))
    }
}

#[utoipa::path(post, path = "/v1/partners/{partner}/clients/{client}/employees",
    tag = "Client access", operation_id = "add_employees", request_body = AddEmployeesBody,
    responses((status = 200, description = "What became of each, in the order asked.",
        body = ItemResultsView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.body::<AddEmployeesBody>()?.checked(&call)?;
    let add = AddEmployees {
        partner: call.path_account("partner")?,
        client: call.path_account("client")?,
        employees: body.employees,
        permission_set: body.permission_set,
        expires_at: body.expires_at,
        mode: body.mode,
    };
    let act = call.api().client_access.add(&call.cx, add);
    call.write(act, |added| {
        Answer::ok(&ItemResultsView {
            results: added.results.iter().map(ItemResultView::of).collect(),
        })
    })
    .await
}
