//! Which partners serve an account, or served it: those for whom its memberships act, and those with a
//! relationship to it.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest, Position},
        text::Name,
    },
    people::account::AccountStatus,
    ports::{ServingPartner, ServingPartnerQueries, StoreError},
};
use sea_orm::{
    Condition, FromQueryResult, Iden, Iterable, QueryResult, TryGetError,
    sea_query::{
        Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType,
    },
};
use uuid::Uuid;

use crate::{
    classify::classify,
    connection::{Connection, Session},
    entity::{account, membership, relationship},
    rows::{
        relationship as relationships,
        values::{number, word},
    },
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct ServingPartnerRow {
    id: Uuid,
    name: String,
    status: String,
    program: Option<String>,
    active: i64,
    deactivated: i64,
}

#[async_trait]
impl<C: Connection> ServingPartnerQueries for Session<C> {
    async fn serving_partners(
        &mut self,
        account: AccountId,
        page: &PageRequest,
    ) -> Result<Page<ServingPartner>, StoreError> {
        let mut query = select(account.uuid());
        query
            .order_by(("p", account::Column::Id), Order::Asc)
            .limit(u64::from(page.limit()) + 1);
        if let Some(after) = page.after() {
            query.and_where(col("p", account::Column::Id).gt(after.id));
        }
        let rows = self.connection.query_all(&query).await.map_err(classify)?;
        let partners = rows.iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(partners, page.limit(), |partner| Position {
            key: String::new(),
            id: partner.id.uuid(),
        }))
    }
}

fn select(account: Uuid) -> SelectStatement {
    use relationship::Column as R;
    let relationship = Condition::all()
        .add(col("r", R::PartnerId).equals(("p", account::Column::Id)))
        .add(col("r", R::ClientId).eq(account));
    let mut query = Query::select();
    query
        .columns([
            ("p", account::Column::Id),
            ("p", account::Column::Name),
            ("p", account::Column::Status),
            ("p", account::Column::Program),
        ])
        .expr_as(Expr::from(counted(account, false)), "active")
        .expr_as(Expr::from(counted(account, true)), "deactivated")
        .from_as(account::Entity, "p")
        .join_as(JoinType::LeftJoin, relationship::Entity, "r", relationship)
        .and_where(col("p", account::Column::Id).in_subquery(partners(account)));
    for column in R::iter() {
        query.expr_as(col("r", column), format!("r_{}", column.unquoted()));
    }
    query
}

/// Those for whom memberships act, and those with a relationship.
fn partners(account: Uuid) -> SelectStatement {
    let acting = Query::select()
        .column(("m", membership::Column::PartnerId))
        .from_as(membership::Entity, "m")
        .and_where(col("m", membership::Column::AccountId).eq(account))
        .and_where(col("m", membership::Column::PartnerId).is_not_null())
        .take();
    Query::select()
        .column(("s", relationship::Column::PartnerId))
        .from_as(relationship::Entity, "s")
        .and_where(col("s", relationship::Column::ClientId).eq(account))
        .union(UnionType::Distinct, acting)
        .take()
}

fn counted(account: Uuid, deactivated: bool) -> SelectStatement {
    Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from_as(membership::Entity, "c")
        .and_where(col("c", membership::Column::AccountId).eq(account))
        .and_where(col("c", membership::Column::PartnerId).equals(("p", account::Column::Id)))
        .and_where(col("c", membership::Column::Deactivated).eq(deactivated))
        .take()
}

fn restore(row: &QueryResult) -> Result<ServingPartner, StoreError> {
    let partner = ServingPartnerRow::from_query_result(row, "").map_err(classify)?;
    let relationship = match relationship::Model::from_query_result_nullable(row, "r_") {
        Ok(found) => Some(relationships::restore(found)?),
        Err(TryGetError::Null(_)) => None,
        Err(TryGetError::DbErr(error)) => return Err(classify(error)),
    };
    let in_use = word(&partner.status, AccountStatus::parse)? == AccountStatus::Active;
    Ok(ServingPartner {
        id: AccountId::from_uuid(partner.id),
        name: Name::stored(partner.name),
        enrolled: in_use && partner.program.is_some(),
        active: number(partner.active)?,
        deactivated: number(partner.deactivated)?,
        relationship,
    })
}
