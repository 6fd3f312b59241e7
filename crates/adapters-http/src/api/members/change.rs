//! `PATCH /v1/accounts/{account}/members/{user}`: the account changes a member (A8, A10).

use actix_web::HttpResponse;
use latchkey_application::memberships::{ChangeMember, RequestedChange, TargetMember};
use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::{AdjustmentsBody, MemberFields};
use crate::{
    answer::Answer,
    extract::{Call, Checks, given, optional_object},
    map::{
        access::AccessBody,
        members::{MembershipView, version},
        words,
    },
    problem::Problem,
};

/// What shall be different of a membership; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberChangeBody {
    /// Another access clears the adjustments unless they are sent too.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(nullable = false)]
    access: Option<AccessBody>,
    #[schema(value_type = Option<words::Seat>, nullable = false)]
    seat: Option<String>,
    #[schema(value_type = Option<Vec<words::PaidSeat>>, nullable = false)]
    paid_seats: Option<Vec<String>>,
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(nullable = false)]
    adjustments: Option<AdjustmentsBody>,
    /// The enrolled partner that the person acts for, whose active employee they are; `null`: nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    partner: Option<Option<String>>,
    /// When access expires; `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Option<String>>,
}

impl MemberChangeBody {
    fn checked(self, mut checks: Checks, call: &Call) -> Result<RequestedChange, Problem> {
        let fields = MemberFields {
            access: self.access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            adjustments: self.adjustments,
            partner: self.partner,
            expires_at: self.expires_at,
        };
        let change = fields.checked(&mut checks, call);
        checks.finish(Some(change))
    }
}

#[utoipa::path(patch, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "change_member", request_body = MemberChangeBody,
    responses((status = 200, description = "The membership as it is now.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (account, user) = (call.path_account("account")?, call.path_user("user")?);
    let (body, checks) = call.changes::<MemberChangeBody>(&["/partner", "/expires_at"])?;
    let change = ChangeMember {
        target: TargetMember { account, user },
        change: body.checked(checks, &call)?,
    };
    let api = call.api();
    let act = api.memberships.change(&call.cx, change);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
