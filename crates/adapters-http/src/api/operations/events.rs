//! `GET /v1/operations/{operation}/events`: the progress of an operation, as server-sent events, until it
//! has ended, or its reader may read it no longer (P6).

use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};
use futures_util::stream;
use latchkey_application::frame::{context::RequestContext, error::UseCaseError};
use latchkey_domain::{
    base::ids::OperationId,
    ports::StoreError,
    work::operation::{Operation, OperationState},
};

use crate::{
    answer::Answer,
    event_stream::{QUIET_LOOKS, RETRY_LINE, STILL_THERE, write_event},
    extract::{Call, Credential},
    map::operations::OperationView,
    problem::Problem,
    state::CurrentApi,
};

/// A stream of events that has come so far.
struct ProgressStream {
    services: Data<CurrentApi>,
    cx: RequestContext,
    credential: Credential,
    id: OperationId,
    told: Option<Operation>,
    ended: bool,
}

impl ProgressStream {
    /// What is to be told next; `None`: all was told, or the reader is told nothing more.
    async fn next(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        if self.ended {
            return None;
        }
        for _look in 0..QUIET_LOOKS {
            match self.look().await {
                Ok(Some(operation)) if self.told.as_ref() != Some(&operation) => {
                    let event = self.tell(operation);
                    return Some((event, self));
                }
                Ok(None) => return None,
                // A store out of reach for a moment is asked again; nothing is told meanwhile.
                Ok(Some(_)) | Err(_) => {
                    tokio::time::sleep(self.services.load().operations.between_looks()).await;
                }
            }
        }
        Some((Ok(Bytes::from_static(STILL_THERE.as_bytes())), self))
    }

    /// The operation, as long as the reader's token counts and they may see it.
    async fn look(&self) -> Result<Option<Operation>, StoreError> {
        if !self.credential.still_counts().await? {
            return Ok(None);
        }
        match self
            .services
            .load()
            .operations
            .show(&self.cx, self.id)
            .await
        {
            Ok(operation) => Ok(Some(operation)),
            Err(UseCaseError::Store(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn tell(&mut self, operation: Operation) -> Result<Bytes, actix_web::Error> {
        self.ended = has_ended(&operation);
        let data = serde_json::to_string(&OperationView::of(&operation))?;
        let mut text = RETRY_LINE.to_owned();
        write_event(&mut text, "progress", &progress_id(&operation), &data);
        if self.ended {
            write_event(&mut text, "done", &done_id(&operation), &data);
        }
        self.told = Some(operation);
        Ok(Bytes::from(text))
    }
}

fn has_ended(operation: &Operation) -> bool {
    operation.state != OperationState::Running
}

/// How far the operation had come.
fn progress_id(operation: &Operation) -> String {
    let Operation {
        succeeded,
        refused,
        failed,
        ..
    } = operation;
    format!("{succeeded}-{refused}-{failed}")
}

/// The end of the operation: another one where it was retried since.
fn done_id(operation: &Operation) -> String {
    let ended = operation.finished_at.map_or(0, |at| at.timestamp_micros());
    format!("{}-{ended}", progress_id(operation))
}

#[utoipa::path(get, path = "/v1/operations/{operation}/events", tag = "Operations",
    operation_id = "follow_operation",
    params(("Last-Event-ID" = Option<String>, Header,
        description = "The id of the last event received: who has received `done` gets 204.")),
    responses(
        (status = 200, description = "Events `progress` with the operation whenever it changed, and \
            `done` at its end, each with an `id`. It ends early if the token or the right to read the \
            operation is taken away.", content_type = "text/event-stream", body = String),
        (status = 204, description = "The operation has ended, and the caller has received `done`.")))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("operation")?;
    // Who may not see it gets a problem, not a stream.
    let operation = call.api().operations.show(&call.cx, id).await?;
    if has_ended(&operation) && call.last_event_id() == Some(&*done_id(&operation)) {
        return Ok(Answer::nothing().send());
    }
    let progress = ProgressStream {
        services: call.services(),
        cx: call.cx.clone(),
        credential: call.credential(),
        id,
        told: None,
        ended: false,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(progress, ProgressStream::next)))
}
