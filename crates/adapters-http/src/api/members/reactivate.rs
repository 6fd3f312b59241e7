//! `POST /v1/accounts/{account}/members/{user}/reactivate`: the account reactivates a member.

use actix_web::HttpResponse;
use latchkey_application::memberships::TargetMember;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::members::{GivingBackView, MembershipView, version},
    problem::Problem,
};

/// What comes back with the person.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReactivateMemberBody {
    /// In a partner's account: give back what the end of the employment cut in its clients. An operation
    /// does that, which the answer names.
    #[schema(nullable = false)]
    give_back: Option<bool>,
}

#[utoipa::path(post, path = "/v1/accounts/{account}/members/{user}/reactivate", tag = "Members",
    operation_id = "reactivate_member", request_body = Option<ReactivateMemberBody>,
    responses((status = 200, description = "The reactivated membership.", body = GivingBackView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: ReactivateMemberBody = call.optional_body()?;
    let target = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let api = call.api();
    if body.give_back == Some(true) {
        let act = api.memberships.reactivate_giving_back(&call.cx, target);
        return call
            .write(act, |begun| {
                let answer = Answer::ok(&GivingBackView::of(begun))?;
                Ok(answer.tagged(version(&begun.member)))
            })
            .await;
    }
    let act = api.memberships.reactivate(&call.cx, target);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
