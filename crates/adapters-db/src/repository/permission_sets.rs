//! Permission sets in their newest version (A7).

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId},
        page::{Page, PageRequest, Position},
        text::{Description, ExternalId},
    },
    permission::{PermissionSet, PermissionSetParts, SetName, SetOwner, SetVersion},
    ports::{PermissionSetQueries, PermissionSetRepository, StoreError, Taken},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{membership, permission_set as set, permission_set_version as set_version},
    rows::{
        permission_set::owner,
        values::{from_json, json, number, version},
    },
    sql::{CountRow, insert},
};

/// A set's row with the permissions of its newest version.
#[derive(Debug, FromQueryResult)]
struct PermissionSetRow {
    #[sea_orm(nested)]
    set: set::Model,
    permissions: String,
}

/// How many memberships hold a set.
#[derive(Debug, FromQueryResult)]
struct HoldersRow {
    set_id: Uuid,
    count: i64,
}

fn select() -> SelectStatement {
    let current = Condition::all()
        .add(
            Expr::col((set_version::Entity, set_version::Column::SetId))
                .equals((set::Entity, set::Column::Id)),
        )
        .add(
            Expr::col((set_version::Entity, set_version::Column::Number))
                .equals((set::Entity, set::Column::CurrentNumber)),
        );
    Query::select()
        .columns(set::Column::iter().map(|column| (set::Entity, column)))
        .column((set_version::Entity, set_version::Column::Permissions))
        .from(set::Entity)
        .join(JoinType::InnerJoin, set_version::Entity, current)
        .take()
}

fn restore(row: PermissionSetRow) -> Result<PermissionSet, StoreError> {
    let PermissionSetRow { set, permissions } = row;
    Ok(PermissionSet::stored(PermissionSetParts {
        id: PermissionSetId::from_uuid(set.id),
        owner: owner(set.owner_id),
        name: SetName::stored(set.name),
        description: set.description.map(Description::stored),
        external_id: set.external_id.map(ExternalId::stored),
        current: SetVersion::stored(number(set.current_number)?, from_json(&permissions)?),
        version: version(set.version)?,
    }))
}

fn row(set: &PermissionSet) -> Result<set::Model, StoreError> {
    Ok(set::Model {
        id: set.id().uuid(),
        owner_id: match set.owner() {
            SetOwner::Standard => None,
            SetOwner::Account(account) => Some(account.uuid()),
        },
        name: set.name().to_string(),
        description: set.description().map(ToString::to_string),
        external_id: set.external_id().map(ToString::to_string),
        current_number: number(set.current().number())?,
        version: number(set.version().get())?,
    })
}

fn version_row(set: &PermissionSet) -> Result<set_version::Model, StoreError> {
    Ok(set_version::Model {
        set_id: set.id().uuid(),
        number: number(set.current().number())?,
        permissions: json(set.permissions())?,
    })
}

impl<C: Connection> Session<C> {
    async fn set_where(&self, condition: Condition) -> Result<Option<PermissionSet>, StoreError> {
        let query = select().cond_where(condition).take();
        self.one(&query).await?.map(restore).transpose()
    }

    /// Reads a page of the sets that meet the condition, by id.
    async fn set_page(
        &self,
        condition: Condition,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, StoreError> {
        let query = select()
            .cond_where(condition)
            .and_where_option(page.after().map(|after| set::Column::Id.gt(after.id)))
            .order_by((set::Entity, set::Column::Id), Order::Asc)
            .limit(u64::from(page.limit()) + 1)
            .take();
        let rows: Vec<PermissionSetRow> = self.all(&query).await?;
        let sets = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(sets, page.limit(), |set: &PermissionSet| {
            Position {
                key: String::new(),
                id: set.id().uuid(),
            }
        }))
    }
}

#[async_trait]
impl<C: Connection> PermissionSetQueries for Session<C> {
    async fn permission_set(
        &mut self,
        id: PermissionSetId,
    ) -> Result<Option<PermissionSet>, StoreError> {
        self.set_where(Condition::all().add(set::Column::Id.eq(id.uuid())))
            .await
    }

    async fn permission_set_by_external_id(
        &mut self,
        owner: AccountId,
        id: &ExternalId,
    ) -> Result<Option<PermissionSet>, StoreError> {
        let condition = Condition::all()
            .add(set::Column::OwnerId.eq(owner.uuid()))
            .add(set::Column::ExternalId.eq(id.as_str()));
        self.set_where(condition).await
    }

