//! Writing endpoints and deliveries.

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::WebhookEndpointId, time::Time},
    outbox::{delivery::Delivery, endpoint::WebhookEndpoint},
    ports::{OutboxPosition, StoreError, Taken, WebhookRepository},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement},
};

use super::rows::{OVER, delivery_row, endpoint_row};
use crate::{
    connection::{Session, Unit},
    entity::{
        webhook_delivery::{self, Column},
        webhook_endpoint::{self, Column as EndpointColumn},
    },
    rows::values::number,
    sql::{AT_ONCE, insert},
};

fn as_read(endpoint: &WebhookEndpoint) -> Result<Condition, StoreError> {
    let version: i64 = number(endpoint.version.get())?;
    Ok(Condition::all()
        .add(EndpointColumn::Id.eq(endpoint.id.uuid()))
        .add(EndpointColumn::Version.eq(version))
        .add(EndpointColumn::RemovedAt.is_null()))
}

/// The deliveries of removed endpoints.
fn of_removed(most: u32) -> SelectStatement {
    let removed = Query::select()
        .column(EndpointColumn::Id)
        .from(webhook_endpoint::Entity)
        .and_where(EndpointColumn::RemovedAt.is_not_null())
        .take();
    Query::select()
        .columns([Column::EndpointId, Column::EventId])
        .from(webhook_delivery::Entity)
        .and_where(Expr::col(Column::EndpointId).in_subquery(removed))
        .limit(u64::from(most))
        .take()
}

/// The deliveries that have long been over.
fn over(before: Time, most: u32) -> SelectStatement {
    Query::select()
        .columns([Column::EndpointId, Column::EventId])
        .from(webhook_delivery::Entity)
        .and_where(Expr::cust(OVER))
        .and_where(Expr::col(Column::LastAt).lt(before))
        .order_by(Column::LastAt, Order::Asc)
        .limit(u64::from(most))
        .take()
}

impl Session<Unit> {
    async fn delete_deliveries(&self, which: SelectStatement) -> Result<u64, StoreError> {
        let columns = [Expr::col(Column::EndpointId), Expr::col(Column::EventId)];
        let delete = Query::delete()
            .from_table(webhook_delivery::Entity)
            .and_where(Expr::tuple(columns).in_subquery(which))
            .take();
        self.execute(&delete).await
    }
}

#[async_trait]
impl WebhookRepository for Session<Unit> {
    async fn insert_webhook_endpoint(
        &mut self,
        endpoint: &WebhookEndpoint,
        from: OutboxPosition,
    ) -> Result<(), StoreError> {
        let row = endpoint_row(endpoint, from)?;
        if self.insert_one::<webhook_endpoint::Entity>(row).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn save_webhook_endpoint(
        &mut self,
        endpoint: &mut WebhookEndpoint,
    ) -> Result<(), StoreError> {
        let row = endpoint_row(endpoint, OutboxPosition::START)?;
        // A pause is what the receiver asked for before: a change ends it.
        let no_pause: Option<Time> = None;
        let save = webhook_endpoint::Entity::update_many()
            .col_expr(EndpointColumn::Url, Expr::value(row.url))
            .col_expr(EndpointColumn::Types, Expr::value(row.types))
            .col_expr(EndpointColumn::Accounts, Expr::value(row.accounts))
            .col_expr(EndpointColumn::Description, Expr::value(row.description))
            .col_expr(EndpointColumn::Format, Expr::value(row.format))
            .col_expr(EndpointColumn::Secret, Expr::value(row.secret))
            .col_expr(
                EndpointColumn::PreviousSecret,
                Expr::value(row.previous_secret),
            )
            .col_expr(
                EndpointColumn::PreviousUntil,
                Expr::value(row.previous_until),
            )
            .col_expr(EndpointColumn::Disabled, Expr::value(row.disabled))
            .col_expr(EndpointColumn::DisabledAt, Expr::value(row.disabled_at))
            .col_expr(EndpointColumn::PausedUntil, Expr::value(no_pause))
            .col_expr(EndpointColumn::UpdatedAt, Expr::value(row.updated_at))
            .col_expr(EndpointColumn::Version, Expr::value(row.version + 1))
            .filter(as_read(endpoint)?);
        self.write_over(&save.into_query()).await?;
        endpoint.saved();
        Ok(())
    }

    async fn remove_webhook_endpoint(
        &mut self,
        endpoint: &WebhookEndpoint,
        now: Time,
    ) -> Result<(), StoreError> {
        let remove = webhook_endpoint::Entity::update_many()
            .col_expr(EndpointColumn::RemovedAt, Expr::value(now))
            .filter(as_read(endpoint)?);
        self.write_over(&remove.into_query()).await
    }

    async fn add_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        deliveries: &[Delivery],
        from: OutboxPosition,
        to: OutboxPosition,
    ) -> Result<(), StoreError> {
        let (was, is): (i64, i64) = (number(from.revision)?, number(to.revision)?);
        let event = |position: OutboxPosition| position.event.map(|event| event.uuid());
        let there = match event(from) {
            Some(event) => EndpointColumn::PositionEvent.eq(event),
            None => EndpointColumn::PositionEvent.is_null(),
        };
        let shift = webhook_endpoint::Entity::update_many()
            .col_expr(EndpointColumn::PositionRevision, Expr::value(is))
            .col_expr(EndpointColumn::PositionEvent, Expr::value(event(to)))
            .filter(EndpointColumn::Id.eq(endpoint.uuid()))
            .filter(EndpointColumn::PositionRevision.eq(was))
            .filter(there);
        self.write_over(&shift.into_query()).await?;
        let rows = deliveries.iter().map(delivery_row);
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        insert::<webhook_delivery::Entity>(&self.connection, rows).await?;
        Ok(())
    }

    async fn save_deliveries(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        for some in deliveries.chunks(AT_ONCE) {
            let rows = some.iter().map(delivery_row);
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
            let mut save = webhook_delivery::Entity::insert_many(rows).into_query();
            save.on_conflict(
                OnConflict::columns([Column::EndpointId, Column::EventId])
                    .update_columns([
                        Column::State,
                        Column::Attempts,
                        Column::DueAt,
                        Column::LastAt,
                        Column::LastTookMs,
                        Column::LastStatus,
                        Column::LastFailure,
                    ])
                    .to_owned(),
            );
            self.execute(&save).await?;
        }
        Ok(())
    }

    async fn pause_webhook_endpoint(
        &mut self,
        endpoint: WebhookEndpointId,
        until: Time,
    ) -> Result<(), StoreError> {
        let pause = webhook_endpoint::Entity::update_many()
            .col_expr(EndpointColumn::PausedUntil, Expr::value(until))
            .filter(EndpointColumn::Id.eq(endpoint.uuid()));
        self.execute(&pause.into_query()).await.map(drop)
    }

    async fn forget_deliveries(&mut self, before: Time, most: u32) -> Result<u64, StoreError> {
        let mut forgotten = self.delete_deliveries(over(before, most)).await?;
        let of_removed = self.delete_deliveries(of_removed(most)).await?;
        forgotten += of_removed;
        if of_removed == 0 {
            let removed = webhook_endpoint::Entity::delete_many()
                .filter(EndpointColumn::RemovedAt.lt(before));
            self.execute(&removed.into_query()).await?;
        }
        Ok(forgotten)
    }
}
