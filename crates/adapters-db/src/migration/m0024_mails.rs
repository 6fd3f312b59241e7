//! Mails that wait to be sent, the mails that are kept where there is no mail server, and up to where the
//! committed events were looked through for them (N3). Nobody is told of what happened before.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, key, reference, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = table("mail")
            .col(text("occasion"))
            .col(uuid("reader_id"))
            .col(text("kind"))
            .col(uuid("place_id"))
            .col(uuid_null("operation_id"))
            .col(time("noted_at"))
            .col(text("state"))
            .col(integer("attempts"))
            .col(time("due_at"))
            .col(text_null("error"))
            .primary_key(&mut key(&["occasion", "reader_id", "kind", "place_id"]))
            .foreign_key(&mut reference(&["reader_id"], "user", &["id"]))
            .check(check(
                "state IN ('waiting', 'sent', 'kept', 'dropped', 'dead')",
            ))
            .take();
        manager.create_table(mails).await?;
        let due = index("mail_due", "mail", &["state", "due_at", "noted_at"]);
        manager.create_index(due).await?;

        let kept = table("kept_mail")
            .col(uuid("id").primary_key())
            .col(uuid("reader_id"))
            .col(text("address"))
            .col(text("kind"))
            .col(time("written_at"))
            .col(text("subject"))
            .col(text("text"))
            .col(text("html"))
            .foreign_key(&mut reference(&["reader_id"], "user", &["id"]))
            .take();
        manager.create_table(kept).await?;
        let newest = index("kept_mail_written", "kept_mail", &["written_at", "id"]);
        manager.create_index(newest).await?;
        let readers = index("kept_mail_reader", "kept_mail", &["reader_id", "id"]);
        manager.create_index(readers).await?;

        let position = table("outbox_reader")
            .col(text("name").primary_key())
            .col(big_integer("revision"))
            .col(uuid_null("event_id"))
            .take();
        manager.create_table(position).await?;
        manager.execute(from_now_on()?).await?;

        let of_operation = index("event_operation", "event", &["operation_id", "revision"]);
        manager.create_index(of_operation).await
    }
}

/// The first event that is looked through is the next one.
fn from_now_on() -> Result<InsertStatement, DbErr> {
    let newest = Query::select()
        .expr(Expr::val("mail"))
        .column("number")
        .from("revision")
        .take();
    let insert = Query::insert()
        .into_table("outbox_reader")
        .columns(["name", "revision"])
        .select_from(newest)
        .map_err(|error| DbErr::Migration(error.to_string()))?
        .take();
    Ok(insert)
}
