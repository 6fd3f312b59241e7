//! Memberships that act for a partner keep under which employment they were given, so that a break of the
//! employment cuts them all at once and coming back gives nothing (P5). What is there counts as given if
//! the person is an employee that day, and otherwise as cut (I8). Nodes of the old program write neither
//! column: what they give counts for an employment that is not counted yet.

use chrono::Utc;
use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, uuid_null},
};
use uuid::Uuid;

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            integer_null("employments"),
            uuid_null("given_membership"),
            integer_null("given_number"),
        ] {
            let add = Table::alter().table("membership").add_column(column).take();
            manager.alter_table(add).await?;
        }
        manager.execute(give_to_employees()).await
    }
}

/// Gives every membership that acts for a partner the key of the employment there. Where there is none, a
/// key that no employment has.
#[expect(
    clippy::disallowed_methods,
    reason = "a migration has no clock: whoever is an employee on this very day"
)]
fn give_to_employees() -> UpdateStatement {
    let e = |column: &'static str| Expr::col(("e", column));
    let employment = Query::select()
        .column(("e", "id"))
        .from_as("membership", "e")
        .join_as(
            JoinType::InnerJoin,
            "account",
            "p",
            Expr::col(("p", "id")).equals(("e", "account_id")),
        )
        .and_where(e("account_id").equals(("membership", "partner_id")))
        .and_where(e("user_id").equals(("membership", "user_id")))
        .and_where(Expr::col(("p", "was_partner")).eq(true))
        .and_where(e("deactivated").eq(false))
        .and_where(e("invited_until").is_null())
        .and_where(e("partner_id").is_null())
        .and_where(e("expires_at").is_null().or(e("expires_at").gt(Utc::now())))
        .take();
    let key = Func::coalesce([
        Expr::SubQuery(None, Box::new(employment.into())),
        Expr::val(Uuid::nil()),
    ]);
    Query::update()
        .table("membership")
        .value("given_membership", key)
        .value("given_number", 0)
        .and_where(Expr::col("partner_id").is_not_null())
        .take()
}
