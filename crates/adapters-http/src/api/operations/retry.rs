//! `POST /v1/operations/{operation}/retry`: a manager tries again what failed of an operation; in the name of the caller.

use actix_web::HttpResponse;
use latchkey_domain::work::operation::TriedAgain;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, map::operations::OperationView, problem::Problem};

/// What is tried again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetryBody {
    /// `true` also tries again what a rule refused; otherwise only what failed.
    refused: Option<bool>,
}

#[utoipa::path(post, path = "/v1/operations/{operation}/retry", tag = "Operations",
    operation_id = "retry_operation", request_body = Option<RetryBody>,
    responses((status = 200, description = "The operation as it is now.", body = OperationView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("operation")?;
    let again = match call.optional_body::<RetryBody>()?.refused {
        Some(true) => TriedAgain::RefusedToo,
        Some(false) | None => TriedAgain::Failed,
    };
    let act = call.api().operations.retry(&call.cx, id, again);
    call.write(act, |operation| Answer::ok(&OperationView::of(operation)))
        .await
}
