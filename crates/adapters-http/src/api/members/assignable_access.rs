//! `GET /v1/accounts/{account}/assignable-access`: what the caller may give a person (A8, S2).

use actix_web::HttpResponse;
use latchkey_application::memberships::{AssignableAccess, OfferedAccess};
use latchkey_domain::people::email::EmailAddress;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks},
    map::words,
    problem::Problem,
};

/// What may be given to a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignableAccess)]
pub(crate) struct AssignableAccessView {
    access: Vec<OfferedAccessView>,
    #[schema(value_type = Vec<words::Seat>)]
    seats: Vec<&'static str>,
}

/// An access that may be given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferedAccess)]
pub(crate) struct OfferedAccessView {
    #[serde(rename = "type")]
    #[schema(value_type = words::AccessKind)]
    kind: &'static str,
    /// The permission set, for access of type `permission_set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set: Option<String>,
    /// The name of the set, where that is the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl OfferedAccessView {
    fn of(offered: &OfferedAccess) -> Self {
        let (kind, permission_set, name) = match offered {
            OfferedAccess::SuperAdmin => ("super_admin", None, None),
            OfferedAccess::PartnerAdmin => ("partner_admin", None, None),
            OfferedAccess::PermissionSet { id, name } => (
                "permission_set",
                Some(id.to_string()),
                Some(name.to_string()),
            ),
        };
        Self {
            kind,
            permission_set,
            name,
        }
    }
}

impl AssignableAccessView {
    fn of(assignable: &AssignableAccess) -> Self {
        let seats = assignable.seats.iter();
        Self {
            access: assignable
                .access
                .iter()
                .map(OfferedAccessView::of)
                .collect(),
            seats: seats.map(|seat| seat.as_str()).collect(),
        }
    }
}

#[utoipa::path(get, path = "/v1/accounts/{account}/assignable-access", tag = "Members",
    operation_id = "assignable_access",
    params(("email" = String, Query, description = "The address of the person, known or not.")),
    responses((status = 200, description = "What the caller may give the person.",
        body = AssignableAccessView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["email"], &[])?;
    let mut checks = Checks::default();
    let email = checks.required("?email", query.get("email"), EmailAddress::parse);
    let email = checks.finish(email)?;
    let account = call.path_account("account")?;
    let api = call.api();
    let assignable = api
        .memberships
        .assignable_access(&call.cx, &account, &email);
    Ok(Answer::ok(&AssignableAccessView::of(&assignable.await?))?.send())
}
