//! `GET /v1/accounts/{account}/members/{user}`: one member; everybody sees their own membership.

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call},
    map::{
        actions::ActionsOfItems,
        members::{MembershipView, version},
    },
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/members/{user}", tag = "Members",
    operation_id = "show_member", params(ActionParams),
    responses((status = 200, description = "The member.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let asks_actions = call.asks_actions()?;
    let wanted = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let service = &call.api().memberships;
    let view = service.member(&call.cx, wanted).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let of_view = service.actions(&call.cx, std::slice::from_ref(&view));
        actions = ActionsOfItems::of(of_view.await?);
    }
    Ok(Answer::ok(&MembershipView::of(&view).with(actions.next()))?
        .tagged(version(&view))
        .send())
}
