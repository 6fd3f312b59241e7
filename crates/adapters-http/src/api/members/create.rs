//! `POST /v1/accounts/{account}/members`: the account adds a member (L7, I1).

use actix_web::HttpResponse;
use latchkey_application::memberships::{CreateMember, RequestedChange};
use latchkey_domain::{base::text::Name, people::email::EmailAddress};
use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::{AdjustmentsBody, MemberFields};
use crate::{
    answer::Answer,
    extract::{Call, optional_object},
    map::{
        access::AccessBody,
        members::{MembershipView, version},
        words,
    },
    problem::Problem,
};

/// A new member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMemberBody {
    #[schema(value_type = String, format = Email)]
    email: Option<String>,
    /// The name of a new person; default: the part of the address before the `@`.
    name: Option<String>,
    #[schema(value_type = words::Seat)]
    seat: Option<String>,
    #[schema(value_type = Option<Vec<words::PaidSeat>>)]
    paid_seats: Option<Vec<String>>,
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = AccessBody)]
    access: Option<AccessBody>,
    #[serde(default, deserialize_with = "optional_object")]
    adjustments: Option<AdjustmentsBody>,
    /// The enrolled partner that the person acts for. With a partner seat or as partner admin it must
    /// be named only where several partners recognise the person.
    partner: Option<String>,
    /// When access expires.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl NewMemberBody {
    fn checked(
        self,
        call: &Call,
    ) -> Result<(EmailAddress, Option<Name>, RequestedChange), Problem> {
        let mut checks = call.checks();
        let email = checks.required("/email", self.email.as_deref(), EmailAddress::parse);
        let name = checks.optional("/name", self.name.as_deref(), Name::parse);
        if self.seat.is_none() {
            checks.missing("/seat");
        }
        if self.access.is_none() {
            checks.missing("/access");
        }
        let fields = MemberFields {
            access: self.access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            adjustments: self.adjustments,
            partner: self.partner.map(Some),
            expires_at: self.expires_at.map(Some),
        };
        let change = fields.checked(&mut checks, call);
        checks.finish(email.map(|email| (email, name, change)))
    }
}

#[utoipa::path(post, path = "/v1/accounts/{account}/members", tag = "Members",
    operation_id = "create_member", request_body = NewMemberBody,
    responses((status = 201, description = "The new membership, active or invited.",
        body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let account = call.path_account("account")?;
    let (email, name, change) = call.body::<NewMemberBody>()?.checked(&call)?;
    let new = CreateMember {
        account,
        email,
        name,
        change,
    };
    let api = call.api();
    let act = api.memberships.create(&call.cx, new);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::created(&membership)?.tagged(version(view)))
    })
    .await
}
