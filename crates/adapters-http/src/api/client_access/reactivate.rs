//! `POST …/clients/{client}/employees/{user}/reactivate`: a partner admin gives an employee back what they
//! had (D2).

use actix_web::HttpResponse;

use super::target_employee;
use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::members::{MembershipView, version},
    problem::Problem,
};

#[utoipa::path(post,
    path = "/v1/partners/{partner}/clients/{client}/employees/{user}/reactivate",
    tag = "Client access", operation_id = "reactivate_employee", request_body = Option<NoMembers>,
    responses((status = 200, description = "The membership as it is now.", body = MembershipView,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = target_employee(&call)?;
    let api = call.api();
    let act = api.client_access.reactivate(&call.cx, target);
    call.write(act, |view| {
        let membership = MembershipView::of(view);
        Ok(Answer::ok(&membership)?.tagged(version(view)))
    })
    .await
}
