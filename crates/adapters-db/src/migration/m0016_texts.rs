//! Texts, addresses and times that older versions accepted are put into the form in which they are
//! kept now (I5, I8). Addresses get the form in which they are searched.

use sea_orm_migration::{prelude::*, schema::text_null};

use super::texts::{addresses, instants, names};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let folded = Table::alter()
            .table("user")
            .add_column(text_null("email_folded"))
            .take();
        manager.alter_table(folded).await?;
        let connection = manager.get_connection();
        names::renew(connection).await?;
        addresses::renew(connection).await?;
        instants::renew(connection).await
    }
}
