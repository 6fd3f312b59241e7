//! The committed events in the order of commits: the event table is the outbox. One statement, by the
//! index on revision and id.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, UserId},
        revision::Revision,
        text::{ExternalId, Name},
    },
    membership::member::NOT_CONFIRMED_YET,
    people::email::EmailAddress,
    ports::{
        CommittedEvent, NamedAccount, NamedUser, OutboxFilter, OutboxPosition, OutboxQueries,
        StoreError,
    },
};
use sea_orm::{
    Condition, FromQueryResult, Iterable, QueryResult,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::read;
use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{
        account,
        event::{self, Column},
        revision, user,
    },
    rows::values::number,
    sql::{NAMES_AT_ONCE, col},
};

/// The number of a commit.
#[derive(Debug, FromQueryResult)]
struct CommitNumberRow {
    number: i64,
}

/// The columns of an account that an event names, if it names one.
#[derive(Debug, FromQueryResult)]
struct AccountColumns {
    id: Option<Uuid>,
    external_id: Option<String>,
    name: Option<String>,
}

impl AccountColumns {
    fn restore(self) -> Option<NamedAccount> {
        Some(NamedAccount {
            id: AccountId::from_uuid(self.id?),
            external_id: self.external_id.map(ExternalId::stored),
            name: Name::stored(self.name?),
        })
    }
}

/// The columns of a person whom an event names, if it names one.
#[derive(Debug, FromQueryResult)]
struct UserColumns {
    id: Option<Uuid>,
    external_id: Option<String>,
    name: Option<String>,
    email: Option<String>,
    stub: Option<bool>,
}

impl UserColumns {
    fn restore(self) -> Option<NamedUser> {
        let name = if self.stub? {
            NOT_CONFIRMED_YET.to_owned()
        } else {
            self.name?
        };
        Some(NamedUser {
            id: UserId::from_uuid(self.id?),
            external_id: self.external_id.map(ExternalId::stored),
            name: Name::stored(name),
            email: self.email.map(EmailAddress::stored),
        })
    }
}

fn join_account(select: &mut SelectStatement, join: &'static str, id: Column) {
    use account::Column as A;
    let same = col(join, A::Id).equals((event::Entity, id));
    select.join_as(JoinType::LeftJoin, account::Entity, join, same);
    for (column, name) in [
        (A::Id, "id"),
        (A::ExternalId, "external_id"),
        (A::Name, "name"),
    ] {
        select.expr_as(col(join, column), format!("{join}_{name}"));
    }
}

fn join_user(select: &mut SelectStatement, join: &'static str, id: Column) {
    use user::Column as U;
    let same = col(join, U::Id).equals((event::Entity, id));
    select.join_as(JoinType::LeftJoin, user::Entity, join, same);
    for (column, name) in [
        (U::Id, "id"),
        (U::ExternalId, "external_id"),
        (U::Name, "name"),
        (U::Email, "email"),
        (U::Stub, "stub"),
    ] {
        select.expr_as(col(join, column), format!("{join}_{name}"));
    }
}

/// What comes behind a position.
fn behind(after: OutboxPosition) -> Result<Condition, StoreError> {
    let read: i64 = number(after.revision)?;
    let later = Expr::col((event::Entity, Column::Revision)).gt(read);
    let Some(last) = after.event else {
        return Ok(Condition::all().add(later));
    };
    let here = Expr::col((event::Entity, Column::Revision)).eq(read);
    let rest = here.and(Expr::col((event::Entity, Column::Id)).gt(last.uuid()));
    // The first condition is for the index, which the second one alone would not use.
    Ok(Condition::all()
        .add(Expr::col((event::Entity, Column::Revision)).gte(read))
        .add(Condition::any().add(later).add(rest)))
}

