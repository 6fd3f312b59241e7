//! `POST /v1/accounts/{account}/members/{user}/deactivate`: the account deactivates a member (D3, D9).

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::members::{MembershipView, version},
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/accounts/{account}/members/{user}/deactivate", tag = "Members",
    operation_id = "deactivate_member", request_body = Option<NoMembers>,
    responses((status = 200, description = "The deactivated membership.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let api = call.api();
    let act = api.memberships.deactivate(&call.cx, target);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