    async fn permission_sets(
        &mut self,
        owners: &[AccountId],
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, StoreError> {
        let owned = set::Column::OwnerId.is_in(owners.iter().map(AccountId::uuid));
        let condition = Condition::any()
            .add(set::Column::OwnerId.is_null())
            .add(owned);
        self.set_page(condition, page).await
    }

    async fn all_permission_sets(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, StoreError> {
        self.set_page(Condition::all(), page).await
    }

    async fn standard_sets(&mut self) -> Result<Vec<PermissionSet>, StoreError> {
        let query = select()
            .and_where(set::Column::OwnerId.is_null())
            .order_by((set::Entity, set::Column::Id), Order::Asc)
            .take();
        let rows: Vec<PermissionSetRow> = self.all(&query).await?;
        rows.into_iter().map(restore).collect()
    }

    async fn holders(&mut self, id: PermissionSetId) -> Result<u64, StoreError> {
        let query = Query::select()
            .expr_as(Expr::col(membership::Column::Id).count(), "count")
            .from(membership::Entity)
            .and_where(membership::Column::SetId.eq(id.uuid()))
            .take();
        number(
            self.one::<CountRow, _>(&query)
                .await?
                .map_or(0, |row| row.count),
        )
    }

    async fn holders_among(
        &mut self,
        ids: &[PermissionSetId],
    ) -> Result<BTreeMap<PermissionSetId, u64>, StoreError> {
        let query = Query::select()
            .column(membership::Column::SetId)
            .expr_as(Expr::col(membership::Column::Id).count(), "count")
            .from(membership::Entity)
            .and_where(membership::Column::SetId.is_in(ids.iter().map(PermissionSetId::uuid)))
            .group_by_col(membership::Column::SetId)
            .take();
        let rows: Vec<HoldersRow> = self.all(&query).await?;
        let holders = rows.into_iter().map(|row| {
            let holders = number(row.count)?;
            Ok((PermissionSetId::from_uuid(row.set_id), holders))
        });
        holders.collect()
    }
}

#[async_trait]
impl PermissionSetRepository for Session<Unit> {
    async fn insert_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError> {
        if !self.insert_one::<set::Entity>(row(set)?).await? {
            let taken = StoreError::Taken(Taken::PermissionSet);
            return self.connection.refuse(taken).await;
        }
        self.insert_one::<set_version::Entity>(version_row(set)?)
            .await
            .map(drop)
    }

    async fn save_permission_set(&mut self, set: &mut PermissionSet) -> Result<(), StoreError> {
        let mut row = row(set)?;
        let found = Condition::all()
            .add(set::Column::Id.eq(row.id))
            .add(set::Column::Version.eq(row.version));
        row.version += 1;
        self.save::<set::Entity>(row, found).await?;
        // A version that exists already stays as it is: versions never change.
        insert::<set_version::Entity>(&self.connection, vec![version_row(set)?]).await?;
        set.saved();
        Ok(())
    }

    async fn move_holders(
        &mut self,
        set: &PermissionSet,
        account: Option<AccountId>,
    ) -> Result<u64, StoreError> {
        let newest: i32 = number(set.current().number())?;
        let account = account.map(|account| membership::Column::AccountId.eq(account.uuid()));
        let moved = membership::Entity::update_many()
            .col_expr(membership::Column::SetVersion, Expr::value(newest))
            .col_expr(
                membership::Column::Version,
                Expr::col(membership::Column::Version).add(1),
            )
            .filter(membership::Column::SetId.eq(set.id().uuid()))
            .filter(membership::Column::SetVersion.ne(newest))
            .filter(Condition::all().add_option(account));
        self.execute(&moved.into_query()).await
    }

    async fn remove_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError> {
        let versions = set_version::Entity::delete_many()
            .filter(set_version::Column::SetId.eq(set.id().uuid()));
        self.execute(&versions.into_query()).await?;
        let version: i64 = number(set.version().get())?;
        let removed = set::Entity::delete_many()
            .filter(set::Column::Id.eq(set.id().uuid()))
            .filter(set::Column::Version.eq(version));
        match self.execute(&removed.into_query()).await? {
            0 => self.connection.refuse(StoreError::Stale).await,
            _one => Ok(()),
        }
    }
}
