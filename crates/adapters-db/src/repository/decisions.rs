//! The facts of decisions, with the revision they were read at, in one statement (section 11).

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    membership::decision::Facts,
    ports::{DecisionQueries, FactsAmong, StoreError},
};
use sea_orm::{
    Condition, QueryResult,
    sea_query::{ExprTrait, IntoCondition, JoinType, Query, SelectStatement},
};

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{self, account, membership, user},
    rows::{member, revision},
    sql::{col, is_named},
};

/// Starts from the one row of the revision, so that there is a row even without the user, the
/// account or the membership.
fn select(user: Condition, account: Condition) -> SelectStatement {
    let membership = Condition::all()
        .add(col("m", membership::Column::AccountId).equals(("a", account::Column::Id)))
        .add(col("m", membership::Column::UserId).equals(("u", user::Column::Id)));
    let mut select = Query::select();
    revision::add_columns(&mut select);
    select
        .from(entity::revision::Entity)
        .join_as(JoinType::LeftJoin, user::Entity, "u", user)
        .join_as(JoinType::LeftJoin, account::Entity, "a", account)
        .join_as(JoinType::LeftJoin, membership::Entity, "m", membership);
    member::add_columns(&mut select);
    select
}

fn select_one(user: &UserRef, account: &AccountRef) -> SelectStatement {
    let user = match user {
        UserRef::Id(id) => col("u", user::Column::Id).eq(id.uuid()),
        UserRef::External(id) => col("u", user::Column::ExternalId).eq(id.as_str()),
    };
    let account = match account {
        AccountRef::Id(id) => col("a", account::Column::Id).eq(id.uuid()),
        AccountRef::External(id) => col("a", account::Column::ExternalId).eq(id.as_str()),
    };
    select(user.into_condition(), account.into_condition())
}

fn select_among(users: &[UserRef], accounts: &[AccountRef]) -> SelectStatement {
    let (mut ids, mut external) = (Vec::new(), Vec::new());
    for user in users {
        match user {
            UserRef::Id(id) => ids.push(id.uuid()),
            UserRef::External(id) => external.push(id.as_str()),
        }
    }
    let of_user = [user::Column::Id, user::Column::ExternalId].map(|column| col("u", column));
    let users = is_named(of_user, ids, external);
    let (mut ids, mut external) = (Vec::new(), Vec::new());
    for account in accounts {
        match account {
            AccountRef::Id(id) => ids.push(id.uuid()),
            AccountRef::External(id) => external.push(id.as_str()),
        }
    }
    let of_account = [account::Column::Id, account::Column::ExternalId];
    let accounts = is_named(of_account.map(|column| col("a", column)), ids, external);
    let mut select = select(users, accounts);
    select
        .expr_as(col("u", user::Column::ExternalId), "u_external_id")
        .expr_as(col("a", account::Column::ExternalId), "a_external_id");
    select
}

fn external_id(row: &QueryResult, column: &str) -> Result<Option<ExternalId>, StoreError> {
    let external_id: Option<String> = row.try_get("", column).map_err(classify)?;
    Ok(external_id.map(ExternalId::stored))
}

#[async_trait]
impl<C: Connection> DecisionQueries for Session<C> {
    async fn decision_facts(
        &mut self,
        user: &UserRef,
        account: &AccountRef,
    ) -> Result<(Facts, Revision), StoreError> {
        let query = select_one(user, account);
        let row = self.connection.query_one(&query).await.map_err(classify)?;
        let row = row.ok_or_else(|| corrupt("the revision is gone"))?;
        let facts = Facts {
            user: member::person(&row)?.map(|person| (person.id, person.status)),
            account: member::tenant(&row)?.map(|account| (account.id, account.status)),
            member: member::restore(&row)?,
        };
        Ok((facts, revision::from_row(&row)?))
    }

    async fn decision_facts_among(
        &mut self,
        users: &[UserRef],
        accounts: &[AccountRef],
    ) -> Result<(FactsAmong, Revision), StoreError> {
        let query = select_among(users, accounts);
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        let first = rows.first();
        let revision = revision::from_row(first.ok_or_else(|| corrupt("the revision is gone"))?)?;
        let mut facts = FactsAmong::default();
        for row in &rows {
            if let Some(user) = member::person(row)? {
                facts.add_user(user.id, external_id(row, "u_external_id")?, user.status);
            }
            if let Some(account) = member::tenant(row)? {
                let external_id = external_id(row, "a_external_id")?;
                facts.add_account(account.id, external_id, account.status);
            }
            if let Some(member) = member::restore(row)? {
                facts.add_member(member);
            }
        }
        Ok((facts, revision))
    }
}
