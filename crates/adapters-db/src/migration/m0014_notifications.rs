//! Which mails people do not want (N1).

use sea_orm_migration::{
    prelude::*,
    schema::{text, uuid},
};

use super::shape::{reference, table};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = table("notification_settings")
            .col(uuid("user_id").primary_key())
            .col(text("muted"))
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(settings).await
    }
}
