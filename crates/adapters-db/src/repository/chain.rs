//! The chain over the trail (T3): its end, its links, and sealing more of the trail into it.

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::EventId, time::Time},
    ports::{ChainQueries, ChainRepository, StoreError},
    trail::chain::{ChainState, Head, Link, LinkHash, SealedEvent, StoredEvent, UnsealedTail},
};
use sea_orm::{
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    prelude::{DateTimeUtc, Uuid},
    sea_query::{
        Expr, ExprTrait, Func, IntoIden, LockType, Order, Query, TableRef, Value, ValueTuple,
    },
};

use crate::{
    classify::corrupt,
    connection::{Connection, Session, Unit},
    entity::{
        chain::{self, Column},
        event,
    },
    rows::values::{bytes, number},
};

/// The end of the chain, and how many events are not in it.
#[derive(Debug, FromQueryResult)]
struct StateRow {
    number: i64,
    hash: Vec<u8>,
    sealed_at: Option<DateTimeUtc>,
    unsealed: i64,
}

/// When an event happened.
#[derive(Debug, FromQueryResult)]
struct EventTimeRow {
    id: Uuid,
    at: DateTimeUtc,
    revision: Option<i64>,
}

/// A revision that has events.
#[derive(Debug, FromQueryResult)]
struct RevisionRow {
    revision: i64,
}

/// The end of the chain.
#[derive(Debug, FromQueryResult)]
struct EndRow {
    number: i64,
    hash: Vec<u8>,
}

/// Restores the end of the chain.
fn head(stored: i64, hash: &[u8]) -> Result<Head, StoreError> {
    Ok(Head {
        number: number(stored)?,
        hash: LinkHash::new(bytes(hash)?),
    })
}

/// An event as it is hashed: all columns but the address, which the chain leaves out. The names and
/// forms of the columns never change, or sealed events could not be verified any more.
fn as_stored(row: event::Model) -> StoredEvent {
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
        .ok_or_else(|| corrupt("a sealed event without its number"))?;
    // A malformed hash is a broken link, which verifying the chain reports.
    let hash = row.chain_hash.as_deref().map(bytes);
    Ok(SealedEvent {
        number: number(place)?,
        hash: hash.and_then(Result::ok).map(LinkHash::new),
        revision: row.revision.map(number).transpose()?,
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

    async fn unsealed_tail(&mut self) -> Result<UnsealedTail, StoreError> {
        let times = || {
            Query::select()
                .columns([
                    event::Column::Id,
                    event::Column::At,
                    event::Column::Revision,
                ])
                .from(event::Entity)
                .limit(1)
                .take()
        };
        let unsealed = || Expr::col(event::Column::ChainNumber).is_null();
        let earliest = times()
            .and_where(unsealed())
            .and_where(Expr::col(event::Column::Revision).is_not_null())
            .order_by(event::Column::Revision, Order::Asc)
            .order_by(event::Column::Id, Order::Asc)
            .take();
        let earliest: Option<EventTimeRow> = self.one(&earliest).await?;
        let earliest_commit = earliest.and_then(|row| Some((row.id, row.at, row.revision?)));
        let oldest = times()
            .and_where(unsealed())
            .order_by(event::Column::At, Order::Asc)
            .order_by(event::Column::Id, Order::Asc)
            .take();
        let oldest: Option<EventTimeRow> = self.one(&oldest).await?;
        let newest = times()
            .and_where(Expr::col(event::Column::Actor).is_in(["user", "service"]))
            .order_by(event::Column::Id, Order::Desc)
            .take();
        let newest: Option<EventTimeRow> = self.one(&newest).await?;
        Ok(UnsealedTail {
            oldest: oldest.map(|row| (EventId::from_uuid(row.id), row.at)),
            earliest_commit: match earliest_commit {
                Some((id, at, revision)) => Some((EventId::from_uuid(id), at, number(revision)?)),
                None => None,
            },
            served_at: newest.map(|row| row.at),
        })
    }

    async fn revisions_with_events(
        &mut self,
        after: u64,
        limit: u16,
    ) -> Result<Vec<u64>, StoreError> {
        let after: i64 = number(after)?;
        let query = Query::select()
            .distinct()
            .column(event::Column::Revision)
            .from(event::Entity)
            .and_where(Expr::col(event::Column::Revision).gt(after))
            .order_by(event::Column::Revision, Order::Asc)
            .limit(u64::from(limit))
            .take();
        let rows: Vec<RevisionRow> = self.all(&query).await?;
        rows.iter().map(|row| number(row.revision)).collect()
    }
}

#[async_trait]
impl ChainRepository for Session<Unit> {
    async fn take_chain(&mut self) -> Result<Head, StoreError> {
        // SQLite needs no lock: it has one unit at a time.
        let end = Query::select()
            .columns([Column::Number, Column::Hash])
            .from(chain::Entity)
            .lock(LockType::Update)
            .take();
        let end: Option<EndRow> = self.one(&end).await?;
        let end = end.ok_or_else(|| corrupt("the end of the chain is gone"))?;
        head(end.number, &end.hash)
    }

    async fn unsealed_events(&mut self, limit: u16) -> Result<Vec<StoredEvent>, StoreError> {
        let query = event::Entity::find()
            .filter(Expr::col(event::Column::ChainNumber).is_null())
            .order_by_asc(event::Column::Revision)
            .order_by_asc(event::Column::Id)
            .limit(u64::from(limit));
        let rows: Vec<event::Model> = self.all(&query.into_query()).await?;
        Ok(rows.into_iter().map(as_stored).collect())
    }

    async fn seal(&mut self, links: &[Link], now: Time) -> Result<(), StoreError> {
        let Some(last) = links.last() else {
            return Ok(());
        };
        let place = |link: &Link| -> Result<ValueTuple, StoreError> {
            let place: i64 = number(link.at.number)?;
            Ok(ValueTuple::Three(
                link.event.uuid().into(),
                place.into(),
                hash(&link.at),
            ))
        };
        let places = links.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        // Both databases give the columns of a list of values these names.
        let column = |name: &'static str| Expr::col(("place", name));
        let seal = Query::update()
            .table(event::Entity)
            .value(event::Column::ChainNumber, column("column2"))
            .value(event::Column::ChainHash, column("column3"))
            .from(TableRef::ValuesList(places, "place".into_iden()))
            .and_where(Expr::col((event::Entity, event::Column::Id)).eq(column("column1")))
            .and_where(Expr::col((event::Entity, event::Column::ChainNumber)).is_null())
            .take();
        let wanted: u64 = number(links.len())?;
        if self.execute(&seal).await? != wanted {
            let error = corrupt("an event was sealed already, or is gone");
            return self.connection.refuse(error).await;
        }
        let end: i64 = number(last.at.number)?;
        let end = Query::update()
            .table(chain::Entity)
            .value(Column::Number, end)
            .value(Column::Hash, hash(&last.at))
            .value(Column::SealedAt, now)
            .take();
        self.execute(&end).await.map(drop)
    }
}

fn hash(at: &Head) -> Value {
    at.hash.bytes().to_vec().into()
}
