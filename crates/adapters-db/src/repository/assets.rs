//! Assets and who owns them (D7).

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, AssetId, UserId},
        page::{Page, PageRequest, Position},
        reference::UserRef,
        text::{AssetKind, ExternalId, Name},
        time::Time,
    },
    ports::{AssetQueries, AssetRef, AssetRepository, StoreError},
    work::asset::{Asset, OwnedAsset, Tallies, Tally},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{
        asset::{self, Column},
        membership, user,
    },
    rows::values::number,
    sql::{PAIRS_AT_ONCE, col, is_among},
};

/// How many assets go into one statement: seven values each.
const ASSETS_AT_ONCE: usize = 4_000;

#[derive(Debug, FromQueryResult)]
struct MemberNameRow {
    user_id: Uuid,
    external_id: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct TallyRow {
    account_id: Uuid,
    owner_id: Uuid,
    kind: String,
    count: i64,
    newest: Time,
}

#[derive(Debug, FromQueryResult)]
struct OwnedRow {
    id: Uuid,
    external_id: String,
    kind: String,
    owner_id: Uuid,
}

fn restore(row: asset::Model) -> Asset {
    Asset {
        id: AssetId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        external_id: ExternalId::stored(row.external_id),
        kind: AssetKind::stored(row.kind),
        name: Name::stored(row.name),
        owner: row.owner_id.map(UserId::from_uuid),
        changed_at: row.changed_at,
    }
}

fn row(asset: &Asset) -> asset::Model {
    asset::Model {
        id: asset.id.uuid(),
        account_id: asset.account.uuid(),
        external_id: asset.external_id.to_string(),
        kind: asset.kind.to_string(),
        name: asset.name.to_string(),
        owner_id: asset.owner.map(|owner| owner.uuid()),
        changed_at: asset.changed_at,
    }
}

#[async_trait]
impl<C: Connection> AssetQueries for Session<C> {
    async fn members_named(
        &mut self,
        account: AccountId,
        people: &[UserRef],
    ) -> Result<BTreeMap<UserRef, UserId>, StoreError> {
        let (mut ids, mut external) = (Vec::new(), Vec::new());
        for person in people {
            match person {
                UserRef::Id(id) => ids.push(id.uuid()),
                UserRef::External(id) => external.push(id.as_str()),
            }
        }
        let named = Condition::any()
            .add(col("u", user::Column::Id).is_in(ids))
            .add(col("u", user::Column::ExternalId).is_in(external));
        let query = Query::select()
            .expr_as(col("m", membership::Column::UserId), "user_id")
            .expr_as(col("u", user::Column::ExternalId), "external_id")
            .from_as(membership::Entity, "m")
            .join_as(
                JoinType::InnerJoin,
                user::Entity,
                "u",
                col("u", user::Column::Id).equals(("m", membership::Column::UserId)),
            )
            .and_where(col("m", membership::Column::AccountId).eq(account.uuid()))
            .cond_where(named)
            .take();
        let rows: Vec<MemberNameRow> = self.all(&query).await?;
        let people: BTreeSet<_> = people.iter().collect();
        let named = rows.into_iter().flat_map(|row| {
            let id = UserId::from_uuid(row.user_id);
            let external = row.external_id.map(ExternalId::stored);
            let external = external.map(UserRef::External);
            [Some(UserRef::Id(id)), external]
                .into_iter()
                .flatten()
                .map(move |named| (named, id))
        });
        Ok(named.filter(|(named, _)| people.contains(named)).collect())
    }

    async fn assets_named(
        &mut self,
        account: AccountId,
        ids: &[ExternalId],
    ) -> Result<Vec<Asset>, StoreError> {
        let query = asset::Entity::find()
            .filter(Column::AccountId.eq(account.uuid()))
            .filter(Column::ExternalId.is_in(ids.iter().map(ExternalId::as_str)));
        let rows: Vec<asset::Model> = self.all(&query.into_query()).await?;
        Ok(rows.into_iter().map(restore).collect())
    }

