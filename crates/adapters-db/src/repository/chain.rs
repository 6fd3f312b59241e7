//! Sealing the trail into its chain (T3).

use async_trait::async_trait;
use latchkey_domain::{
    chain::{Head, Link, StoredEvent},
    ports::{ChainRepository, StoreError},
    time::Time,
};
use sea_orm::{
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoIden, LockType, Query, TableRef, Value, ValueTuple},
};

use crate::{
    classify::corrupt,
    entity::{
        chain::{self, Column},
        event,
    },
    query::chain::{as_stored, head},
    session::Session,
    stored::number,
    unit_of_work::Unit,
};

/// The end of the chain.
#[derive(Debug, FromQueryResult)]
struct EndRow {
    number: i64,
    hash: Vec<u8>,
}

#[async_trait]
impl ChainRepository for Session<Unit> {
    async fn take_chain(&mut self) -> Result<Head, StoreError> {
        // On SQLite a unit is alone anyway.
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
        // Both databases name the columns of a list of values so.
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
