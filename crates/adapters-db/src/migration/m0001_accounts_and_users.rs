//! Accounts with the domains of their employees, and people.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, text, text_null, uuid},
};

use super::shape::{check, folded, index, reference, table, time, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let accounts = table("account")
            .col(uuid("id").primary_key())
            .col(text_null("external_id"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("status"))
            .col(text_null("program"))
            .col(boolean("was_partner"))
            .col(text("seat_pricing"))
            .col(text("partner_admins_by"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(big_integer("version"))
            .check(check("status IN ('active', 'closed')"))
            .check(check("program IS NULL OR was_partner"))
            .take();
        manager.create_table(accounts).await?;
        let external_id = unique("account_external_id", "account", &["external_id"]);
        manager.create_index(external_id).await?;

        let domains = table("email_domain")
            .col(text("domain").primary_key())
            .col(uuid("account_id"))
            .foreign_key(&mut reference(&["account_id"], "account", &["id"]))
            .take();
        manager.create_table(domains).await?;
        let by_account = index("email_domain_account", "email_domain", &["account_id"]);
        manager.create_index(by_account).await?;

        let users = table("user")
            .col(uuid("id").primary_key())
            .col(text_null("external_id"))
            .col(text_null("email"))
            .col(text_null("email_domain"))
            .col(boolean("confirmed"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("locale"))
            .col(text_null("password"))
            .col(text("status"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(big_integer("version"))
            .check(check("status IN ('active', 'disabled', 'erased')"))
            .check(check("email IS NOT NULL OR NOT confirmed"))
            .take();
        manager.create_table(users).await?;
        let email = unique("user_email", "user", &["email"]);
        manager.create_index(email).await?;
        let external_id = unique("user_external_id", "user", &["external_id"]);
        manager.create_index(external_id).await
    }
}
