//! `DELETE /v1/accounts/{account}/members/{user}`: the account removes a member (D3, D9), and
//! hands their assets to another member (D7).

use actix_web::HttpResponse;
use latchkey_application::memberships::{RemoveMember, TargetMember};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, map::users::last_super_admin, problem::Problem};

/// The new owner of the member's assets.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemoveMemberBody {
    /// Another active member of the account, who gets all that the removed member owns there; left
    /// out, it stays without owner.
    reassign_to: Option<String>,
    /// Whether the account may be left without a permanent super admin; only the platform says it.
    #[schema(nullable = false)]
    leave_without_super_admin: Option<bool>,
}

#[utoipa::path(delete, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "remove_member", request_body = Option<RemoveMemberBody>,
    responses((status = 204, description = "The membership is gone.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: RemoveMemberBody = call.optional_body()?;
    let mut checks = call.checks();
    let to = body.reassign_to.as_deref();
    let to = checks.optional("/reassign_to", to, |text| call.user_ref(text));
    let reassign_to = checks.finish(Some(to))?;
    let target = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let cmd = RemoveMember {
        target,
        reassign_to,
        last_super_admin: last_super_admin(body.leave_without_super_admin),
    };
    let act = call.api().memberships.remove(&call.cx, cmd);
    call.write(act, |()| Ok(Answer::nothing())).await
}
