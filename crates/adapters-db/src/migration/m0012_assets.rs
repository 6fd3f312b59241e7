//! Assets, and the reviews of removals with what they showed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, text, uuid, uuid_null},
};

use super::shape::{index, key, reference, table, time, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        assets(manager).await?;
        reviews(manager).await
    }
}

async fn assets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let assets = table("asset")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(text("external_id"))
        .col(text("kind"))
        .col(text("name"))
        .col(uuid_null("owner_id"))
        .col(time("changed_at"))
        .foreign_key(&mut reference(&["account_id"], "account", &["id"]))
        .foreign_key(&mut reference(&["owner_id"], "user", &["id"]))
        .take();
    manager.create_table(assets).await?;
    let by_external_id = unique("asset_external_id", "asset", &["account_id", "external_id"]);
    manager.create_index(by_external_id).await?;
    let by_owner = index(
        "asset_owner",
        "asset",
        &["account_id", "owner_id", "kind", "id"],
    );
    manager.create_index(by_owner).await
}

async fn reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let reviews = table("removal_review")
        .col(uuid("id").primary_key())
        .col(uuid("partner_id"))
        .col(uuid("caller_id"))
        .col(time("expires_at"))
        .col(boolean("spent"))
        .foreign_key(&mut reference(&["partner_id"], "account", &["id"]))
        .take();
    manager.create_table(reviews).await?;
    let lapsed = index("removal_review_lapsed", "removal_review", &["expires_at"]);
    manager.create_index(lapsed).await?;

    // No foreign key to the membership: what a review showed may no longer exist, which confirming
    // it then reports.
    let mut review = reference(&["review_id"], "removal_review", &["id"]);
    let items = table("removal_review_item")
        .col(uuid("review_id"))
        .col(uuid("client_id"))
        .col(uuid("employee_id"))
        .col(uuid("membership_id"))
        .col(big_integer("membership_version"))
        .col(text("assets"))
        .primary_key(&mut key(&["review_id", "client_id", "employee_id"]))
        .foreign_key(review.on_delete(ForeignKeyAction::Cascade))
        .take();
    manager.create_table(items).await
}
