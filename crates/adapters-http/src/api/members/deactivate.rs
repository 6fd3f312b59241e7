//! `POST /v1/accounts/{account}/members/{user}/deactivate`: the account deactivates a member (D3, D9).

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::members::{ForeseenDeactivationView, MembershipView, version},
    problem::Problem,
};

/// Whether it is only shown.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeactivateMemberBody {
    /// `true` only shows the result and changes nothing. In a partner's account it names in `clients` the
    /// clients where it would cut the person.
    #[schema(nullable = false)]
    dry_run: Option<bool>,
}

#[utoipa::path(post, path = "/v1/accounts/{account}/members/{user}/deactivate", tag = "Members",
    operation_id = "deactivate_member", request_body = Option<DeactivateMemberBody>,
    responses((status = 200, description = "The deactivated membership. A dry run adds `clients`.",
        body = ForeseenDeactivationView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: DeactivateMemberBody = call.optional_body()?;
    let target = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let api = call.api();
    if body.dry_run == Some(true) {
        let act = api.memberships.foresee_deactivation(&call.cx, target);
        return call
            .write(act, |foreseen| {
                Answer::ok(&ForeseenDeactivationView::of(foreseen))
            })
            .await;
    }
    let act = api.memberships.deactivate(&call.cx, target);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
