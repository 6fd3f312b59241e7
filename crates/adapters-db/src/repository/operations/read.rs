//! Reading operations and their items.

use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
    },
    membership::Access,
    ports::{ActingFor, HeldAccess, OperationQueries, StoreError},
    work::operation::{Item, ItemOutcome, ItemResult, ItemRow, Operation, Task, of_one_client},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement},
};

use super::rows::{WAITS, item, restore};
use crate::{
    connection::{Connection, Session},
    entity::{
        account, membership, operation,
        operation_item::{self, Column},
        permission_set, relationship, user,
    },
    rows::values::{from_json, word},
};

/// An item with the names by which the partner knows client and employee.
#[derive(Debug, FromQueryResult)]
struct NamedRow {
    #[sea_orm(nested)]
    item: operation_item::Model,
    display_name: Option<String>,
    official_name: Option<String>,
    employee_name: Option<String>,
}

/// A client and an employee.
#[derive(Debug, FromQueryResult)]
struct ClientEmployeeRow {
    account_id: Uuid,
    user_id: Uuid,
}

fn named(row: NamedRow) -> Result<ItemRow, StoreError> {
    let item = item(&row.item)?;
    let report = row.item.report.as_deref().map(from_json).transpose()?;
    Ok(ItemRow {
        result: ItemResult {
            position: item.position,
            outcome: word(&row.item.outcome, ItemOutcome::parse)?,
            problem: row.item.problem,
            report,
        },
        item,
        client_name: row.display_name.or(row.official_name).map(Name::stored),
        employee_name: row.employee_name.map(Name::stored),
    })
}

/// A page of items. Names are shown only of clients of the partner, members of its account, and
/// people who left it (D8).
fn select_items(
    id: OperationId,
    outcomes: Option<&BTreeSet<ItemOutcome>>,
    page: &PageRequest,
) -> SelectStatement {
    let item = |column: Column| Expr::col((operation_item::Entity, column));
    let is_or_was_a_member = Condition::any()
        .add(Expr::col((membership::Entity, membership::Column::UserId)).is_not_null())
        .add(Expr::col((operation::Entity, operation::Column::Kind)).eq(Task::Offboard.kind()));
    let mut select = Query::select();
    select
        .columns(Column::iter().map(|column| (operation_item::Entity, column)))
        .expr_as(
            Expr::col((relationship::Entity, relationship::Column::DisplayName)),
            "display_name",
        )
        .expr_as(
            Expr::col((account::Entity, account::Column::Name)),
            "official_name",
        )
        .expr_as(
            Expr::col((user::Entity, user::Column::Name)),
            "employee_name",
        )
        .from(operation_item::Entity)
        .join(
            JoinType::InnerJoin,
            operation::Entity,
            Expr::col((operation::Entity, operation::Column::Id))
                .equals((operation_item::Entity, Column::OperationId)),
        )
        .join(
            JoinType::LeftJoin,
            relationship::Entity,
            Condition::all()
                .add(
                    Expr::col((relationship::Entity, relationship::Column::PartnerId))
                        .equals((operation::Entity, operation::Column::PartnerId)),
                )
                .add(
                    Expr::col((relationship::Entity, relationship::Column::ClientId))
                        .equals((operation_item::Entity, Column::ClientId)),
                ),
        )
        .join(
            JoinType::LeftJoin,
            account::Entity,
            Expr::col((account::Entity, account::Column::Id))
                .equals((relationship::Entity, relationship::Column::ClientId)),
        )
        .join(
            JoinType::LeftJoin,
            membership::Entity,
            Condition::all()
                .add(
                    Expr::col((membership::Entity, membership::Column::AccountId))
                        .equals((operation::Entity, operation::Column::PartnerId)),
                )
                .add(
                    Expr::col((membership::Entity, membership::Column::UserId))
                        .equals((operation_item::Entity, Column::EmployeeId)),
                ),
        )
        .join(
            JoinType::LeftJoin,
            user::Entity,
            Condition::all()
                .add(
                    Expr::col((user::Entity, user::Column::Id))
                        .equals((operation_item::Entity, Column::EmployeeId)),
                )
                .add(is_or_was_a_member),
        )
        .and_where(item(Column::OperationId).eq(id.uuid()))
        .order_by((operation_item::Entity, Column::Position), Order::Asc)
        .limit(u64::from(page.limit()) + 1);
    if let Some(outcomes) = outcomes {
        let words = outcomes.iter().map(|outcome| outcome.as_str());
        select.and_where(item(Column::Outcome).is_in(words));
    }
    let after = page.after().and_then(|at| at.key.parse::<i32>().ok());
    if let Some(after) = after {
        select.and_where(item(Column::Position).gt(after));
    }
    select
}