    async fn asset_tallies(
        &mut self,
        owners: &[(AccountId, UserId)],
    ) -> Result<BTreeMap<(AccountId, UserId), Tallies>, StoreError> {
        let mut tallies: BTreeMap<_, Tallies> = BTreeMap::new();
        for owners in owners.chunks(PAIRS_AT_ONCE) {
            let owner = [Expr::col(Column::AccountId), Expr::col(Column::OwnerId)];
            let owners = owners
                .iter()
                .map(|(account, user)| (account.uuid(), user.uuid()));
            let query = Query::select()
                .columns([Column::AccountId, Column::OwnerId, Column::Kind])
                .expr_as(Expr::col(Column::Id).count(), "count")
                .expr_as(Expr::col(Column::ChangedAt).max(), "newest")
                .from(asset::Entity)
                .and_where(is_among(owner, owners))
                .group_by_columns([Column::AccountId, Column::OwnerId, Column::Kind])
                .take();
            let rows: Vec<TallyRow> = self.all(&query).await?;
            for row in rows {
                let owner = (
                    AccountId::from_uuid(row.account_id),
                    UserId::from_uuid(row.owner_id),
                );
                let tally = Tally {
                    count: number(row.count)?,
                    newest: row.newest,
                };
                let kind = AssetKind::stored(row.kind);
                tallies.entry(owner).or_default().insert(kind, tally);
            }
        }
        Ok(tallies)
    }

    async fn assets_owned(
        &mut self,
        account: AccountId,
        owners: &[UserId],
    ) -> Result<Vec<OwnedAsset>, StoreError> {
        let query = asset::Entity::find()
            .filter(Column::AccountId.eq(account.uuid()))
            .filter(Column::OwnerId.is_in(owners.iter().map(UserId::uuid)))
            .order_by_asc(Column::Id);
        let rows: Vec<OwnedRow> = self.all(&query.into_query()).await?;
        let owned = rows.into_iter().map(|row| OwnedAsset {
            id: AssetId::from_uuid(row.id),
            external_id: ExternalId::stored(row.external_id),
            kind: AssetKind::stored(row.kind),
            owner: UserId::from_uuid(row.owner_id),
        });
        Ok(owned.collect())
    }

    async fn assets(
        &mut self,
        account: AccountId,
        owner: UserId,
        kind: Option<&AssetKind>,
        page: &PageRequest,
    ) -> Result<Page<Asset>, StoreError> {
        let wanted = Condition::all()
            .add(Column::AccountId.eq(account.uuid()))
            .add(Column::OwnerId.eq(owner.uuid()))
            .add_option(kind.map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(page.after().map(|after| Column::Id.gt(after.id)));
        let query = asset::Entity::find()
            .filter(wanted)
            .order_by_asc(Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<asset::Model> = self.all(&query.into_query()).await?;
        let assets = rows.into_iter().map(restore).collect();
        Ok(Page::of(assets, page.limit(), |asset: &Asset| Position {
            key: String::new(),
            id: asset.id.uuid(),
        }))
    }
}

#[async_trait]
impl AssetRepository for Session<Unit> {
    async fn put_assets(&mut self, assets: &[Asset]) -> Result<(), StoreError> {
        let replace = OnConflict::column(Column::Id)
            .update_columns([
                Column::Kind,
                Column::Name,
                Column::OwnerId,
                Column::ChangedAt,
            ])
            .to_owned();
        for assets in assets.chunks(ASSETS_AT_ONCE) {
            let rows = assets.iter().map(|asset| row(asset).into_active_model());
            let put = asset::Entity::insert_many(rows)
                .on_conflict(replace.clone())
                .into_query();
            self.execute(&put).await?;
        }
        Ok(())
    }

    async fn give_assets(
        &mut self,
        account: AccountId,
        from: &[(UserId, AssetKind)],
        to: Option<UserId>,
        now: Time,
    ) -> Result<(), StoreError> {
        for from in from.chunks(PAIRS_AT_ONCE) {
            let owned = [Expr::col(Column::OwnerId), Expr::col(Column::Kind)];
            let from = from
                .iter()
                .map(|(owner, kind)| (owner.uuid(), kind.as_str()));
            let update = asset::Entity::update_many()
                .col_expr(Column::OwnerId, Expr::value(to.map(|to| to.uuid())))
                .col_expr(Column::ChangedAt, Expr::value(now))
                .filter(Column::AccountId.eq(account.uuid()))
                .filter(is_among(owned, from));
            self.execute(&update.into_query()).await?;
        }
        Ok(())
    }

    async fn remove_asset(
        &mut self,
        account: AccountId,
        asset: &AssetRef,
    ) -> Result<bool, StoreError> {
        let meant = match asset {
            AssetRef::Id(id) => Column::Id.eq(id.uuid()),
            AssetRef::External(id) => Column::ExternalId.eq(id.as_str()),
        };
        let removed = asset::Entity::delete_many()
            .filter(Column::AccountId.eq(account.uuid()))
            .filter(meant);
        Ok(self.execute(&removed.into_query()).await? > 0)
    }
}
