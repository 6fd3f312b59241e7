//! `GET /v1/operations/{operation}`: how an operation stands.

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::operations::OperationView, problem::Problem};

#[utoipa::path(get, path = "/v1/operations/{operation}", tag = "Operations",
    operation_id = "show_operation",
    responses((status = 200, description = "The operation.", body = OperationView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("operation")?;
    let operation = call.api().operations.show(&call.cx, id).await?;
    Ok(Answer::ok(&OperationView::of(&operation))?.send())
}
