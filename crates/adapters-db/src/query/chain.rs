//! The chain over the trail (T3): its end, and its links.

use async_trait::async_trait;
use latchkey_domain::{
    chain::{ChainState, Head, LinkHash, SealedEvent, StoredEvent},
    ids::EventId,
    ports::{ChainQueries, StoreError},
    time::Time,
};
use sea_orm::{
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    prelude::DateTimeUtc,
    sea_query::{Expr, ExprTrait, Func, Query},
};

use crate::{
    classify::corrupt,
    entity::{
        chain::{self, Column},
        event,
    },
    session::{Connection, Session},
    stored::{bytes, number},
};

/// The end of the chain, and how many events are not in it.
#[derive(Debug, FromQueryResult)]
struct StateRow {
    number: i64,
    hash: Vec<u8>,
    sealed_at: Option<DateTimeUtc>,
    unsealed: i64,
}

/// Reads where the chain ends.
pub(crate) fn head(stored: i64, hash: &[u8]) -> Result<Head, StoreError> {
    Ok(Head {
        number: number(stored)?,
        hash: LinkHash::new(bytes(hash)?),
    })
}

/// An event as it is hashed: all columns but the address, which stands beside the chain. Their names
/// and forms never change, or what was sealed could not be proved any more.
pub(crate) fn as_stored(row: event::Model) -> StoredEvent {
    let at: Time = row.at;
    StoredEvent::new(EventId::from_uuid(row.id))
        .with("revision", row.revision)
        .with("at", Some(at.format("%Y-%m-%dT%H:%M:%S%.6fZ")))
        .with("kind", Some(row.kind))
        .with("account_id", row.account_id)
        .with("user_id", row.user_id)
        .with("partner_id", row.partner_id)
        .with("object", row.object)
        .with("details", Some(row.details))
        .with("actor", Some(row.actor))
        .with("actor_user_id", row.actor_user_id)
        .with("actor_command", row.actor_command)
        .with("actor_account_id", row.actor_account_id)
        .with("token_id", row.token_id)
        .with("request_id", Some(row.request_id))
        .with("reason", row.reason)
        .with("refused_with", row.refused_with)
        .with("operation_id", row.operation_id)
        .with("by_job", row.by_job.then_some(true))
}

fn sealed(row: event::Model) -> Result<SealedEvent, StoreError> {
    let place = row
        .chain_number
        .ok_or_else(|| corrupt("an event has no place"))?;
    // A hash that is none is a broken link, which whoever proves the chain names.
    let hash = row.chain_hash.as_deref().map(bytes);
    Ok(SealedEvent {
        number: number(place)?,
        hash: hash.and_then(Result::ok).map(LinkHash::new),
        event: as_stored(row),
    })
}

#[async_trait]
impl<C: Connection> ChainQueries for Session<C> {
    async fn chain(&mut self) -> Result<ChainState, StoreError> {
        self.connection.settled().await;
        let unsealed = Query::select()
            .expr(Func::count(Expr::col(event::Column::Id)))
            .from(event::Entity)
            .and_where(Expr::col(event::Column::ChainNumber).is_null())
            .take();
        let query = Query::select()
            .columns([Column::Number, Column::Hash, Column::SealedAt])
            .expr_as(Expr::SubQuery(None, Box::new(unsealed.into())), "unsealed")
            .from(chain::Entity)
            .take();
        let row: Option<StateRow> = self.one(&query).await?;
        let row = row.ok_or_else(|| corrupt("the end of the chain is gone"))?;
        Ok(ChainState {
            head: head(row.number, &row.hash)?,
            sealed_at: row.sealed_at,
            unsealed: number(row.unsealed)?,
        })
    }

    async fn sealed_events(
        &mut self,
        after: u64,
        limit: u16,
    ) -> Result<Vec<SealedEvent>, StoreError> {
        let after: i64 = number(after)?;
        let query = event::Entity::find()
            .filter(Expr::col(event::Column::ChainNumber).gt(after))
            .order_by_asc(event::Column::ChainNumber)
            .limit(u64::from(limit));
        let rows: Vec<event::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(sealed).collect()
    }
}
