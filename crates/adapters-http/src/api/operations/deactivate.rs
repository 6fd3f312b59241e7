//! `POST /v1/partners/{partner}/deactivations`: a manager deactivates many employees (D1).

use actix_web::HttpResponse;

use super::{answer, select::SelectBody};
use crate::{
    extract::Call,
    map::operations::{ForeseenItems, OperationView},
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/partners/{partner}/deactivations", tag = "Operations",
    operation_id = "deactivate_employees", request_body = SelectBody,
    responses(
        (status = 202, description = "The operation, which runs in the background.", body = OperationView),
        (status = 200, description = "A dry run: what would become of each.",
            body = ForeseenItems),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let cmd = SelectBody::read(&mut call)?;
    let act = call.api().operations.deactivate(&call.cx, cmd);
    call.write(act, answer).await
}
