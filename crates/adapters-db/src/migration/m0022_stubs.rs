//! Stubs: people whom an account invited and nobody has made known (I6). The name that the account gave
//! them moves from the person to the invitation, so that other accounts do not read it. Nodes of the old
//! program make none: whom they invite during the upgrade counts as known.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, text_null},
};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let stub = boolean("stub").default(false).take();
        let add = Table::alter().table("user").add_column(stub).take();
        manager.alter_table(add).await?;
        let add = Table::alter()
            .table("membership")
            .add_column(text_null("given_name"))
            .take();
        manager.alter_table(add).await?;
        manager.execute(find_stubs()).await?;
        manager.execute(move_names()).await
    }
}

/// Marks everybody with an unconfirmed address and no external id, password, token or membership that
/// is not an open invitation.
fn find_stubs() -> UpdateStatement {
    let of_user = |table: &'static str, column: &'static str| {
        Query::select()
            .expr(Expr::value(1))
            .from(table)
            .and_where(Expr::col((table, column)).equals(("user", "id")))
            .take()
    };
    let accepted = of_user("membership", "user_id")
        .and_where(Expr::col(("membership", "invited_until")).is_null())
        .take();
    Query::update()
        .table("user")
        .value("stub", true)
        .and_where(Expr::col("confirmed").eq(false))
        .and_where(Expr::col("email").is_not_null())
        .and_where(Expr::col("external_id").is_null())
        .and_where(Expr::col("password").is_null())
        .and_where(Expr::exists(of_user("token", "user_id")).not())
        .and_where(Expr::exists(accepted).not())
        .take()
}

/// Moves the name to the first invitation, whose account gave it.
fn move_names() -> UpdateStatement {
    let name = Query::select()
        .column(("user", "name"))
        .from("user")
        .and_where(Expr::col(("user", "id")).equals(("membership", "user_id")))
        .take();
    let stub = Query::select()
        .expr(Expr::value(1))
        .from("user")
        .and_where(Expr::col(("user", "id")).equals(("membership", "user_id")))
        .and_where(Expr::col(("user", "stub")).eq(true))
        .take();
    let earlier = Query::select()
        .expr(Expr::value(1))
        .from_as("membership", "earlier")
        .and_where(Expr::col(("earlier", "user_id")).equals(("membership", "user_id")))
        .and_where(Expr::col(("earlier", "id")).lt(Expr::col(("membership", "id"))))
        .take();
    Query::update()
        .table("membership")
        .value("given_name", Expr::SubQuery(None, Box::new(name.into())))
        .and_where(Expr::exists(stub))
        .and_where(Expr::exists(earlier).not())
        .take()
}
