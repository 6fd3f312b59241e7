//! `POST /v1/me/memberships/{account}/accept`: the caller accepts an invitation (I1).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::members::{MembershipView, version},
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/me/memberships/{account}/accept", tag = "Me",
    operation_id = "accept_invitation", request_body = Option<NoMembers>,
    responses((status = 200, description = "The membership, active now.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let account = call.path_account("account")?;
    let api = call.api();
    let act = api.memberships.accept(&call.cx, &account);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
