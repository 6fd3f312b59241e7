//! Reading endpoints and deliveries, each list by an index of its own.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        page::{Page, PageRequest, Position},
        time::Time,
    },
    outbox::{
        delivery::{Delivery, DeliveryState},
        endpoint::WebhookEndpoint,
    },
    ports::{OutboxPosition, StoreError, WebhookQueries},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::rows::{IN_LINE, RETRYING, SET_ASIDE, delivery, endpoint, lane, position};
use crate::{
    connection::{Connection, Session},
    entity::{
        revision,
        webhook_delivery::{self, Column},
        webhook_endpoint::{self, Column as EndpointColumn},
    },
    rows::values::number,
    sql::{CountRow, col},
};

#[derive(Debug, FromQueryResult)]
struct IdRow {
    id: Uuid,
}

fn present() -> Select<webhook_endpoint::Entity> {
    webhook_endpoint::Entity::find().filter(EndpointColumn::RemovedAt.is_null())
}

/// A delivery under another name, for a look into the same table.
const OTHER: &str = "other";

/// The deliveries of the endpoint of a row that are in one state and due.
fn due(which: &'static str, now: Time) -> SelectStatement {
    let endpoint = Expr::col((webhook_delivery::Entity, Column::EndpointId));
    Query::select()
        .expr(Expr::value(1))
        .from(webhook_delivery::Entity)
        .and_where(endpoint.equals((webhook_endpoint::Entity, EndpointColumn::Id)))
        .and_where(Expr::cust(which))
        .and_where(Expr::col((webhook_delivery::Entity, Column::DueAt)).lte(now))
        .limit(1)
        .take()
}

/// Those of them in line whose turn it is.
fn due_in_line(now: Time) -> SelectStatement {
    let held_up = Query::select()
        .column((OTHER, Column::Lane))
        .from_as(webhook_delivery::Entity, OTHER)
        .and_where(
            col(OTHER, Column::EndpointId).equals((webhook_endpoint::Entity, EndpointColumn::Id)),
        )
        .and_where(Expr::cust("other.state = 'retrying'"))
        .and_where(col(OTHER, Column::DueAt).gt(now))
        .take();
    let lane = Expr::col((webhook_delivery::Entity, Column::Lane));
    due(IN_LINE, now)
        .and_where(lane.not_in_subquery(held_up))
        .take()
}

fn with_work(now: Time) -> SelectStatement {
    let newest = Query::select()
        .column(revision::Column::Number)
        .from(revision::Entity)
        .take();
    let behind = Expr::col((webhook_endpoint::Entity, EndpointColumn::PositionRevision))
        .lt(Expr::SubQuery(None, Box::new(newest.into())));
    let inside = Expr::col((webhook_endpoint::Entity, EndpointColumn::PositionEvent)).is_not_null();
    let pause = Expr::col((webhook_endpoint::Entity, EndpointColumn::PausedUntil));
    Query::select()
        .expr_as(
            Expr::col((webhook_endpoint::Entity, EndpointColumn::Id)),
            "id",
        )
        .from(webhook_endpoint::Entity)
        .and_where(EndpointColumn::RemovedAt.is_null())
        .and_where(EndpointColumn::Disabled.is_null())
        .cond_where(
            Condition::any()
                .add(pause.clone().is_null())
                .add(pause.lte(now)),
        )
        .cond_where(
            Condition::any()
                .add(behind)
                .add(inside)
                .add(Expr::exists(due_in_line(now)))
                .add(Expr::exists(due(SET_ASIDE, now))),
        )
        .order_by((webhook_endpoint::Entity, EndpointColumn::Id), Order::Asc)
        .take()
}

/// The accounts whose first delivery waits to be tried again later.
fn held_up(id: WebhookEndpointId, now: Time) -> SelectStatement {
    Query::select()
        .column(Column::Lane)
        .from(webhook_delivery::Entity)
        .and_where(Column::EndpointId.eq(id.uuid()))
        .and_where(Expr::cust(RETRYING))
        .and_where(Column::DueAt.gt(now))
        .take()
}