fn acting(acting: ActingFor<'_>) -> Condition {
    let within = |column: membership::Column, ids: Option<Vec<Uuid>>| {
        ids.map(|ids| Expr::col((membership::Entity, column)).is_in(ids))
    };
    let clients = acting
        .clients
        .map(|ids| ids.iter().map(AccountId::uuid).collect());
    let employees = acting
        .employees
        .map(|ids| ids.iter().map(UserId::uuid).collect());
    let access = Expr::col((membership::Entity, membership::Column::Access));
    let held = match acting.held {
        HeldAccess::Anything => None,
        HeldAccess::SuperAdmin => Some(access.eq(Access::SuperAdmin.kind())),
    };
    Condition::all()
        .add(
            Expr::col((membership::Entity, membership::Column::PartnerId))
                .eq(acting.partner.uuid()),
        )
        .add_option(held)
        .add_option(within(membership::Column::AccountId, clients))
        .add_option(within(membership::Column::UserId, employees))
}

fn select_pairs(found: Condition, most: u32) -> SelectStatement {
    use membership::Column::{AccountId, UserId};
    let columns = [AccountId, UserId].map(|column| (membership::Entity, column));
    Query::select()
        .columns(columns)
        .from(membership::Entity)
        .cond_where(found)
        .order_by((membership::Entity, AccountId), Order::Asc)
        .order_by((membership::Entity, UserId), Order::Asc)
        .limit(most.into())
        .take()
}

impl<C: Connection> Session<C> {
    async fn waiting_items(
        &self,
        id: OperationId,
        order: Order,
        most: u16,
    ) -> Result<Vec<Item>, StoreError> {
        let query = operation_item::Entity::find()
            .filter(Column::OperationId.eq(id.uuid()))
            .filter(Expr::cust(WAITS))
            .order_by(Column::Position, order)
            .limit(u64::from(most));
        let rows: Vec<operation_item::Model> = self.all(&query.into_query()).await?;
        let items = rows.iter().map(item).collect::<Result<_, _>>()?;
        Ok(of_one_client(items))
    }

    async fn pairs(
        &self,
        select: &SelectStatement,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        let rows: Vec<ClientEmployeeRow> = self.all(select).await?;
        let pair = |row: ClientEmployeeRow| {
            (
                AccountId::from_uuid(row.account_id),
                UserId::from_uuid(row.user_id),
            )
        };
        Ok(rows.into_iter().map(pair).collect())
    }
}

#[async_trait]
impl<C: Connection> OperationQueries for Session<C> {
    async fn operation(&mut self, id: OperationId) -> Result<Option<Operation>, StoreError> {
        let query = operation::Entity::find_by_id(id.uuid());
        self.one(&query.into_query())
            .await?
            .map(restore)
            .transpose()
    }

    async fn running_operations(
        &mut self,
        after: Option<OperationId>,
        most: u16,
    ) -> Result<Vec<OperationId>, StoreError> {
        let beyond = after.map(|after| operation::Column::Id.gt(after.uuid()));
        let query = operation::Entity::find()
            .filter(Condition::all().add_option(beyond))
            // In the words of the index of running operations.
            .filter(Expr::cust("state = 'running'"))
            .order_by_asc(operation::Column::Id)
            .limit(u64::from(most));
        let rows: Vec<operation::Model> = self.all(&query.into_query()).await?;
        Ok(rows
            .into_iter()
            .map(|row| OperationId::from_uuid(row.id))
            .collect())
    }

    async fn next_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError> {
        self.waiting_items(id, Order::Asc, most).await
    }

    async fn last_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError> {
        self.waiting_items(id, Order::Desc, most).await
    }

    async fn items(
        &mut self,
        id: OperationId,
        outcomes: Option<&BTreeSet<ItemOutcome>>,
        page: &PageRequest,
    ) -> Result<Page<ItemRow>, StoreError> {
        let rows: Vec<NamedRow> = self.all(&select_items(id, outcomes, page)).await?;
        let rows = rows.into_iter().map(named).collect::<Result<_, _>>()?;
        Ok(Page::of(rows, page.limit(), |row: &ItemRow| Position {
            key: format!("{:010}", row.item.position),
            id: id.uuid(),
        }))
    }

    async fn acting_pairs(
        &mut self,
        wanted: ActingFor<'_>,
        most: u32,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        self.pairs(&select_pairs(acting(wanted), most)).await
    }

    async fn outdated_pairs(
        &mut self,
        wanted: ActingFor<'_>,
        set: PermissionSetId,
        most: u32,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        let membership = |column| Expr::col((membership::Entity, column));
        let newest = Query::select()
            .column(permission_set::Column::CurrentNumber)
            .from(permission_set::Entity)
            .and_where(permission_set::Column::Id.eq(set.uuid()))
            .take();
        let found = acting(wanted)
            .add(membership(membership::Column::SetId).eq(set.uuid()))
            .add(membership(membership::Column::SetVersion).lt(newest));
        self.pairs(&select_pairs(found, most)).await
    }
}
