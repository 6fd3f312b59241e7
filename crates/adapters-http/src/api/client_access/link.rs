//! `POST …/clients/{client}/employees/{user}/link`: the partner declares an employee its own (A10).

use actix_web::HttpResponse;

use super::target_employee;
use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::employees::LinkedEmployeeView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/partners/{partner}/clients/{client}/employees/{user}/link",
    tag = "Client access", operation_id = "link_employee", request_body = Option<NoMembers>,
    responses((status = 200, description = "The employee is recognised there.",
        body = LinkedEmployeeView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = target_employee(&call)?;
    let act = call.api().client_access.link(&call.cx, target);
    call.write(act, |linked| Answer::ok(&LinkedEmployeeView::of(linked)))
        .await
}
