//! The employees who can be added to a client (A6): one statement. Whether they are members there is asked
//! only where they act for the partner.

use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest, Position},
        text::SearchText,
        time::Time,
    },
    membership::Engagement,
    ports::{AddableEmployee, StoreError},
};
use sea_orm::{
    FromQueryResult,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{employees, turn_to, verified};
use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session},
    entity::{membership, user},
    rows::{called::is_called, member, values::word},
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct AddableColumns {
    name_folded: String,
    own_verified: bool,
    engagement: String,
}

/// A page of them, by name.
pub(in crate::query) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    client: AccountId,
    text: Option<&SearchText>,
    now: Time,
    page: &PageRequest,
) -> Result<Page<AddableEmployee>, StoreError> {
    use membership::Column as M;
    let backend = session.backend();
    let acts = Query::select()
        .column(("c", M::Id))
        .from_as(membership::Entity, "c")
        .and_where(col("c", M::AccountId).eq(client.uuid()))
        .and_where(col("c", M::UserId).equals(("m", M::UserId)))
        .and_where(col("c", M::PartnerId).eq(partner.uuid()))
        .take();
    let mut query = employees(partner, now);
    query
        .expr_as(col("u", user::Column::NameFolded), "name_folded")
        .expr_as(verified(partner), "own_verified")
        .column(("m", M::Engagement))
        .and_where(Expr::exists(acts).not())
        .and_where_option(text.map(|text| is_called(backend, "u", text)));
    member::person_columns(&mut query);
    turn_to(&mut query, page);
    let rows = session
        .connection
        .query_all(&query)
        .await
        .map_err(classify)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let columns = AddableColumns::from_query_result(row, "").map_err(classify)?;
        let person = member::person(row)?;
        let employee = AddableEmployee {
            person: person.ok_or_else(|| corrupt("a person is gone"))?,
            verified: columns.own_verified,
            engagement: word(&columns.engagement, Engagement::parse)?,
        };
        found.push((columns.name_folded, employee));
    }
    let page = Page::of(
        found,
        page.limit(),
        |(key, employee): &(String, AddableEmployee)| Position {
            key: key.clone(),
            id: employee.person.id.uuid(),
        },
    );
    Ok(page.map(|(_key, employee)| employee))
}
