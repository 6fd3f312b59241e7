//! Reading memberships, terms and links.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, PermissionSetId, UserId},
        page::{Page, PageRequest, Position},
        time::{FIRST_INSTANT, Time},
    },
    membership::{
        Access,
        employee::{Employee, EmploymentEnd},
        member::Member,
        super_admins::{PermanentSuperAdmin, SuperAdmins},
        terms::Terms,
    },
    people::user::UserStatus,
    permission::seat::{Seat, SeatsTaken},
    ports::{DueEnd, HeldBy, MemberFilter, MembershipQueries, StoreError},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query},
};
use uuid::Uuid;

use super::{employees, filter};
use crate::{
    connection::{Connection, Session},
    entity::{employee_link, membership, terms, user},
    migration::END_NOT_NOTED,
    rows::{
        member::{self, counts_for_ever},
        membership::restore_terms,
        values::{from_json, number, word},
    },
    sql::{CountRow, NAMES_AT_ONCE, PAIRS_AT_ONCE, at, col},
};

/// An account with memberships.
#[derive(Debug, FromQueryResult)]
struct AccountRow {
    account_id: Uuid,
}

#[derive(Debug, FromQueryResult)]
struct DueEndRow {
    account_id: Uuid,
    user_id: Uuid,
    id: Uuid,
    expires_at: Time,
}

/// Memberships that hold the same seats.
#[derive(Debug, FromQueryResult)]
struct SeatRow {
    seat: String,
    paid_seats: String,
    count: i64,
}

#[derive(Debug, FromQueryResult)]
struct SuperAdminRow {
    user_id: Uuid,
    partner_id: Option<Uuid>,
    offered_by: Option<Uuid>,
}

impl<C: Connection> Session<C> {
    /// Reads a page of the members whose memberships meet the condition, by membership.
    async fn member_page(
        &self,
        found: Condition,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let after = page
            .after()
            .map(|after| membership::Column::Id.gt(after.id));
        let memberships = membership::Entity::find()
            .filter(found.add_option(after))
            .order_by_asc(membership::Column::Id)
            .limit(u64::from(page.limit()) + 1)
            .into_query();
        let query = member::page(memberships)
            .order_by(("m", membership::Column::Id), Order::Asc)
            .take();
        let members = self.all_members(&query).await?;
        Ok(Page::of(members, page.limit(), |member| Position {
            key: String::new(),
            id: member.membership.id.uuid(),
        }))
    }
}

#[async_trait]
impl<C: Connection> MembershipQueries for Session<C> {
    async fn member(
        &mut self,
        account: AccountId,
        user: UserId,
    ) -> Result<Option<Member>, StoreError> {
        Ok(self.members_among(account, &[user]).await?.pop())
    }

    async fn place_of(
        &mut self,
        membership: MembershipId,
    ) -> Result<Option<(AccountId, UserId)>, StoreError> {
        let query = membership::Entity::find()
            .filter(membership::Column::Id.eq(membership.uuid()))
            .into_query();
        let row: Option<membership::Model> = self.one(&query).await?;
        Ok(row.map(|row| {
            (
                AccountId::from_uuid(row.account_id),
                UserId::from_uuid(row.user_id),
            )
        }))
    }

    async fn members_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Member>, StoreError> {
        let mut members = Vec::with_capacity(users.len());
        for users in users.chunks(NAMES_AT_ONCE) {
            let users = users.iter().map(UserId::uuid);
            let found = Condition::all()
                .add(col("m", membership::Column::AccountId).eq(account.uuid()))
                .add(col("m", membership::Column::UserId).is_in(users));
            members.extend(self.all_members(&member::among(found)).await?);
        }
        Ok(members)
    }

