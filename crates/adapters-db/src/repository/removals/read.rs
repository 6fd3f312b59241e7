//! Reading what reviews of removals show, by the same few statements however many items there are.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, ReviewId, UserId},
        text::Name,
        time::Time,
    },
    membership::{
        member::Member,
        super_admins::{PermanentSuperAdmin, SuperAdmins},
    },
    people::user::UserStatus,
    ports::{HandoverCandidate, RemovalQueries, ReviewScope, StoreError},
    work::removal::{ActingMember, ClientEmployee, Review, Seen},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query},
};
use uuid::Uuid;

use super::statements::{acting, by_name};
use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{
        membership::{self, Column as M},
        relationship, removal_review,
        removal_review_item::{self, Column as Item},
        user,
    },
    rows::{
        member::{self, counts_for_ever},
        membership::{access, status},
        values::{from_json, number, version},
    },
    sql::{NAMES_AT_ONCE, PAIRS_AT_ONCE, at, col},
};

#[derive(Debug, FromQueryResult)]
struct ActingRow {
    client_id: Uuid,
    shown_name: String,
    membership_id: Uuid,
    membership_version: i64,
    access: String,
    set_id: Option<Uuid>,
    set_version: Option<i32>,
    deactivated: bool,
    invited_until: Option<Time>,
}

#[derive(Debug, FromQueryResult)]
struct AccountAdminRow {
    account_id: Uuid,
    user_id: Uuid,
    acts_for: Option<Uuid>,
    offered_by: Option<Uuid>,
}

#[derive(Debug, FromQueryResult)]
struct CandidateRow {
    account_id: Uuid,
    user_id: Uuid,
    name: String,
}

#[derive(Debug, FromQueryResult)]
struct UserIdRow {
    user_id: Uuid,
}

#[derive(Debug, FromQueryResult)]
struct ClientIdRow {
    client_id: Uuid,
}

/// Restores a review.
fn restore(row: &removal_review::Model) -> Review {
    Review {
        id: ReviewId::from_uuid(row.id),
        partner: AccountId::from_uuid(row.partner_id),
        caller: UserId::from_uuid(row.caller_id),
        expires_at: row.expires_at,
        spent: row.spent,
    }
}

#[async_trait]
impl<C: Connection> RemovalQueries for Session<C> {
    async fn acting_members(
        &mut self,
        partner: AccountId,
        scope: &ReviewScope,
        most: usize,
    ) -> Result<Vec<ActingMember>, StoreError> {
        let query = acting(partner, scope, most)?;
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        let found = rows.iter().map(|row| {
            let person =
                member::person(row)?.ok_or_else(|| corrupt("a membership without its user"))?;
            let row = ActingRow::from_query_result(row, "").map_err(classify)?;
            Ok(ActingMember {
                client: AccountId::from_uuid(row.client_id),
                client_name: Name::stored(row.shown_name),
                person,
                membership: MembershipId::from_uuid(row.membership_id),
                version: version(row.membership_version)?,
                access: access(&row.access, row.set_id, row.set_version)?,
                status: status(row.deactivated, row.invited_until),
            })
        });
        found.collect()
    }

    async fn clients_among(
        &mut self,
        partner: AccountId,
        accounts: &[AccountId],
    ) -> Result<BTreeSet<AccountId>, StoreError> {
        let mut found = BTreeSet::new();
        for accounts in accounts.chunks(NAMES_AT_ONCE) {
            let query = relationship::Entity::find()
                .select_only()
                .column(relationship::Column::ClientId)
                .filter(relationship::Column::PartnerId.eq(partner.uuid()))
                .filter(relationship::Column::ClientId.is_in(accounts.iter().map(AccountId::uuid)));
            let rows: Vec<ClientIdRow> = self.all(&query.into_query()).await?;
            found.extend(rows.iter().map(|row| AccountId::from_uuid(row.client_id)));
        }
        Ok(found)
    }

    async fn people_of_partner(
        &mut self,
        partner: AccountId,
        people: &[UserId],
    ) -> Result<BTreeSet<UserId>, StoreError> {
        let own = Condition::any()
            .add(M::AccountId.eq(partner.uuid()))
            .add(M::PartnerId.eq(partner.uuid()));
        let mut found = BTreeSet::new();
        for people in people.chunks(NAMES_AT_ONCE) {
            let query = Query::select()
                .distinct()
                .column(M::UserId)
                .from(membership::Entity)
                .and_where(M::UserId.is_in(people.iter().map(UserId::uuid)))
                .cond_where(own.clone())
                .take();
            let rows: Vec<UserIdRow> = self.all(&query).await?;
            found.extend(rows.iter().map(|row| UserId::from_uuid(row.user_id)));
        }
        Ok(found)
    }

