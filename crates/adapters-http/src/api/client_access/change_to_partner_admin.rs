//! `POST …/clients/{client}/employees/{user}/change-to-partner-admin`: a super admin of a client becomes
//! partner admin, by themself or by a colleague (L8).

use actix_web::HttpResponse;
use latchkey_application::client_access::ChangeEmployeeToPartnerAdmin;
use serde::Deserialize;
use utoipa::ToSchema;

use super::target_employee;
use crate::{
    answer::Answer,
    extract::Call,
    map::members::{MembershipView, billing, version},
    problem::Problem,
};

/// What becomes of billing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeEmployeeToPartnerAdminBody {
    /// Keep the billing permissions; for somebody else only those that the caller holds too.
    keep_billing_permissions: Option<bool>,
}

#[utoipa::path(post,
    path = "/v1/partners/{partner}/clients/{client}/employees/{user}/change-to-partner-admin",
    tag = "Client access", operation_id = "change_employee_to_partner_admin",
    request_body = Option<ChangeEmployeeToPartnerAdminBody>,
    responses((status = 200, description = "The membership as it is now.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: ChangeEmployeeToPartnerAdminBody = call.optional_body()?;
    let change = ChangeEmployeeToPartnerAdmin {
        target: target_employee(&call)?,
        billing: billing(body.keep_billing_permissions),
    };
    let api = call.api();
    let act = api.client_access.change_to_partner_admin(&call.cx, change);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
