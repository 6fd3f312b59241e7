//! Members of a client who act for nobody and whom the partner may know of (A6): one statement, by the
//! partner's own people, however many members the client has.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
    },
    membership::member::Person,
    partnership::{own_behalf::named_since, relationship::RelationshipStatus},
    people::{account::AccountStatus, user::UserStatus},
    ports::{ClockReading, KnownOnOwnBehalf, StoreError},
};
use sea_orm::{
    Condition, FromQueryResult, Iden, Iterable,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::{
    classify::classify,
    connection::{Connection, Session},
    entity::{account, employment_end, membership, relationship, user},
    rows::{member, relationship as relationships},
    sql::{self, col},
};

/// These people, by name.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    client: AccountId,
    now: Time,
) -> Result<Vec<Person>, StoreError> {
    use membership::Column as M;
    let partner_id = Expr::value(partner.uuid());
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
        .and_where(col("m", M::UserId).in_subquery(own_people(&partner_id, now)))
        .and_where(col("m", M::PartnerId).is_null())
        .and_where(member::verified_for(partner_id))
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc);
    session.all_people(&query).await
}

/// The partners that know of these members being there on their own behalf: one statement, by the
/// relationships of the accounts.
pub(super) async fn known<C: Connection>(
    session: &Session<C>,
    members: &[(AccountId, UserId)],
    at: ClockReading,
) -> Result<Vec<KnownOnOwnBehalf>, StoreError> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let query = knowing(members, at.now);
    let rows = session.connection.query_all(&query).await;
    let mut known = Vec::new();
    for row in rows.map_err(classify)? {
        let relationship = relationship::Model::from_query_result(&row, "r_").map_err(classify)?;
        let relationship = relationships::restore(relationship)?;
        if relationship.status(at.ends_after_days, at.now) == RelationshipStatus::Ended {
            continue;
        }
        let there = KnownRow::from_query_result(&row, "").map_err(classify)?;
        known.push(KnownOnOwnBehalf {
            account: relationship.client,
            user: UserId::from_uuid(there.user_id),
            partner: relationship.partner,
            partner_name: Name::stored(there.partner_name),
        });
    }
    Ok(known)
}

#[derive(Debug, FromQueryResult)]
struct KnownRow {
    user_id: Uuid,
    partner_name: String,
}

/// The members with the relationships of their account whose partner knows them.
fn knowing(members: &[(AccountId, UserId)], now: Time) -> SelectStatement {
    use membership::Column as M;
    use relationship::Column as R;
    let partner = col("r", R::PartnerId);
    let mut own = own_people(&partner, now);
    own.and_where(col("e", M::UserId).equals(("m", M::UserId)));
    let mut query = Query::select();
    query
        .column(("m", M::UserId))
        .expr_as(col("p", account::Column::Name), "partner_name")
        .from_as(membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            relationship::Entity,
            "r",
            col("r", R::ClientId).equals(("m", M::AccountId)),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "p",
            col("p", account::Column::Id).equals(("r", R::PartnerId)),
        )
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("m", M::UserId)),
        )
        .cond_where(sql::at(
            [col("m", M::AccountId), col("m", M::UserId)],
            members,
        ))
        .and_where(col("m", M::PartnerId).is_null())
        .and_where(col("m", M::UserId).in_subquery(own))
        .and_where(member::verified_for(partner))
        .order_by(("p", account::Column::NameFolded), Order::Asc)
        .order_by(("p", account::Column::Id), Order::Asc);
    for column in R::iter() {
        query.expr_as(col("r", column), format!("r_{}", column.unquoted()));
    }
    query
}

/// The active employees of the partner, those whose employment ended lately by its own end, and those of
/// whom it is recorded.
fn own_people(partner: &Expr, now: Time) -> SelectStatement {
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
        .and_where(col("n", End::PartnerId).eq(partner.clone()))
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
        .and_where(col("e", M::AccountId).eq(partner.clone()))
        .cond_where(member::lasts("e", since))
        .and_where(col("a", account::Column::WasPartner).eq(true))
        .cond_where(Condition::any().add(open).add(ended))
        .union(UnionType::All, recorded)
        .take()
}
