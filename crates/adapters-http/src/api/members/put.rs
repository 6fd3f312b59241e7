//! `PUT /v1/accounts/{account}/members/{user}`: the platform creates or changes a membership. Absent
//! members keep their value.

use actix_web::HttpResponse;
use latchkey_application::memberships::{ProvisionMember, ProvisionedMember, RequestedChange};
use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::{AdjustmentsBody, MemberFields};
use crate::{
    answer::Answer,
    extract::{Call, Checks, given, optional_object, values::word},
    map::{
        access::AccessBody,
        members::{MembershipView, version},
        users::last_super_admin,
        words,
    },
    problem::Problem,
};

/// What a membership is; what is left out keeps its value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutMemberBody {
    /// A new membership needs it. Another access clears the adjustments unless they are sent too.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(nullable = false)]
    access: Option<AccessBody>,
    /// New: `core`.
    #[schema(value_type = Option<words::Seat>, nullable = false)]
    seat: Option<String>,
    #[schema(value_type = Option<Vec<words::PaidSeat>>, nullable = false)]
    paid_seats: Option<Vec<String>>,
    /// New: `active`.
    #[schema(value_type = Option<words::MembershipStatus>, nullable = false)]
    status: Option<String>,
    /// New: `employee`.
    #[schema(value_type = Option<words::Engagement>, nullable = false)]
    engagement: Option<String>,
    /// The enrolled partner that the person acts for, whose active employee they are; `null`: nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    partner: Option<Option<String>>,
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(nullable = false)]
    adjustments: Option<AdjustmentsBody>,
    /// When access expires; `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Option<String>>,
    /// Gives the access again under the present employment, after a break of it.
    #[schema(nullable = false)]
    give: Option<bool>,
    /// Whether the account may be left without a permanent super admin.
    #[schema(nullable = false)]
    leave_without_super_admin: Option<bool>,
    /// Whether the person gets a mail.
    #[schema(nullable = false)]
    notify: Option<bool>,
}

impl PutMemberBody {
    fn checked(self, mut checks: Checks, call: &Call) -> Result<RequestedChange, Problem> {
        let fields = MemberFields {
            access: self.access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            adjustments: self.adjustments,
            partner: self.partner,
            expires_at: self.expires_at,
        };
        let mut change = fields.checked(&mut checks, call);
        change.status = checks.optional("/status", self.status, word);
        change.engagement = checks.optional("/engagement", self.engagement, word);
        change.give = self.give == Some(true);
        change.last_super_admin = last_super_admin(self.leave_without_super_admin);
        checks.finish(Some(change))
    }
}

#[utoipa::path(put, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "put_member", request_body = PutMemberBody,
    responses(
        (status = 200, description = "It existed; its current state.", body = MembershipView,
            headers(("ETag" = String, description = "The version of the membership."))),
        (status = 201, description = "The new membership.", body = MembershipView,
            headers(("ETag" = String, description = "The version of the membership."))),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (account, user) = (call.path_account("account")?, call.path_user("user")?);
    let (body, checks) = call.changes::<PutMemberBody>(&["/partner", "/expires_at"])?;
    let notify = body.notify == Some(true);
    let change = body.checked(checks, &call)?;
    let provision = ProvisionMember {
        account,
        user,
        change,
        notify,
    };
    let api = call.api();
    let act = api.memberships.provision(&call.cx, provision);
    call.write(act, |member| {
        let (view, is_new) = match member {
            ProvisionedMember::New(view) => (view, true),
            ProvisionedMember::Existing(view) => (view, false),
        };
        let membership = MembershipView::of(view);
        let answer = if is_new {
            Answer::created(&membership)?
        } else {
            Answer::ok(&membership)?
        };
        Ok(answer.tagged(version(view)))
    })
    .await
}
