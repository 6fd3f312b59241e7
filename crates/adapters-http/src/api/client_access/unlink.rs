//! `POST …/clients/{client}/employees/{user}/unlink`: the partner takes back that an employee is its own (A10).

use actix_web::HttpResponse;

use super::target_employee;
use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::employees::LinkedEmployeeView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/partners/{partner}/clients/{client}/employees/{user}/unlink",
    tag = "Client access", operation_id = "unlink_employee", request_body = Option<NoMembers>,
    responses((status = 200, description = "The employee is recognised by nothing but their address.",
        body = LinkedEmployeeView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = target_employee(&call)?;
    let act = call.api().client_access.unlink(&call.cx, target);
    call.write(act, |linked| Answer::ok(&LinkedEmployeeView::of(linked)))
        .await
}
