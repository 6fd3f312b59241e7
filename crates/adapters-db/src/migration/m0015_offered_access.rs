//! Super admins take the access that others give them (D5, I1), and a refusal tells its side (A8).
//! Whoever is super admin counts as having taken it, and every refusal is the account's own (I8): both
//! are what `NULL` means, which nodes of the old program go on writing.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, uuid_null},
};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("membership")
            .add_column(uuid_null("offered_by"))
            .take();
        manager.alter_table(add).await?;
        let add = Table::alter()
            .table("terms")
            .add_column(text_null("refused_by"))
            .take();
        manager.alter_table(add).await
    }
}
