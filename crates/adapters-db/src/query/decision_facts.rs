//! What a decision rests on, with the revision it was read at, in one statement (section 11).

use async_trait::async_trait;
use latchkey_domain::{
    decision::Facts,
    ports::{AccountRef, DecisionQueries, StoreError, UserRef},
    revision::Revision,
};
use sea_orm::{
    Condition, FromQueryResult,
    sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::member::{self, col};
use crate::{
    classify::{classify, corrupt},
    entity::{account, membership, revision, user},
    session::{Connection, Session},
};

/// From the one row of the revision on, so that a user, an account or a membership that is not there
/// still leaves a row.
fn select(user: &UserRef, account: &AccountRef) -> SelectStatement {
    let user = match user {
        UserRef::Id(id) => col("u", user::Column::Id).eq(id.uuid()),
        UserRef::External(id) => col("u", user::Column::ExternalId).eq(id.as_str()),
    };
    let account = match account {
        AccountRef::Id(id) => col("a", account::Column::Id).eq(id.uuid()),
        AccountRef::External(id) => col("a", account::Column::ExternalId).eq(id.as_str()),
    };
    let membership = Condition::all()
        .add(col("m", membership::Column::AccountId).equals(("a", account::Column::Id)))
        .add(col("m", membership::Column::UserId).equals(("u", user::Column::Id)));
    let mut select = Query::select();
    for (column, name) in [
        (revision::Column::Id, "r_id"),
        (revision::Column::Epoch, "r_epoch"),
        (revision::Column::Number, "r_number"),
    ] {
        select.expr_as(Expr::col((revision::Entity, column)), name);
    }
    select
        .from(revision::Entity)
        .join_as(JoinType::LeftJoin, user::Entity, "u", user)
        .join_as(JoinType::LeftJoin, account::Entity, "a", account)
        .join_as(JoinType::LeftJoin, membership::Entity, "m", membership);
    member::add_columns(&mut select);
    select
}

#[async_trait]
impl<C: Connection> DecisionQueries for Session<C> {
    async fn decision_facts(
        &mut self,
        user: &UserRef,
        account: &AccountRef,
    ) -> Result<(Facts, Revision), StoreError> {
        let query = select(user, account);
        let row = self.connection.query_one(&query).await.map_err(classify)?;
        let row = row.ok_or_else(|| corrupt("the revision is gone"))?;
        let revision = revision::Model::from_query_result(&row, "r_").map_err(classify)?;
        let facts = Facts {
            user: member::person(&row)?.map(|person| (person.id, person.status)),
            account: member::tenant(&row)?.map(|account| (account.id, account.status)),
            member: member::restore(&row)?,
        };
        Ok((facts, super::revision::restore(revision)?))
    }
}
