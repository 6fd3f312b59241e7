//! The change feed: the trail itself, read by revision.

use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    ports::{ChangeFeed, Changes, CommitListener, StoreError, Touched},
    trail::event::EventName,
};
use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, Order, Query},
};
use uuid::Uuid;

use super::SeaOrmStore;
use crate::{
    classify::classify,
    entity::event::{self, Column},
    repository::revision,
    rows::values::number,
};

#[derive(Debug, FromQueryResult)]
struct ChangeRow {
    kind: String,
    account_id: Option<Uuid>,
    user_id: Option<Uuid>,
    object: Option<String>,
}

impl ChangeRow {
    /// What the event touched.
    fn touched(&self) -> Vec<Touched> {
        let kind = EventName::of(&self.kind);
        let account = self.account_id.map(AccountId::from);
        let user = self.user_id.map(UserId::from);
        Touched::by(&kind, account, user, self.object.as_deref()).collect()
    }
}

#[async_trait]
impl ChangeFeed for SeaOrmStore {
    async fn changes(&self, after: Option<u64>, most: u32) -> Result<Changes, StoreError> {
        let connection = self.following();
        let newest = revision::newest(&connection).await?;
        let touched = match after {
            Some(after) if after < newest.number => {
                events(&connection, after, newest.number, most).await?
            }
            Some(_) | None => Some(Vec::new()),
        };
        Ok(Changes { newest, touched })
    }

    fn on_commit(&self, listener: Arc<dyn CommitListener>) {
        if self.listener.set(listener).is_err() {
            tracing::error!("a second listener for commits was ignored");
        }
    }
}

/// What was touched after one revision, up to and including another; `None` if there are more
/// events than `most`.
async fn events(
    connection: &impl ConnectionTrait,
    after: u64,
    newest: u64,
    most: u32,
) -> Result<Option<Vec<Touched>>, StoreError> {
    let (after, newest): (i64, i64) = (number(after)?, number(newest)?);
    let query = Query::select()
        .columns([
            Column::Kind,
            Column::AccountId,
            Column::UserId,
            Column::Object,
        ])
        .from(event::Entity)
        .and_where(Expr::col(Column::Revision).gt(after))
        .and_where(Expr::col(Column::Revision).lte(newest))
        .order_by(Column::Revision, Order::Asc)
        .limit(u64::from(most) + 1)
        .take();
    let rows = connection.query_all(&query).await.map_err(classify)?;
    let few = u32::try_from(rows.len()).is_ok_and(|count| count <= most);
    if !few {
        return Ok(None);
    }
    let rows: Vec<ChangeRow> = rows
        .iter()
        .map(|row| ChangeRow::from_query_result(row, ""))
        .collect::<Result<_, _>>()
        .map_err(classify)?;
    Ok(Some(rows.iter().flat_map(ChangeRow::touched).collect()))
}
