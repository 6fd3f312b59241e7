//! An account remembers who left it or declined (I4). `NULL` means that nobody noted it.

use sea_orm_migration::{prelude::*, schema::boolean_null};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("terms")
            .add_column(boolean_null("has_left"))
            .take();
        manager.alter_table(add).await
    }
}
