//! `GET /v1/operations/{operation}`: how an operation stands.

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::operations::OperationView, problem::Problem};

#[utoipa::path(get, path = "/v1/operations/{operation}", tag = "Operations",
    operation_id = "show_operation",
    responses((status = 200, description = "The operation.", body = OperationView,
        headers(("Latchkey-Revision" = String, description = "A revision that covers what it has \
            done so far; a decision may be asked to be as fresh.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("operation")?;
    let operations = &call.api().operations;
    let (operation, revision) = operations.show_with_revision(&call.cx, id).await?;
    Ok(Answer::ok(&OperationView::of(&operation))?.send_at(&revision))
}
