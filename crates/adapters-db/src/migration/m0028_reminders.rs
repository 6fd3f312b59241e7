//! Of which ends people were reminded (A9), so that each reminder is given once.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, uuid},
};

use super::shape::{index, key, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What ends in the account is named by the id of a person or of a partner.
        let reminders = table("reminder")
            .col(uuid("account_id"))
            .col(uuid("about_id"))
            .col(time("of_time"))
            .col(integer("days"))
            .primary_key(&mut key(&["account_id", "about_id", "of_time", "days"]))
            .take();
        manager.create_table(reminders).await?;
        let oldest = index("reminder_of_time", "reminder", &["of_time"]);
        manager.create_index(oldest).await
    }
}
