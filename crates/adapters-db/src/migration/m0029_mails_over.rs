//! An index of the mails that came to their end, by which old ones are forgotten.

use sea_orm_migration::prelude::*;

use super::shape::index;

/// Which mails came to their end, in the words of the index.
pub(crate) const MAIL_OVER: &str = "state <> 'waiting'";

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let over = index("mail_over", "mail", &["noted_at"])
            .and_where(Expr::cust(MAIL_OVER))
            .take();
        manager.create_index(over).await
    }
}
