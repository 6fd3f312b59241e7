//! `GET /v1/operations/{operation}/events`: the progress of an operation, as server-sent events, until it
//! has ended.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, web::Bytes};
use futures_util::stream;
use latchkey_application::frame::{context::RequestContext, error::UseCaseError};
use latchkey_domain::{
    base::ids::OperationId,
    work::operation::{Operation, OperationState},
};

use crate::{extract::Call, map::operations::OperationView, problem::Problem, state::Api};

/// How often the operation is looked at.
const PAUSE: Duration = Duration::from_millis(250);
/// How many looks without news pass before a comment keeps the connection open.
const QUIET: u32 = 60;

/// A stream of events that has come so far.
struct ProgressStream {
    api: Arc<Api>,
    cx: RequestContext,
    id: OperationId,
    told: Option<Operation>,
    ended: bool,
}

impl ProgressStream {
    /// What is to be told next; `None`: all was told.
    async fn next(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        if self.ended {
            return None;
        }
        for _look in 0..QUIET {
            // Whoever may see it no more is told nothing more.
            match self.api.operations.show(&self.cx, self.id).await {
                Ok(operation) if self.told.as_ref() != Some(&operation) => {
                    let event = self.tell(operation);
                    return Some((event, self));
                }
                // A store out of reach for a moment is asked again.
                Ok(_) | Err(UseCaseError::Store(_)) => tokio::time::sleep(PAUSE).await,
                Err(_) => return None,
            }
        }
        Some((Ok(Bytes::from_static(b": still there\n\n")), self))
    }

    fn tell(&mut self, operation: Operation) -> Result<Bytes, actix_web::Error> {
        self.ended = operation.state != OperationState::Running;
        let data = serde_json::to_string(&OperationView::of(&operation))?;
        let mut text = format!("event: progress\ndata: {data}\n\n");
        if self.ended {
            text.push_str("event: done\ndata: ");
            text.push_str(&data);
            text.push_str("\n\n");
        }
        self.told = Some(operation);
        Ok(Bytes::from(text))
    }
}

#[utoipa::path(get, path = "/v1/operations/{operation}/events", tag = "Operations",
    operation_id = "follow_operation",
    responses((status = 200, description = "Events `progress` with the operation whenever it \
        changed, and `done` at its end.", content_type = "text/event-stream", body = String)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("operation")?;
    // Who may not see it gets a problem, not a stream.
    call.api().operations.show(&call.cx, id).await?;
    let progress = ProgressStream {
        api: call.shared_api(),
        cx: call.cx.clone(),
        id,
        told: None,
        ended: false,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(progress, ProgressStream::next)))
}
