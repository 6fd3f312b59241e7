//! A partner's clients where a person does not act for it (A6): one statement, in the order of the list of
//! clients.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
    },
    ports::{NamedClient, StoreError},
};
use sea_orm::{
    FromQueryResult,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session},
    entity::{
        account, membership,
        relationship::{self, Column},
    },
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct LinkableRow {
    client_id: Uuid,
    shown_name: String,
    shown_name_folded: String,
}

/// A page of them.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    user: UserId,
    page: &PageRequest,
) -> Result<Page<NamedClient>, StoreError> {
    use membership::Column as M;
    let acts = Query::select()
        .column(("m", M::Id))
        .from_as(membership::Entity, "m")
        .and_where(col("m", M::AccountId).equals(("r", Column::ClientId)))
        .and_where(col("m", M::UserId).eq(user.uuid()))
        .and_where(col("m", M::PartnerId).eq(partner.uuid()))
        .take();
    let shown = Func::coalesce([
        col("r", Column::DisplayName),
        col("a", account::Column::Name),
    ]);
    let beyond = page.after().map(|after| {
        let place = Expr::tuple([
            col("r", Column::ShownNameFolded),
            col("r", Column::ClientId),
        ]);
        place.gt(Expr::tuple([after.key.as_str().into(), after.id.into()]))
    });
    let query = Query::select()
        .columns([("r", Column::ClientId), ("r", Column::ShownNameFolded)])
        .expr_as(shown, "shown_name")
        .from_as(relationship::Entity, "r")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("r", Column::ClientId)),
        )
        .and_where(col("r", Column::PartnerId).eq(partner.uuid()))
        .and_where(Expr::exists(acts).not())
        .and_where_option(beyond)
        .order_by(("r", Column::ShownNameFolded), Order::Asc)
        .order_by(("r", Column::ClientId), Order::Asc)
        .limit(u64::from(page.limit()) + 1)
        .take();
    let rows: Vec<LinkableRow> = session.all(&query).await?;
    let page = Page::of(rows, page.limit(), |row: &LinkableRow| Position {
        key: row.shown_name_folded.clone(),
        id: row.client_id,
    });
    Ok(page.map(|row| NamedClient {
        client: AccountId::from_uuid(row.client_id),
        name: Name::stored(row.shown_name),
    }))
}
