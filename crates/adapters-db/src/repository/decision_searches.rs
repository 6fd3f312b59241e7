//! The members that a search decides on, with the revision they were read at: one statement for a
//! page (section 11).

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::MembershipId,
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    ports::{DecisionSearchQueries, SearchedMember, StoreError},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement},
};

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{
        self, account,
        membership::{self, Column},
        user,
    },
    rows::{member, revision},
    sql::col,
};

/// The memberships in an account.
fn in_account(account: &AccountRef) -> Expr {
    match account {
        AccountRef::Id(id) => Column::AccountId.eq(id.uuid()),
        AccountRef::External(id) => {
            let called = account::Entity::find()
                .select_only()
                .column(account::Column::Id)
                .filter(account::Column::ExternalId.eq(id.as_str()));
            the_one(Column::AccountId, called.into_query())
        }
    }
}

/// The memberships of a user.
fn of_user(user: &UserRef) -> Expr {
    match user {
        UserRef::Id(id) => Column::UserId.eq(id.uuid()),
        UserRef::External(id) => {
            let called = user::Entity::find()
                .select_only()
                .column(user::Column::Id)
                .filter(user::Column::ExternalId.eq(id.as_str()));
            the_one(Column::UserId, called.into_query())
        }
    }
}

/// Whether the column is the one value that the query finds, if any. So an index is read in its
/// order.
fn the_one(column: Column, query: SelectStatement) -> Expr {
    Expr::col((membership::Entity, column)).eq(Expr::from(query))
}

/// Starts from the one row of the revision, so that there is a row even without memberships. The
/// joins see the memberships of the page only.
fn select(
    found: Expr,
    external_id: Expr,
    after: Option<MembershipId>,
    limit: u16,
) -> SelectStatement {
    let mut memberships = membership::Entity::find()
        .filter(found)
        .order_by_asc(Column::Id)
        .limit(u64::from(limit));
    if let Some(after) = after {
        memberships = memberships.filter(Column::Id.gt(after.uuid()));
    }
    let person = col("u", user::Column::Id).equals(("m", Column::UserId));
    let tenant = col("a", account::Column::Id).equals(("m", Column::AccountId));
    let mut select = Query::select();
    revision::add_columns(&mut select);
    let always = Expr::value(true);
    select
        .from(entity::revision::Entity)
        .join_subquery(JoinType::LeftJoin, memberships.into_query(), "m", always)
        .join_as(JoinType::LeftJoin, user::Entity, "u", person)
        .join_as(JoinType::LeftJoin, account::Entity, "a", tenant)
        .expr_as(external_id, "x_text")
        .order_by(("m", Column::Id), Order::Asc);
    member::add_columns(&mut select);
    select
}

impl<C: Connection> Session<C> {
    async fn searched(
        &self,
        query: &SelectStatement,
    ) -> Result<(Vec<SearchedMember>, Revision), StoreError> {
        let rows = self.connection.query_all(query).await.map_err(classify)?;
        let first = rows
            .first()
            .ok_or_else(|| corrupt("the revision is gone"))?;
        let revision = revision::from_row(first)?;
        let mut searched = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(member) = member::restore(row)? {
                let external_id: Option<String> = row.try_get("", "x_text").map_err(classify)?;
                searched.push(SearchedMember {
                    member,
                    external_id: external_id.map(ExternalId::stored),
                });
            }
        }
        Ok((searched, revision))
    }
}

#[async_trait]
impl<C: Connection> DecisionSearchQueries for Session<C> {
    async fn searched_members(
        &mut self,
        account: &AccountRef,
        after: Option<MembershipId>,
        limit: u16,
    ) -> Result<(Vec<SearchedMember>, Revision), StoreError> {
        let external_id = col("u", user::Column::ExternalId);
        let query = select(in_account(account), external_id, after, limit);
        self.searched(&query).await
    }

    async fn searched_memberships(
        &mut self,
        user: &UserRef,
        after: Option<MembershipId>,
        limit: u16,
    ) -> Result<(Vec<SearchedMember>, Revision), StoreError> {
        let external_id = col("a", account::Column::ExternalId);
        let query = select(of_user(user), external_id, after, limit);
        self.searched(&query).await
    }
}
