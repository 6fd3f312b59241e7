//! Standardizations (L9): the days on which all partner admins go back to the template, and what
//! that changed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, text, text_null, uuid},
};

use super::shape::{check, index, key, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let standardizations = table("standardization")
            .col(uuid("id").primary_key())
            .col(time("effective"))
            .col(boolean("lifts_withheld"))
            .col(text("progress"))
            .col(boolean("begun"))
            .col(text_null("reason"))
            .col(time("created_at"))
            .col(big_integer("version"))
            .check(check("progress IN ('scheduled', 'done', 'cancelled')"))
            .take();
        manager.create_table(standardizations).await?;
        let due = index(
            "standardization_due",
            "standardization",
            &["progress", "effective"],
        );
        manager.create_index(due).await?;
        let effects = table("standardization_effect")
            .col(uuid("standardization_id"))
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(text("gains"))
            .col(text("losses"))
            .primary_key(&mut key(&["standardization_id", "account_id", "user_id"]))
            .take();
        manager.create_table(effects).await?;
        // Partner admins are few among all members, and are read account by account.
        let admins = index(
            "membership_partner_admin",
            "membership",
            &["account_id", "id"],
        )
        .and_where(Expr::cust("access = 'partner_admin'"))
        .take();
        manager.create_index(admins).await
    }
}
