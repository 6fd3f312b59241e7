//! Webhook endpoints and their deliveries (N2). What the outbox holds for an endpoint stands behind its
//! position: nothing is written for it with a change.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, integer, integer_null, text, text_null, uuid, uuid_null,
    },
};

use super::shape::{check, index, key, reference, table, time, time_null};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let endpoints = table("webhook_endpoint")
            .col(uuid("id").primary_key())
            .col(text("url"))
            .col(text("types"))
            .col(text("accounts"))
            .col(text_null("description"))
            .col(text("format"))
            .col(binary("secret"))
            .col(binary_null("previous_secret"))
            .col(time_null("previous_until"))
            .col(text_null("disabled"))
            .col(time_null("disabled_at"))
            .col(time_null("paused_until"))
            .col(time_null("removed_at"))
            .col(big_integer("position_revision"))
            .col(uuid_null("position_event"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(big_integer("version"))
            .check(check("format IN ('standard', 'cloudevents')"))
            .check(check("(disabled IS NULL) = (disabled_at IS NULL)"))
            .check(check(
                "(previous_secret IS NULL) = (previous_until IS NULL)",
            ))
            .take();
        manager.create_table(endpoints).await?;
        // No foreign key to the event: an archive may take it away.
        let deliveries = table("webhook_delivery")
            .col(uuid("endpoint_id"))
            .col(uuid("event_id"))
            .col(big_integer("revision"))
            .col(text("kind"))
            // The account, or zeros: deliveries of equal values are in order.
            .col(uuid("lane"))
            .col(text("state"))
            .col(integer("attempts"))
            .col(time("due_at"))
            .col(time_null("last_at"))
            .col(integer_null("last_took_ms"))
            .col(integer_null("last_status"))
            .col(text_null("last_failure"))
            .primary_key(&mut key(&["endpoint_id", "event_id"]))
            .foreign_key(&mut reference(&["endpoint_id"], "webhook_endpoint", &["id"]))
            .check(check(
                "state IN ('pending', 'retrying', 'set_aside', 'delivered', 'dead')",
            ))
            .take();
        manager.create_table(deliveries).await?;
        for (name, columns, which) in [
            (
                "webhook_delivery_in_line",
                &["endpoint_id", "revision", "event_id"][..],
                "state IN ('pending', 'retrying')",
            ),
            (
                "webhook_delivery_retrying",
                &["endpoint_id", "due_at", "lane"],
                "state = 'retrying'",
            ),
            (
                "webhook_delivery_set_aside",
                &["endpoint_id", "due_at"],
                "state = 'set_aside'",
            ),
            (
                "webhook_delivery_over",
                &["last_at"],
                "state IN ('delivered', 'dead')",
            ),
        ] {
            let some = index(name, "webhook_delivery", columns)
                .and_where(Expr::cust(which))
                .take();
            manager.create_index(some).await?;
        }
        Ok(())
    }
}
