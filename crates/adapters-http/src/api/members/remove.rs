//! `DELETE /v1/accounts/{account}/members/{user}`: the account removes a member (D3, D9).

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "remove_member", request_body = Option<NoMembers>,
    responses((status = 204, description = "The membership is gone.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = TargetMember {
        account: call.path_account("account").await?,
        user: call.path_user("user").await?,
    };
    let act = call.api().memberships.remove(&call.cx, target);
    call.write(act, |()| Ok(Answer::nothing())).await
}
