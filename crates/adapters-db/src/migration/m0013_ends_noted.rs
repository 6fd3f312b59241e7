//! Memberships keep which of their ends was noted in the trail, so that each is noted once (A9).

use sea_orm_migration::prelude::*;

use super::shape::{index, time_null};

/// Which memberships have an end that was not noted yet. Queries use the same words, so that the
/// index below is used.
pub(crate) const END_NOT_NOTED: &str =
    "expires_at IS NOT NULL AND (end_noted IS NULL OR end_noted <> expires_at)";

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("membership")
            .add_column(time_null("end_noted"))
            .take();
        manager.alter_table(add).await?;
        let ends = index("membership_end", "membership", &["expires_at", "id"])
            .and_where(Expr::cust(END_NOT_NOTED))
            .take();
        manager.create_index(ends).await
    }
}
