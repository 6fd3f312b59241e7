//! Writing the trail.

use latchkey_domain::{
    base::revision::Revision,
    ports::StoreError,
    trail::audit::{Actor, Outcome, Record},
};
use sea_orm::ConnectionTrait;

use crate::{
    classify::corrupt,
    entity::event,
    rows::values::{json, number},
    sql::{insert as insert_rows, insert_new},
};

/// Adds records to the trail: those of a commit with its revision, a refusal without.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    records: &[Record],
    revision: Option<&Revision>,
) -> Result<(), StoreError> {
    let rows = rows(records, revision)?;
    match insert_new::<event::Entity>(connection, rows).await {
        Err(StoreError::Taken(_)) => Err(corrupt("an event has the id of another")),
        inserted => inserted,
    }
}

/// Adds the records that are not in the trail yet. Returns whether all of them were missing.
pub(crate) async fn insert_missing(
    connection: &impl ConnectionTrait,
    records: &[Record],
    revision: Option<&Revision>,
) -> Result<bool, StoreError> {
    let rows = rows(records, revision)?;
    let wanted: u64 = number(rows.len())?;
    Ok(insert_rows::<event::Entity>(connection, rows).await? == wanted)
}

fn rows(records: &[Record], revision: Option<&Revision>) -> Result<Vec<event::Model>, StoreError> {
    let revision = revision
        .map(|revision| number(revision.number))
        .transpose()?;
    let rows = records.iter().map(|record| row(record, revision));
    rows.collect()
}

fn row(record: &Record, revision: Option<i64>) -> Result<event::Model, StoreError> {
    let (actor, actor_user_id, actor_command) = match &record.actor {
        Actor::User(user) => ("user", Some(user.uuid()), None),
        Actor::Service => ("service", None, None),
        // The database keeps a job as the operator, with `by_job` set.
        Actor::Operator(name) | Actor::Job(name) => ("operator", None, Some(name.clone())),
    };
    let event = &record.event;
    Ok(event::Model {
        id: record.id.uuid(),
        revision,
        at: record.at,
        kind: event.kind.as_str().to_owned(),
        account_id: event.account.map(|account| account.uuid()),
        user_id: event.user.map(|user| user.uuid()),
        partner_id: event.partner.map(|partner| partner.uuid()),
        object: event.object.clone(),
        details: json(&event.details)?,
        actor: actor.to_owned(),
        actor_user_id,
        actor_command,
        actor_account_id: record.actor_account.map(|account| account.uuid()),
        // The id of a session stands in place of that of a token: the details tell which it is.
        token_id: record
            .token
            .map(|token| token.uuid())
            .or(record.session.map(|session| session.uuid())),
        request_id: record.request_id.clone(),
        address: record.address.map(|address| address.to_string()),
        reason: record.reason.as_ref().map(ToString::to_string),
        refused_with: match &record.outcome {
            Outcome::Done => None,
            Outcome::Refused(code) => Some(code.clone()),
        },
        operation_id: record.operation.map(|operation| operation.uuid()),
        by_job: matches!(record.actor, Actor::Job(_)),
        chain_number: None,
        chain_hash: None,
    })
}
