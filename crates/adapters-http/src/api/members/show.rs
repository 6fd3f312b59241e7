//! `GET /v1/accounts/{account}/members/{user}`: one member; everybody sees their own membership.

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;

use crate::{
    answer::Answer,
    extract::Call,
    map::members::{MembershipView, version},
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "show_member",
    responses((status = 200, description = "The member.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let wanted = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let api = call.api();
    let view = api.memberships.member(&call.cx, wanted).await?;
    Ok(Answer::ok(&MembershipView::of(&view))?
        .tagged(version(&view))
        .send())
}
