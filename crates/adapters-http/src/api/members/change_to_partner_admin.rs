//! `POST /v1/accounts/{account}/members/{user}/change-to-partner-admin`: the account makes one of its
//! super admins partner admin (L8c).

use actix_web::HttpResponse;
use latchkey_application::memberships::{ChangeMemberToPartnerAdmin, TargetMember};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::members::{MembershipView, billing, version},
    problem::Problem,
};

/// What becomes of billing, and for whom the person will act.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMemberToPartnerAdminBody {
    /// Keep the billing permissions.
    keep_billing_permissions: Option<bool>,
    /// The partner for whom the person will act: needed only where more than one fits.
    partner: Option<String>,
}

#[utoipa::path(post, path = "/v1/accounts/{account}/members/{user}/change-to-partner-admin",
    tag = "Members", operation_id = "change_member_to_partner_admin",
    request_body = Option<ChangeMemberToPartnerAdminBody>,
    responses((status = 200, description = "The membership as it is now.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: ChangeMemberToPartnerAdminBody = call.optional_body()?;
    let mut checks = call.checks();
    let partner = body.partner.as_deref();
    let partner = checks.optional("/partner", partner, |text| call.account_ref(text));
    let partner = checks.finish(Some(partner))?;
    let change = ChangeMemberToPartnerAdmin {
        target: TargetMember {
            account: call.path_account("account")?,
            user: call.path_user("user")?,
        },
        billing: billing(body.keep_billing_permissions),
        partner,
    };
    let api = call.api();
    let act = api.memberships.change_to_partner_admin(&call.cx, change);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
