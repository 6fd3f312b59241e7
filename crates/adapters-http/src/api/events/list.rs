//! `GET /v1/events`: the events of all commits, each once and in order, for who comes back for more.

use actix_web::HttpResponse;
use latchkey_application::events::OutgoingEvent;
use serde::Serialize;
use utoipa::ToSchema;

use super::FeedParams;
use crate::{answer::Answer, extract::Call, problem::Problem};

/// Some events, and where to go on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventFeed)]
pub(crate) struct FeedView {
    /// The events in the order of their commits: `id`, `type`, `timestamp` and `data`, as in webhooks.
    #[schema(value_type = Vec<Object>)]
    items: Vec<OutgoingEvent>,
    /// What to send as `after` for the next events: the id of the last event in `items`, or the `after`
    /// of this call if there were none. `null`: there is no event at all yet.
    #[schema(example = "evt_01h455vb4pex5vsknk084sn02q")]
    next_after: Option<String>,
}

/// How many events at most.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct LimitParam {
    /// How many events at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
}

#[utoipa::path(get, path = "/v1/events", tag = "Events", operation_id = "list_events",
    params(FeedParams, LimitParam),
    description = "The committed events, each once and in the order of commits: the pull form of the \
        webhooks. Whoever stores `next_after` together with what they made of the events misses none and \
        gets none twice, however long they were away.",
    responses((status = 200, description = "Events, oldest first.", body = FeedView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let wanted = super::wanted(&call)?;
    let found = call.api().events.committed(&call.cx, &wanted).await?;
    let last = found.last().map(|event| event.record.id).or(wanted.after);
    let answer = FeedView {
        items: found.into_iter().map(OutgoingEvent::from).collect(),
        next_after: last.map(|id| id.to_string()),
    };
    Ok(Answer::ok(&answer)?.send())
}
