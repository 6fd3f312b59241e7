//! Permission sets and their versions (A7).

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, key, reference, table, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sets = table("permission_set")
            .col(uuid("id").primary_key())
            .col(uuid_null("owner_id"))
            .col(text("name"))
            .col(text_null("description"))
            .col(text_null("external_id"))
            .col(integer("current_number"))
            .col(big_integer("version"))
            .foreign_key(&mut reference(&["owner_id"], "account", &["id"]))
            .take();
        manager.create_table(sets).await?;
        let by_owner = index(
            "permission_set_owner",
            "permission_set",
            &["owner_id", "id"],
        );
        manager.create_index(by_owner).await?;
        // Two indexes, because NULL owners are never equal to each other.
        let owned = unique(
            "permission_set_external_id",
            "permission_set",
            &["owner_id", "external_id"],
        );
        manager.create_index(owned).await?;
        let standard = unique(
            "permission_set_standard",
            "permission_set",
            &["external_id"],
        )
        .and_where(Expr::col("owner_id").is_null())
        .take();
        manager.create_index(standard).await?;

        let versions = table("permission_set_version")
            .col(uuid("set_id"))
            .col(integer("number"))
            .col(text("permissions"))
            .primary_key(&mut key(&["set_id", "number"]))
            .foreign_key(&mut reference(&["set_id"], "permission_set", &["id"]))
            .check(check("number > 0"))
            .take();
        manager.create_table(versions).await
    }
}