/// The deliveries in line whose turn it is.
pub(super) fn next(
    id: WebhookEndpointId,
    now: Time,
    except: &[Option<AccountId>],
    most: u32,
) -> SelectStatement {
    let mut next = webhook_delivery::Entity::find()
        .filter(Column::EndpointId.eq(id.uuid()))
        .filter(Expr::cust(IN_LINE))
        .filter(
            Expr::col((webhook_delivery::Entity, Column::Lane)).not_in_subquery(held_up(id, now)),
        );
    if !except.is_empty() {
        next = next.filter(Column::Lane.is_not_in(except.iter().map(|account| lane(*account))));
    }
    next.order_by_asc(Column::Revision)
        .order_by_asc(Column::EventId)
        .limit(u64::from(most))
        .into_query()
}

#[async_trait]
impl<C: Connection> WebhookQueries for Session<C> {
    async fn webhook_endpoint(
        &mut self,
        id: WebhookEndpointId,
    ) -> Result<Option<WebhookEndpoint>, StoreError> {
        let query = present().filter(EndpointColumn::Id.eq(id.uuid()));
        let row: Option<webhook_endpoint::Model> = self.one(&query.into_query()).await?;
        row.map(endpoint).transpose()
    }

    async fn webhook_endpoints(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<WebhookEndpoint>, StoreError> {
        let after = page.after().map(|after| EndpointColumn::Id.lt(after.id));
        let query = present()
            .filter(Condition::all().add_option(after))
            .order_by_desc(EndpointColumn::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<webhook_endpoint::Model> = self.all(&query.into_query()).await?;
        let all = rows.into_iter().map(endpoint).collect::<Result<_, _>>()?;
        Ok(Page::of(all, page.limit(), |one: &WebhookEndpoint| {
            Position {
                key: String::new(),
                id: one.id.uuid(),
            }
        }))
    }

    async fn count_webhook_endpoints(&mut self) -> Result<u64, StoreError> {
        let query = present()
            .select_only()
            .expr_as(Expr::col(EndpointColumn::Id).count(), "count")
            .into_query();
        let row: Option<CountRow> = self.one(&query).await?;
        number(row.map_or(0, |row| row.count))
    }

    async fn webhook_position(
        &mut self,
        id: WebhookEndpointId,
    ) -> Result<Option<OutboxPosition>, StoreError> {
        let query = present().filter(EndpointColumn::Id.eq(id.uuid()));
        let row: Option<webhook_endpoint::Model> = self.one(&query.into_query()).await?;
        row.as_ref().map(position).transpose()
    }

    async fn webhook_endpoints_with_work(
        &mut self,
        now: Time,
    ) -> Result<Vec<WebhookEndpointId>, StoreError> {
        let rows: Vec<IdRow> = self.all(&with_work(now)).await?;
        let ids = rows.into_iter().map(|row| row.id);
        Ok(ids.map(WebhookEndpointId::from_uuid).collect())
    }

    async fn deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        state: Option<DeliveryState>,
        page: &PageRequest,
    ) -> Result<Page<Delivery>, StoreError> {
        let wanted = Condition::all()
            .add(Column::EndpointId.eq(endpoint.uuid()))
            .add_option(state.map(|state| Column::State.eq(state.as_str())))
            .add_option(page.after().map(|after| Column::EventId.lt(after.id)));
        let query = webhook_delivery::Entity::find()
            .filter(wanted)
            .order_by_desc(Column::EventId)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<webhook_delivery::Model> = self.all(&query.into_query()).await?;
        let all = rows.into_iter().map(delivery).collect::<Result<_, _>>()?;
        Ok(Page::of(all, page.limit(), |one: &Delivery| Position {
            key: String::new(),
            id: one.event.uuid(),
        }))
    }

    async fn delivery(
        &mut self,
        endpoint: WebhookEndpointId,
        event: EventId,
    ) -> Result<Option<Delivery>, StoreError> {
        let query = webhook_delivery::Entity::find_by_id((endpoint.uuid(), event.uuid()));
        let row: Option<webhook_delivery::Model> = self.one(&query.into_query()).await?;
        row.map(delivery).transpose()
    }

    async fn next_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Time,
        except: &[Option<AccountId>],
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let query = next(endpoint, now, except, most);
        let rows: Vec<webhook_delivery::Model> = self.all(&query).await?;
        rows.into_iter().map(delivery).collect()
    }

    async fn set_aside_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Time,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let query = webhook_delivery::Entity::find()
            .filter(Column::EndpointId.eq(endpoint.uuid()))
            .filter(Expr::cust(SET_ASIDE))
            .filter(Column::DueAt.lte(now))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::EventId)
            .limit(u64::from(most));
        let rows: Vec<webhook_delivery::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(delivery).collect()
    }
}
