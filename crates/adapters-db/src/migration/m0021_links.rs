//! Approvals are counted by their link, links keep their hint (L2), and operations tell refusals from
//! trouble (A4). A node of the older program goes on counting both together in `failed`.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text_null},
};

use super::shape::index;

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_link = index("consent_link", "consent", &["link_id", "id"]);
        manager.create_index(by_link).await?;
        let add = Table::alter()
            .table("access_link")
            .add_column(text_null("hint"))
            .take();
        manager.alter_table(add).await?;
        let add = Table::alter()
            .table("operation")
            .add_column(big_integer("in_trouble").default(0))
            .take();
        manager.alter_table(add).await
    }
}
