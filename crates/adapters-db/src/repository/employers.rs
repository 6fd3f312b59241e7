//! For which partners a person could act in an account (S2).

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    membership::member::Acting,
    ports::{EmployerQueries, StoreError},
};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query};

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{
        account, employee_link,
        membership::{self, Column},
        user,
    },
    rows::member,
    sql::col,
};

#[async_trait]
impl<C: Connection> EmployerQueries for Session<C> {
    async fn employers(
        &mut self,
        account: AccountId,
        people: &[UserId],
    ) -> Result<BTreeMap<UserId, Vec<Acting>>, StoreError> {
        let mut query = Query::select();
        // The membership in the partner's account is the employment.
        query
            .from_as(membership::Entity, "m")
            .join_as(
                JoinType::InnerJoin,
                account::Entity,
                "p",
                col("p", account::Column::Id).equals(("m", Column::AccountId)),
            )
            .join_as(
                JoinType::InnerJoin,
                user::Entity,
                "u",
                col("u", user::Column::Id).equals(("m", Column::UserId)),
            )
            .and_where(col("m", Column::UserId).is_in(people.iter().map(UserId::uuid)))
            .and_where(col("p", account::Column::Program).is_not_null())
            .and_where(col("p", account::Column::Id).ne(account.uuid()))
            .order_by(("p", account::Column::Id), Order::Asc);
        member::partner_columns(&mut query, "p", "m");
        query
            .expr_as(col("m", Column::UserId), "user_id")
            .expr_as(member::verified_by(Column::AccountId), "verified")
            .expr_as(linked_in(account), "linked");
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        let mut employers = BTreeMap::<_, Vec<_>>::new();
        for row in &rows {
            let user = row.try_get("", "user_id").map_err(classify)?;
            let acting = member::acting(row)?;
            let acting = acting.ok_or_else(|| corrupt("a membership without its account"))?;
            let of_user = employers.entry(UserId::from_uuid(user)).or_default();
            of_user.push(acting);
        }
        Ok(employers)
    }
}

/// Whether the partner has linked the person in the account (A10).
fn linked_in(account: AccountId) -> Expr {
    use employee_link::Column as Link;
    let link = Query::select()
        .expr(Expr::value(1))
        .from_as(employee_link::Entity, "l")
        .and_where(col("l", Link::AccountId).eq(account.uuid()))
        .and_where(col("l", Link::UserId).equals(("m", Column::UserId)))
        .and_where(col("l", Link::PartnerId).equals(("m", Column::AccountId)))
        .take();
    Expr::exists(link)
}
