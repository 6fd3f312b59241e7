//! The trail tells which operation or job made a change (T1).

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, uuid_null},
};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            uuid_null("operation_id"),
            boolean("by_job").default(false).take(),
        ] {
            let add = Table::alter().table("event").add_column(column).take();
            manager.alter_table(add).await?;
        }
        Ok(())
    }
}
