//! `PUT /v1/accounts/{account}/members/{user}`: the platform says what a membership is. Members left
//! out keep their value.

use actix_web::HttpResponse;
use latchkey_application::memberships::{ProvisionMember, ProvisionedMember, RequestedAccess};
use latchkey_domain::{
    membership::{Engagement, Status},
    ports::AccountRef,
    provisioning::GivenAdjustments,
    seat::{PaidSeat, PaidSeats, Seat},
    time::Time,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{
        Call, Checks, given, optional_object,
        values::{time, word},
    },
    map::{
        access::AccessBody,
        members::{MembershipView, version},
        permission_sets::key,
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
    /// When access ends by itself; `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Option<String>>,
    /// Whether the person is told by mail.
    #[expect(dead_code, reason = "no mail is sent yet")]
    #[schema(nullable = false)]
    notify: Option<bool>,
}

/// Adjustments; each list that is sent replaces the old one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentsBody {
    #[schema(nullable = false)]
    added: Option<Vec<String>>,
    #[schema(nullable = false)]
    withheld: Option<Vec<String>>,
}

/// The body, checked; account, user and partner are still to be looked up.
struct Checked {
    access: Option<RequestedAccess>,
    seat: Option<Seat>,
    paid_seats: Option<PaidSeats>,
    status: Option<Status>,
    engagement: Option<Engagement>,
    partner: Option<Option<AccountRef>>,
    adjustments: Option<GivenAdjustments>,
    expires_at: Option<Option<Time>>,
}

impl PutMemberBody {
    fn checked(self, mut checks: Checks, call: &Call) -> Result<Checked, Problem> {
        let access = self.access;
        let checked = Checked {
            access: access.and_then(|access| access.checked(&mut checks, "/access")),
            seat: checks.optional("/seat", self.seat.as_deref(), Seat::parse),
            paid_seats: self.paid_seats.map(|seats| {
                let seats = checks.list("/paid_seats", seats, |seat| PaidSeat::parse(&seat));
                seats.into_iter().collect()
            }),
            status: checks.optional(
                "/status",
                self.status.as_deref(),
                word(words::MembershipStatus::KNOWN, Status::parse),
            ),
            engagement: checks.optional(
                "/engagement",
                self.engagement.as_deref(),
                word(words::Engagement::KNOWN, Engagement::parse),
            ),
            partner: checks.clearable("/partner", self.partner, |text| call.account_ref(&text)),
            adjustments: self
                .adjustments
                .map(|adjustments| adjustments.checked(&mut checks)),
            expires_at: checks.clearable("/expires_at", self.expires_at, |text| time(&text)),
        };
        checks.finish(Some(checked))
    }
}

impl AdjustmentsBody {
    fn checked(self, checks: &mut Checks) -> GivenAdjustments {
        let mut list =
            |pointer, keys: Option<Vec<String>>| keys.map(|keys| checks.list(pointer, keys, key));
        GivenAdjustments {
            added: list("/adjustments/added", self.added),
            withheld: list("/adjustments/withheld", self.withheld),
        }
    }
}

#[utoipa::path(put, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "put_member", request_body = PutMemberBody,
    responses(
        (status = 200, description = "There was one: as it is now.", body = MembershipView,
            headers(("ETag" = String, description = "The version of the membership."))),
        (status = 201, description = "The new membership.", body = MembershipView,
            headers(("ETag" = String, description = "The version of the membership."))),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (account, user) = (
        call.path_account_ref("account")?,
        call.path_user_ref("user")?,
    );
    let (body, checks) = call.changes::<PutMemberBody>(&["/partner", "/expires_at"])?;
    let body = body.checked(checks, &call)?;
    let provision = ProvisionMember {
        account: call.account(&account).await?,
        user: call.user(&user).await?,
        access: body.access,
        seat: body.seat,
        paid_seats: body.paid_seats,
        status: body.status,
        engagement: body.engagement,
        partner: match &body.partner {
            Some(Some(partner)) => Some(Some(call.account(partner).await?)),
            Some(None) => Some(None),
            None => None,
        },
        adjustments: body.adjustments,
        expires_at: body.expires_at,
    };
    let api = call.api();
    let act = api.memberships.provision(&call.cx, provision);
    call.write(act, |member| {
        let (view, is_new) = match member {
            ProvisionedMember::New(view) => (view, true),
            ProvisionedMember::Existing(view) => (view, false),
        };
        let membership = MembershipView::of(view, &api.ports.catalogue);
        let answer = if is_new {
            Answer::created(&membership)?
        } else {
            Answer::ok(&membership)?
        };
        Ok(answer.tagged(version(view)))
    })
    .await
}
