//! What partners have: access links with the consents given to them, and relationships.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, boolean, integer, text, text_null, uuid},
};

use super::shape::{check, folded, index, key, table, time, time_null, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        access_links(manager).await?;
        consents(manager).await?;
        relationships(manager).await
    }
}

async fn access_links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let links = table("access_link")
        .col(uuid("id").primary_key())
        .col(uuid("partner_id"))
        .col(uuid("employee_id"))
        .col(integer("generation"))
        .col(binary("token_hash"))
        .col(time("expires_at"))
        .col(time_null("revoked_at"))
        .col(time("created_at"))
        .col(big_integer("version"))
        .check(check("generation > 0"))
        .take();
    manager.create_table(links).await?;
    let by_token = unique("access_link_token", "access_link", &["token_hash"]);
    manager.create_index(by_token).await?;
    let by_partner = index("access_link_partner", "access_link", &["partner_id", "id"]);
    manager.create_index(by_partner).await?;
    // One standing link for each employee (L2).
    let standing = unique(
        "access_link_standing",
        "access_link",
        &["partner_id", "employee_id"],
    )
    .and_where(Expr::col("revoked_at").is_null())
    .take();
    manager.create_index(standing).await
}

async fn consents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let consents = table("consent")
        .col(big_integer("id").auto_increment().primary_key())
        .col(uuid("client_id"))
        .col(uuid("partner_id"))
        .col(uuid("employee_id"))
        .col(uuid("link_id"))
        .col(integer("generation"))
        .col(uuid("approver_id"))
        .col(time("at"))
        .col(text("partner_name"))
        .col(text("employee_name"))
        .col(boolean("verified"))
        .col(text("hint"))
        .col(text("can"))
        .col(text("cannot"))
        .take();
    manager.create_table(consents).await?;
    let by_client = index("consent_client", "consent", &["client_id", "partner_id"]);
    manager.create_index(by_client).await
}

async fn relationships(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let relationships = table("relationship")
        .col(uuid("partner_id"))
        .col(uuid("client_id"))
        .col(text_null("display_name"))
        .col(folded(manager, "shown_name_folded"))
        .col(text("tags"))
        .col(time("connected_at"))
        .col(time_null("last_qualifying_activity_at"))
        .col(time_null("services_ended_at"))
        .col(big_integer("version"))
        .primary_key(&mut key(&["partner_id", "client_id"]))
        .check(check("partner_id <> client_id"))
        .take();
    manager.create_table(relationships).await?;
    let by_name = index(
        "relationship_shown_name",
        "relationship",
        &["partner_id", "shown_name_folded", "client_id"],
    );
    manager.create_index(by_name).await?;
    let by_client = index("relationship_client", "relationship", &["client_id"]);
    manager.create_index(by_client).await
}
