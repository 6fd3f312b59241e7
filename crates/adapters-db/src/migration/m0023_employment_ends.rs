//! A partner remembers when the last employment of a person ended, beyond their removal (A6, D8), and a
//! membership remembers that an offboarding deactivated it. Who is deactivated in a partner's account
//! today counts as having left when that membership was last changed. Nodes of the old program write
//! neither: who leaves through them is not remembered.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean_null, integer, uuid},
};

use super::shape::{key, reference, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("membership")
            .add_column(boolean_null("offboarded"))
            .take();
        manager.alter_table(add).await?;
        let ends = table("employment_end")
            .col(uuid("partner_id"))
            .col(uuid("user_id"))
            .col(uuid("membership_id"))
            .col(integer("number"))
            .col(time("ended_at"))
            .primary_key(&mut key(&["partner_id", "user_id"]))
            .foreign_key(&mut reference(&["partner_id"], "account", &["id"]))
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(ends).await?;
        manager.execute(ends_so_far()?).await
    }
}

fn ends_so_far() -> Result<InsertStatement, DbErr> {
    let m = |column: &'static str| Expr::col(("m", column));
    let number = Func::coalesce([m("employments"), Expr::val(0)]);
    let left = Query::select()
        .column(("m", "account_id"))
        .column(("m", "user_id"))
        .column(("m", "id"))
        .expr(number)
        .column(("m", "updated_at"))
        .from_as("membership", "m")
        .join_as(
            JoinType::InnerJoin,
            "account",
            "p",
            Expr::col(("p", "id")).equals(("m", "account_id")),
        )
        .and_where(Expr::col(("p", "was_partner")).eq(true))
        .and_where(m("deactivated").eq(true))
        .and_where(m("invited_until").is_null())
        .and_where(m("partner_id").is_null())
        .take();
    let insert = Query::insert()
        .into_table("employment_end")
        .columns([
            "partner_id",
            "user_id",
            "membership_id",
            "number",
            "ended_at",
        ])
        .select_from(left)
        .map_err(|cause| DbErr::Migration(cause.to_string()))?
        .take();
    Ok(insert)
}
