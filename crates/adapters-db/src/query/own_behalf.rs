//! Members of a client who act for nobody and whom the partner may know of (A6): one statement, by the
//! partner's own people, however many members the client has.

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    membership::member::Person,
    partnership::own_behalf::named_since,
    people::{account::AccountStatus, user::UserStatus},
    ports::StoreError,
};
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType},
};

use crate::{
    connection::{Connection, Session},
    entity::{account, employment_end, membership, user},
    rows::member,
    sql::col,
};

/// These people, by name.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    client: AccountId,
    now: Time,
) -> Result<Vec<Person>, StoreError> {
    use membership::Column as M;
    let mut query = Query::select();
    member::person_columns(&mut query);
    query
        .from_as(membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("m", M::UserId)),
        )
        .and_where(col("m", M::AccountId).eq(client.uuid()))
        .and_where(col("m", M::UserId).in_subquery(own_people(partner, now)))
        .and_where(col("m", M::PartnerId).is_null())
        .and_where(member::verified_for(Expr::value(partner.uuid())))
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc);
    session.all_people(&query).await
}

/// The active employees of the partner, those whose employment ended lately by its own end, and those of
/// whom it is recorded.
fn own_people(partner: AccountId, now: Time) -> SelectStatement {
    use employment_end::Column as End;
    use membership::Column as M;
    let since = named_since(now);
    let open = Condition::all()
        .add(col("v", user::Column::Status).eq(UserStatus::Active.as_str()))
        .add(col("a", account::Column::Status).eq(AccountStatus::Active.as_str()));
    let ended = col("e", M::ExpiresAt).lte(now);
    let recorded = Query::select()
        .column(("n", End::UserId))
        .from_as(employment_end::Entity, "n")
        .and_where(col("n", End::PartnerId).eq(partner.uuid()))
        .and_where(col("n", End::EndedAt).gt(since))
        .take();
    Query::select()
        .column(("e", M::UserId))
        .from_as(membership::Entity, "e")
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "v",
            col("v", user::Column::Id).equals(("e", M::UserId)),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("e", M::AccountId)),
        )
        .and_where(col("e", M::AccountId).eq(partner.uuid()))
        .cond_where(member::lasts("e", since))
        .and_where(col("a", account::Column::WasPartner).eq(true))
        .cond_where(Condition::any().add(open).add(ended))
        .union(UnionType::All, recorded)
        .take()
}
