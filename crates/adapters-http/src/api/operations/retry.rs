//! `POST /v1/operations/{operation}/retry`: a manager tries again what failed of an operation; in the name of the caller.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::operations::OperationView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/operations/{operation}/retry", tag = "Operations",
    operation_id = "retry_operation", request_body = Option<NoMembers>,
    responses((status = 200, description = "The operation as it is now.", body = OperationView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("operation")?;
    call.no_members()?;
    let act = call.api().operations.retry(&call.cx, id);
    call.write(act, |operation| Answer::ok(&OperationView::of(operation)))
        .await
}
