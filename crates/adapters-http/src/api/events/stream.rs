//! `GET /v1/events/stream`: the events of all commits as they happen, as server-sent events, until the
//! reader goes, or may read them no longer (P6).

use std::collections::VecDeque;

use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};
use futures_util::stream;
use latchkey_application::{
    events::{FollowCommitted, OutgoingEvent},
    frame::{context::RequestContext, error::UseCaseError},
};
use latchkey_domain::ports::CommittedEvent;

use super::FeedParams;
use crate::{
    event_stream::{QUIET_LOOKS, RETRY_LINE, STILL_THERE, write_event},
    extract::{Call, Checks, Credential},
    problem::Problem,
    state::CurrentApi,
};

/// A stream of events that has come so far.
struct CommittedStream {
    services: Data<CurrentApi>,
    cx: RequestContext,
    credential: Credential,
    follow: FollowCommitted,
    /// Read, and not sent yet.
    waiting: VecDeque<CommittedEvent>,
    begun: bool,
}

impl CommittedStream {
    /// What is sent next; `None`: the reader may read no more.
    async fn next(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        if !self.begun {
            self.begun = true;
            return Some((Ok(Bytes::from_static(RETRY_LINE.as_bytes())), self));
        }
        for _look in 0..QUIET_LOOKS {
            if let Some(event) = self.waiting.pop_front() {
                return Some((tell(event), self));
            }
            match self.look().await {
                Ok(true) if !self.waiting.is_empty() => {}
                Ok(false) => return None,
                // A store out of reach for a moment is asked again.
                Ok(true) | Err(_) => {
                    let pause = self.services.load().operations.between_looks();
                    tokio::time::sleep(pause).await;
                }
            }
        }
        Some((Ok(Bytes::from_static(STILL_THERE.as_bytes())), self))
    }

    /// Reads on, as long as the reader's token counts and they may read events.
    async fn look(&mut self) -> Result<bool, UseCaseError> {
        if !self.credential.still_counts().await? {
            return Ok(false);
        }
        let services = self.services.load();
        match services.events.follow(&self.cx, &mut self.follow).await {
            Ok(found) => {
                self.waiting.extend(found);
                Ok(true)
            }
            Err(UseCaseError::Store(error)) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }
}

fn tell(event: CommittedEvent) -> Result<Bytes, actix_web::Error> {
    let event = OutgoingEvent::from(event);
    let mut text = String::new();
    write_event(
        &mut text,
        &event.kind,
        &event.id,
        &serde_json::to_string(&event)?,
    );
    Ok(Bytes::from(text))
}

#[utoipa::path(get, path = "/v1/events/stream", tag = "Events", operation_id = "follow_events",
    params(FeedParams, ("Last-Event-ID" = Option<String>, Header,
        description = "The id of the last event received; it goes before `after`.")),
    responses((status = 200, description = "The committed events as they happen, in the order of \
        commits: the event's type is its `type`, its id its `id`, and the data is the event as \
        `GET /v1/events` has it. The stream ends if the token or the right to read events is taken \
        away.", content_type = "text/event-stream", body = String)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let mut wanted = super::wanted(&call)?;
    if let Some(last) = call.last_event_id() {
        let mut checks = Checks::default();
        let last = checks.optional("Last-Event-ID", Some(last), super::event_id);
        wanted.after = Some(checks.finish(last)?);
    }
    // Who may not read them gets a problem, not a stream.
    let follow = call.api().events.begin_to_follow(&call.cx, wanted).await?;
    let events = CommittedStream {
        services: call.services(),
        cx: call.cx.clone(),
        credential: call.credential(),
        follow,
        waiting: VecDeque::new(),
        begun: false,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(events, CommittedStream::next)))
}