    async fn members_at(&mut self, places: &[ClientEmployee]) -> Result<Vec<Member>, StoreError> {
        let mut members = Vec::with_capacity(places.len());
        for places in places.chunks(PAIRS_AT_ONCE) {
            let found = at([col("m", M::AccountId), col("m", M::UserId)], places);
            members.extend(self.all_members(&member::among(found)).await?);
        }
        Ok(members)
    }

    async fn super_admins_of(
        &mut self,
        accounts: &[AccountId],
    ) -> Result<BTreeMap<AccountId, SuperAdmins>, StoreError> {
        let query = Query::select()
            .columns([M::AccountId, M::UserId, M::OfferedBy])
            .expr_as(Expr::col(M::PartnerId), "acts_for")
            .from(membership::Entity)
            .join(
                JoinType::InnerJoin,
                user::Entity,
                Expr::col((user::Entity, user::Column::Id)).equals((membership::Entity, M::UserId)),
            )
            .and_where(M::AccountId.is_in(accounts.iter().map(AccountId::uuid)))
            .cond_where(counts_for_ever())
            .and_where(user::Column::Status.eq(UserStatus::Active.as_str()))
            .order_by(M::AccountId, Order::Asc)
            .order_by(M::UserId, Order::Asc)
            .take();
        let rows: Vec<AccountAdminRow> = self.all(&query).await?;
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let admins = found
                .entry(AccountId::from_uuid(row.account_id))
                .or_default();
            admins.push(PermanentSuperAdmin {
                user: UserId::from_uuid(row.user_id),
                acts_for: row.acts_for.map(AccountId::from_uuid),
                taken: row.offered_by.is_none(),
            });
        }
        let found = found.into_iter();
        Ok(found
            .map(|(account, admins)| (account, SuperAdmins::new(admins)))
            .collect())
    }

    async fn candidates(
        &mut self,
        partner: AccountId,
        open: &[AccountId],
        closed: &[AccountId],
        now: Time,
        most: usize,
    ) -> Result<BTreeMap<AccountId, Vec<HandoverCandidate>>, StoreError> {
        let most: u32 = number(most)?;
        let query = Query::select()
            .columns([("c", M::AccountId), ("c", M::UserId)])
            .column(("c", user::Column::Name))
            .from_subquery(by_name(partner, open, closed, now), "c")
            .and_where(Expr::col(("c", "place")).lte(most))
            .order_by(("c", M::AccountId), Order::Asc)
            .order_by(("c", "place"), Order::Asc)
            .take();
        let rows: Vec<CandidateRow> = self.all(&query).await?;
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let candidates = found
                .entry(AccountId::from_uuid(row.account_id))
                .or_default();
            candidates.push(HandoverCandidate {
                user: UserId::from_uuid(row.user_id),
                name: Name::stored(row.name),
            });
        }
        Ok(found)
    }

    async fn review(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        let query = removal_review::Entity::find_by_id(id.uuid());
        let row: Option<removal_review::Model> = self.one(&query.into_query()).await?;
        Ok(row.as_ref().map(restore))
    }

    async fn reviewed(
        &mut self,
        id: ReviewId,
    ) -> Result<BTreeMap<ClientEmployee, Seen>, StoreError> {
        let query = removal_review_item::Entity::find().filter(Item::ReviewId.eq(id.uuid()));
        let rows: Vec<removal_review_item::Model> = self.all(&query.into_query()).await?;
        let seen = rows.into_iter().map(|row| {
            let client = AccountId::from_uuid(row.client_id);
            let seen = Seen {
                membership: MembershipId::from_uuid(row.membership_id),
                version: version(row.membership_version)?,
                assets: from_json(&row.assets)?,
            };
            Ok(((client, UserId::from_uuid(row.employee_id)), seen))
        });
        seen.collect()
    }

    async fn is_reviewed(
        &mut self,
        id: ReviewId,
        pair: ClientEmployee,
    ) -> Result<bool, StoreError> {
        let (client, employee) = pair;
        let key = (id.uuid(), client.uuid(), employee.uuid());
        let query = removal_review_item::Entity::find_by_id(key);
        let found: Option<removal_review_item::Model> = self.one(&query.into_query()).await?;
        Ok(found.is_some())
    }
}
