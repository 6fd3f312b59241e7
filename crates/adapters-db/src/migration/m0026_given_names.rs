//! The names that accounts gave to the people they invited, in the form in which they are searched (I5, I6).
//! Whom a node of the old program names during the upgrade is found by address until the row is saved again.

use latchkey_domain::base::text::fold;
use sea_orm::ConnectionTrait;
use sea_orm_migration::{prelude::*, schema::text_null};
use uuid::Uuid;

/// How many rows are read at once.
const A_PAGE: u64 = 1_000;

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("membership")
            .add_column(text_null("given_name_folded"))
            .take();
        manager.alter_table(add).await?;
        let connection = manager.get_connection();
        while fold_some(connection).await? {}
        Ok(())
    }
}

/// Folds the names of a page of rows; tells whether there were any.
async fn fold_some(connection: &SchemaManagerConnection<'_>) -> Result<bool, DbErr> {
    let query = Query::select()
        .columns(["account_id", "user_id", "given_name"])
        .from("membership")
        .and_where(Expr::col("given_name").is_not_null())
        .and_where(Expr::col("given_name_folded").is_null())
        .limit(A_PAGE)
        .take();
    let rows = connection.query_all(&query).await?;
    for row in &rows {
        let (account, user): (Uuid, Uuid) =
            (row.try_get("", "account_id")?, row.try_get("", "user_id")?);
        let name: String = row.try_get("", "given_name")?;
        let update = Query::update()
            .table("membership")
            .value("given_name_folded", fold(&name))
            .and_where(Expr::col("account_id").eq(account))
            .and_where(Expr::col("user_id").eq(user))
            .take();
        connection.execute(&update).await?;
    }
    Ok(!rows.is_empty())
}