/// What a filter lets through.
fn wanted(filter: &OutboxFilter) -> Condition {
    let mut wanted = Condition::all();
    if !filter.kinds.is_empty() {
        let kinds = filter.kinds.iter().map(|kind| kind.as_str());
        wanted = wanted.add(Expr::col((event::Entity, Column::Kind)).is_in(kinds));
    }
    if !filter.accounts.is_empty() {
        let places: Vec<Uuid> = filter.accounts.iter().map(AccountId::uuid).collect();
        let place = |column| Expr::col((event::Entity, column)).is_in(places.clone());
        wanted = wanted.add(place(Column::AccountId).or(place(Column::PartnerId)));
    }
    let about = filter
        .about
        .map(|user| Expr::col((event::Entity, Column::UserId)).eq(user.uuid()));
    wanted.add_option(about).add_option(
        filter
            .operation
            .map(|operation| Expr::col((event::Entity, Column::OperationId)).eq(operation.uuid())),
    )
}

/// The events that meet a condition, in the order of commits.
fn select(found: Condition) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(Column::iter().map(|column| (event::Entity, column)))
        .expr_as(
            Expr::col((revision::Entity, revision::Column::Epoch)),
            "epoch",
        )
        .from(event::Entity)
        .join(JoinType::InnerJoin, revision::Entity, Condition::all());
    join_account(&mut select, "place", Column::AccountId);
    join_account(&mut select, "firm", Column::PartnerId);
    join_user(&mut select, "person", Column::UserId);
    join_user(&mut select, "doer", Column::ActorUserId);
    select
        .cond_where(found)
        .order_by((event::Entity, Column::Revision), Order::Asc)
        .order_by((event::Entity, Column::Id), Order::Asc);
    select
}

fn restore(row: &QueryResult) -> Result<CommittedEvent, StoreError> {
    let event = event::Model::from_query_result(row, "").map_err(classify)?;
    let account = |join| AccountColumns::from_query_result(row, join).map_err(classify);
    let user = |join| UserColumns::from_query_result(row, join).map_err(classify);
    let commit = event
        .revision
        .ok_or_else(|| corrupt("an event without a revision"))?;
    Ok(CommittedEvent {
        revision: Revision {
            epoch: row.try_get("", "epoch").map_err(classify)?,
            number: number(commit)?,
        },
        account: account("place_")?.restore(),
        partner: account("firm_")?.restore(),
        user: user("person_")?.restore(),
        actor: user("doer_")?.restore(),
        record: read::record(event)?,
    })
}

#[async_trait]
impl<C: Connection> OutboxQueries for Session<C> {
    async fn committed_events(
        &mut self,
        after: OutboxPosition,
        filter: &OutboxFilter,
        most: u32,
    ) -> Result<Vec<CommittedEvent>, StoreError> {
        let mut found = Condition::all().add(behind(after)?).add(wanted(filter));
        if let Some(until) = filter.until {
            let until: i64 = number(until)?;
            found = found.add(Expr::col((event::Entity, Column::Revision)).lte(until));
        }
        let query = select(found).limit(u64::from(most)).take();
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        rows.iter().map(restore).collect()
    }

    async fn committed_events_among(
        &mut self,
        events: &[EventId],
    ) -> Result<Vec<CommittedEvent>, StoreError> {
        let mut found = Vec::with_capacity(events.len());
        for ids in events.chunks(NAMES_AT_ONCE) {
            let id = Expr::col((event::Entity, Column::Id));
            let committed = Expr::col((event::Entity, Column::Revision)).is_not_null();
            let named = Condition::all()
                .add(id.is_in(ids.iter().map(EventId::uuid)))
                .add(committed);
            let query = select(named);
            let rows = self.connection.query_all(&query).await.map_err(classify)?;
            for row in &rows {
                found.push(restore(row)?);
            }
        }
        found.sort_by_key(CommittedEvent::position);
        Ok(found)
    }

    async fn position_of(&mut self, event: EventId) -> Result<Option<OutboxPosition>, StoreError> {
        let query = Query::select()
            .expr_as(Expr::col(Column::Revision), "number")
            .from(event::Entity)
            .and_where(Expr::col(Column::Id).eq(event.uuid()))
            .and_where(Expr::col(Column::Revision).is_not_null())
            .take();
        let Some(row) = self.one::<CommitNumberRow, _>(&query).await? else {
            return Ok(None);
        };
        Ok(Some(OutboxPosition {
            revision: number(row.number)?,
            event: Some(event),
        }))
    }
}
