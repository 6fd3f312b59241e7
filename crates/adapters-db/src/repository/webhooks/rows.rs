//! Endpoints and deliveries, from their rows and back.

use std::{collections::BTreeSet, time::Duration};

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        text::Description,
    },
    outbox::{
        attempt::{Attempt, SendFailure},
        delivery::{Delivery, DeliveryState},
        endpoint::{
            BodyFormat, Disabled, DisabledReason, EndpointContent, WebhookEndpoint,
            WebhookEndpointState,
        },
        secret::{SigningSecret, SigningSecrets},
        url::WebhookUrl,
    },
    ports::{OutboxPosition, StoreError},
    trail::event::{EventKind, EventName},
};
use uuid::Uuid;

use crate::{
    entity::{webhook_delivery, webhook_endpoint},
    rows::values::{bytes, from_json, json, number, version, word},
};

/// The conditions of the partial indexes, in their own words.
pub(in crate::repository) const IN_LINE: &str = "state IN ('pending', 'retrying')";
pub(super) const RETRYING: &str = "state = 'retrying'";
pub(in crate::repository) const SET_ASIDE: &str = "state = 'set_aside'";
pub(super) const OVER: &str = "state IN ('delivered', 'dead')";

/// The lane of an account.
pub(super) fn lane(account: Option<AccountId>) -> Uuid {
    account.map_or(Uuid::nil(), |account| account.uuid())
}

pub(super) fn endpoint(row: webhook_endpoint::Model) -> Result<WebhookEndpoint, StoreError> {
    let types: Vec<String> = from_json(&row.types)?;
    let types = types.iter().map(|kind| word(kind, EventKind::parse));
    let accounts: Vec<Uuid> = from_json(&row.accounts)?;
    let previous = match row.previous_secret.zip(row.previous_until) {
        Some((secret, until)) => Some((SigningSecret::stored(bytes(&secret)?), until)),
        None => None,
    };
    let disabled = match row.disabled.zip(row.disabled_at) {
        Some((reason, at)) => Some(Disabled {
            reason: word(&reason, DisabledReason::parse)?,
            at,
        }),
        None => None,
    };
    Ok(WebhookEndpoint::restore(WebhookEndpointState {
        id: WebhookEndpointId::from_uuid(row.id),
        content: EndpointContent {
            url: WebhookUrl::stored(row.url),
            types: types.collect::<Result<BTreeSet<_>, _>>()?,
            accounts: accounts.into_iter().map(AccountId::from_uuid).collect(),
            description: row.description.map(Description::stored),
            format: word(&row.format, BodyFormat::parse)?,
        },
        secrets: SigningSecrets {
            current: SigningSecret::stored(bytes(&row.secret)?),
            previous,
        },
        disabled,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: version(row.version)?,
    }))
}

pub(super) fn position(row: &webhook_endpoint::Model) -> Result<OutboxPosition, StoreError> {
    Ok(OutboxPosition {
        revision: number(row.position_revision)?,
        event: row.position_event.map(EventId::from_uuid),
    })
}

/// The row of a new endpoint.
pub(super) fn endpoint_row(
    endpoint: &WebhookEndpoint,
    from: OutboxPosition,
) -> Result<webhook_endpoint::Model, StoreError> {
    let content = &endpoint.content;
    let types: Vec<&str> = content.types.iter().map(|kind| kind.as_str()).collect();
    let accounts: Vec<Uuid> = content.accounts.iter().map(AccountId::uuid).collect();
    let secrets = &endpoint.secrets;
    let previous = secrets.previous.as_ref();
    Ok(webhook_endpoint::Model {
        id: endpoint.id.uuid(),
        url: content.url.as_str().to_owned(),
        types: json(&types)?,
        accounts: json(&accounts)?,
        description: content.description.as_ref().map(ToString::to_string),
        format: content.format.as_str().to_owned(),
        secret: secrets.current.bytes().to_vec(),
        previous_secret: previous.map(|(secret, _)| secret.bytes().to_vec()),
        previous_until: previous.map(|(_, until)| *until),
        disabled: endpoint.disabled.map(|it| it.reason.as_str().to_owned()),
        disabled_at: endpoint.disabled.map(|it| it.at),
        paused_until: None,
        removed_at: None,
        position_revision: number(from.revision)?,
        position_event: from.event.map(|event| event.uuid()),
        created_at: endpoint.created_at,
        updated_at: endpoint.updated_at,
        version: number(endpoint.version.get())?,
    })
}

pub(super) fn delivery(row: webhook_delivery::Model) -> Result<Delivery, StoreError> {
    let last = match row.last_at {
        None => None,
        Some(at) => Some(Attempt {
            at,
            took: Duration::from_millis(number(row.last_took_ms.unwrap_or_default())?),
            status: row.last_status.map(number).transpose()?,
            failure: row
                .last_failure
                .map(|failure| word(&failure, SendFailure::parse))
                .transpose()?,
        }),
    };
    Ok(Delivery {
        endpoint: WebhookEndpointId::from_uuid(row.endpoint_id),
        event: EventId::from_uuid(row.event_id),
        revision: number(row.revision)?,
        kind: EventName::of(&row.kind),
        account: (!row.lane.is_nil()).then(|| AccountId::from_uuid(row.lane)),
        state: word(&row.state, DeliveryState::parse)?,
        attempts: number(row.attempts)?,
        due_at: row.due_at,
        last,
    })
}

pub(super) fn delivery_row(delivery: &Delivery) -> Result<webhook_delivery::Model, StoreError> {
    let last = delivery.last;
    let took = |attempt: Attempt| i32::try_from(attempt.took.as_millis()).unwrap_or(i32::MAX);
    Ok(webhook_delivery::Model {
        endpoint_id: delivery.endpoint.uuid(),
        event_id: delivery.event.uuid(),
        revision: number(delivery.revision)?,
        kind: delivery.kind.as_str().to_owned(),
        lane: lane(delivery.account),
        state: delivery.state.as_str().to_owned(),
        attempts: i32::try_from(delivery.attempts).unwrap_or(i32::MAX),
        due_at: delivery.due_at,
        last_at: last.map(|attempt| attempt.at),
        last_took_ms: last.map(took),
        last_status: last.and_then(|attempt| attempt.status).map(i32::from),
        last_failure: last
            .and_then(|attempt| attempt.failure)
            .map(|failure| failure.as_str().to_owned()),
    })
}