    async fn employees_among(
        &mut self,
        partner: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Employee>, StoreError> {
        employees::among(self, partner, users).await
    }

    async fn members(
        &mut self,
        account: AccountId,
        filter: &MemberFilter,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let found = Condition::all()
            .add(membership::Column::AccountId.eq(account.uuid()))
            .add(filter::wanted(self.backend(), filter));
        self.member_page(found, page).await
    }

    async fn seats_taken(&mut self, account: AccountId) -> Result<SeatsTaken, StoreError> {
        use membership::Column as M;
        let query = Query::select()
            .columns([M::Seat, M::PaidSeats])
            .expr_as(Expr::col(M::Id).count(), "count")
            .from(membership::Entity)
            .and_where(M::AccountId.eq(account.uuid()))
            .group_by_columns([M::Seat, M::PaidSeats])
            .take();
        let rows: Vec<SeatRow> = self.all(&query).await?;
        let mut taken = SeatsTaken::default();
        for row in rows {
            let seat = word(&row.seat, Seat::parse)?;
            taken.count(seat, from_json(&row.paid_seats)?, number(row.count)?);
        }
        Ok(taken)
    }

    async fn memberships_of(
        &mut self,
        user: UserId,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let found = Condition::all().add(membership::Column::UserId.eq(user.uuid()));
        self.member_page(found, page).await
    }

    async fn permanent_super_admins(
        &mut self,
        account: AccountId,
    ) -> Result<SuperAdmins, StoreError> {
        let query = Query::select()
            .columns([
                membership::Column::UserId,
                membership::Column::PartnerId,
                membership::Column::OfferedBy,
            ])
            .from(membership::Entity)
            .join(
                JoinType::InnerJoin,
                user::Entity,
                Expr::col((user::Entity, user::Column::Id))
                    .equals((membership::Entity, membership::Column::UserId)),
            )
            .and_where(membership::Column::AccountId.eq(account.uuid()))
            .cond_where(counts_for_ever())
            .and_where(user::Column::Status.eq(UserStatus::Active.as_str()))
            .order_by(membership::Column::UserId, Order::Asc)
            .take();
        let rows: Vec<SuperAdminRow> = self.all(&query).await?;
        let admins = rows.into_iter().map(|row| PermanentSuperAdmin {
            user: UserId::from_uuid(row.user_id),
            acts_for: row.partner_id.map(AccountId::from_uuid),
            taken: row.offered_by.is_none(),
        });
        Ok(SuperAdmins::new(admins.collect()))
    }

    async fn ends_to_note(
        &mut self,
        now: Time,
        after: Option<&DueEnd>,
        limit: u16,
    ) -> Result<Vec<DueEnd>, StoreError> {
        let ended_at = || membership::Column::ExpiresAt.into_expr();
        let place = || Expr::tuple([ended_at(), membership::Column::Id.into_expr()]);
        let beyond = after.map(|after| {
            let reached = [after.ended_at.into(), after.membership.uuid().into()];
            place().gt(Expr::tuple(reached))
        });
        let query = Query::select()
            .columns([
                membership::Column::AccountId,
                membership::Column::UserId,
                membership::Column::Id,
                membership::Column::ExpiresAt,
            ])
            .from(membership::Entity)
            .and_where(membership::Column::ExpiresAt.lte(now))
            // SQLite compares times as texts: a year with a sign comes before all others.
            .and_where(membership::Column::ExpiresAt.gte(FIRST_INSTANT))
            .and_where_option(beyond)
            // In the words of the index that has these ends only.
            .and_where(Expr::cust(END_NOT_NOTED))
            .order_by(membership::Column::ExpiresAt, Order::Asc)
            .order_by(membership::Column::Id, Order::Asc)
            .limit(limit.into())
            .take();
        let rows: Vec<DueEndRow> = self.all(&query).await?;
        let ends = rows.into_iter().map(|row| DueEnd {
            account: AccountId::from_uuid(row.account_id),
            user: UserId::from_uuid(row.user_id),
            membership: MembershipId::from_uuid(row.id),
            ended_at: row.expires_at,
        });
        Ok(ends.collect())
    }

    async fn count_partner_admins(&mut self) -> Result<u64, StoreError> {
        let query = Query::select()
            .expr_as(Expr::col(membership::Column::Id).count(), "count")
            .from(membership::Entity)
            .and_where(membership::Column::Access.eq(Access::PartnerAdmin.kind()))
            .take();
        number(
            self.one::<CountRow, _>(&query)
                .await?
                .map_or(0, |row| row.count),
        )
    }

    async fn accounts_holding(&mut self, held: &HeldBy) -> Result<Vec<AccountId>, StoreError> {
        use membership::Column as M;
        let access = |access: Access| M::Access.eq(access.kind());
        let which = match held {
            HeldBy::Anyone => Condition::all(),
            HeldBy::Holders(held) => {
                let mut any = Condition::any();
                if held.super_admins {
                    any = any.add(access(Access::SuperAdmin));
                }
                if held.partner_admins {
                    any = any.add(access(Access::PartnerAdmin));
                }
                if held.added {
                    any = any.add(M::Added.ne("[]"));
                }
                if !held.sets.is_empty() {
                    any = any.add(M::SetId.is_in(held.sets.iter().map(PermissionSetId::uuid)));
                }
                if any.is_empty() {
                    return Ok(Vec::new());
                }
                any
            }
        };
        let query = Query::select()
            .distinct()
            .column(M::AccountId)
            .from(membership::Entity)
            .cond_where(which)
            .order_by(M::AccountId, Order::Asc)
            .take();
        let rows: Vec<AccountRow> = self.all(&query).await?;
        let accounts = rows.into_iter();
        Ok(accounts
            .map(|row| AccountId::from_uuid(row.account_id))
            .collect())
    }

    async fn terms_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Terms>, StoreError> {
        let places: Vec<_> = users.iter().map(|user| (account, *user)).collect();
        self.terms_at(&places).await
    }

    async fn all_terms_of(&mut self, users: &[UserId]) -> Result<Vec<Terms>, StoreError> {
        let query = terms::Entity::find()
            .filter(terms::Column::UserId.is_in(users.iter().map(UserId::uuid)))
            .order_by_asc(terms::Column::AccountId)
            .order_by_asc(terms::Column::UserId);
        let rows: Vec<terms::Model> = self.all(&query.into_query()).await?;
        rows.into_iter().map(restore_terms).collect()
    }

    async fn terms_at(&mut self, places: &[(AccountId, UserId)]) -> Result<Vec<Terms>, StoreError> {
        let mut found = Vec::new();
        for places in places.chunks(PAIRS_AT_ONCE) {
            let place = [terms::Column::AccountId, terms::Column::UserId];
            let place = place.map(|column| Expr::col((terms::Entity, column)));
            let query = terms::Entity::find().filter(at(place, places));
            let rows: Vec<terms::Model> = self.all(&query.into_query()).await?;
            for row in rows {
                found.push(restore_terms(row)?);
            }
        }
        Ok(found)
    }

    async fn employment_end(
        &mut self,
        partner: AccountId,
        user: UserId,
    ) -> Result<Option<EmploymentEnd>, StoreError> {
        employees::last_end(self, partner, user).await
    }

    async fn is_linked(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<bool, StoreError> {
        let key = (account.uuid(), user.uuid(), partner.uuid());
        let query = employee_link::Entity::find_by_id(key);
        let found: Option<employee_link::Model> = self.one(&query.into_query()).await?;
        Ok(found.is_some())
    }
}
