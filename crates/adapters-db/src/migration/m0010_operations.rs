//! Operations with their items, and the leases of the workers that run them.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, key, reference, table, time, time_null};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        operations(manager).await?;
        items(manager).await?;
        let leases = table("lease")
            .col(text("name").primary_key())
            .col(text("holder"))
            // Milliseconds since 1970 by the database's clock.
            .col(big_integer("until_ms"))
            .take();
        manager.create_table(leases).await
    }
}

async fn operations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let operations = table("operation")
        .col(uuid("id").primary_key())
        .col(uuid("partner_id"))
        .col(text("kind"))
        .col(uuid_null("set_id"))
        .col(time_null("ends_at"))
        .col(text("state"))
        .col(text("starter"))
        .col(uuid_null("starter_user_id"))
        .col(uuid_null("starter_token_id"))
        .col(text("request_id"))
        .col(text_null("address"))
        .col(text_null("reason"))
        .col(big_integer("total"))
        .col(big_integer("succeeded"))
        .col(big_integer("failed"))
        .col(time("created_at"))
        .col(time_null("finished_at"))
        .foreign_key(&mut reference(&["partner_id"], "account", &["id"]))
        .check(check("state IN ('running', 'done', 'cancelled')"))
        .check(check("(state = 'running') = (finished_at IS NULL)"))
        .check(check("starter IN ('user', 'service', 'operator', 'job')"))
        .check(check("succeeded + failed <= total"))
        .take();
    manager.create_table(operations).await?;
    let running = index("operation_running", "operation", &["id"])
        .and_where(Expr::cust("state = 'running'"))
        .take();
    manager.create_index(running).await
}

/// No foreign keys to client and employee: an item may name somebody who is neither.
async fn items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let items = table("operation_item")
        .col(uuid("operation_id"))
        .col(integer("position"))
        .col(uuid("client_id"))
        .col(uuid("employee_id"))
        .col(text_null("params"))
        .col(text("outcome"))
        .col(text_null("problem"))
        .col(text_null("report"))
        .primary_key(&mut key(&["operation_id", "position"]))
        .foreign_key(&mut reference(&["operation_id"], "operation", &["id"]))
        .take();
    manager.create_table(items).await?;
    let pending = index(
        "operation_item_pending",
        "operation_item",
        &["operation_id", "position"],
    )
    .and_where(Expr::cust("outcome = 'pending'"))
    .take();
    manager.create_index(pending).await
}
