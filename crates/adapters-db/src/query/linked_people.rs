//! People whom a partner has linked in a client (A10), and who do not act for it there.

use latchkey_domain::{base::ids::AccountId, membership::member::Person, ports::StoreError};
use sea_orm::{
    Condition,
    sea_query::{ExprTrait, JoinType, Order, Query},
};

use crate::{
    connection::{Connection, Session},
    entity::{employee_link, membership, user},
    rows::member,
    sql::col,
};

/// The linked people who are members there and act for nobody, by name.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    client: AccountId,
) -> Result<Vec<Person>, StoreError> {
    let membership = Condition::all()
        .add(
            col("m", membership::Column::AccountId).equals(("l", employee_link::Column::AccountId)),
        )
        .add(col("m", membership::Column::UserId).equals(("l", employee_link::Column::UserId)))
        .add(col("m", membership::Column::PartnerId).is_null());
    let mut query = Query::select();
    member::person_columns(&mut query);
    query
        .from_as(employee_link::Entity, "l")
        .join_as(JoinType::InnerJoin, membership::Entity, "m", membership)
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("l", employee_link::Column::UserId)),
        )
        .and_where(col("l", employee_link::Column::AccountId).eq(client.uuid()))
        .and_where(col("l", employee_link::Column::PartnerId).eq(partner.uuid()))
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc);
    session.all_people(&query).await
}
