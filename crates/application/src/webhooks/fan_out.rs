//! Turns committed events into deliveries of an endpoint. Deliveries and position are written together,
//! so no event is left out or taken twice, wherever a node stops.

use latchkey_domain::{
    outbox::{
        delivery::{Delivery, DeliveryState},
        endpoint::WebhookEndpoint,
    },
    ports::{CommittedEvent, Locks, OutboxFilter, OutboxPosition, StoreError},
    trail::permit::Permit,
};

use crate::frame::{error::UseCaseError, ports::Ports};

/// How many events are taken at once.
pub(super) const AT_ONCE: u32 = 500;

/// Whether more events are waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FanOut {
    /// The endpoint has a delivery for everything committed so far.
    CaughtUp,
    /// There are more events.
    More,
}

/// Takes the next events that the endpoint wants.
pub(super) async fn fan_out(
    ports: &Ports,
    permit: &Permit,
    endpoint: &WebhookEndpoint,
) -> Result<FanOut, UseCaseError> {
    let newest = ports.store.revision().await?.number;
    let mut reader = ports.store.reader();
    let Some(from) = reader.webhook_position(endpoint.id).await? else {
        return Ok(FanOut::CaughtUp);
    };
    if from >= OutboxPosition::end_of(newest) {
        return Ok(FanOut::CaughtUp);
    }
    let content = &endpoint.content;
    let filter = OutboxFilter {
        kinds: content.types.iter().copied().collect(),
        accounts: content.accounts.iter().copied().collect(),
        operation: None,
        about: None,
        until: None,
    };
    let events = reader.committed_events(from, &filter, AT_ONCE).await?;
    drop(reader);
    let more = u32::try_from(events.len()).is_ok_and(|count| count >= AT_ONCE);
    let last = events.last().map(CommittedEvent::position);
    let to = match last {
        Some(last) if more => last,
        // A commit is seen whole: nothing is left of the last one that was seen.
        Some(last) => OutboxPosition::end_of(last.revision.max(newest)),
        None => OutboxPosition::end_of(newest),
    };
    let now = ports.now();
    let deliveries: Vec<Delivery> = events
        .iter()
        .map(|event| Delivery {
            endpoint: endpoint.id,
            event: event.record.id,
            revision: event.revision.number,
            kind: event.record.event.kind.clone(),
            account: event.record.event.account,
            state: DeliveryState::Pending,
            attempts: 0,
            due_at: now,
            last: None,
        })
        .collect();
    let mut unit = ports.store.begin(Locks::none()).await?;
    match unit
        .add_deliveries(endpoint.id, &deliveries, from, to)
        .await
    {
        Ok(()) => unit.commit_aside(permit).await?,
        // Another node was quicker.
        Err(StoreError::Stale) => return Ok(FanOut::More),
        Err(error) => return Err(error.into()),
    }
    Ok(if more { FanOut::More } else { FanOut::CaughtUp })
}
