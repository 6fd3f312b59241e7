//! Sessions and sign-in links, and whether an operation was started by a session. In events and
//! operations the id of a session stands where that of a token does: nodes of the old program take it for
//! one, and the chain covers it in the same way.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, boolean, text, text_null, uuid},
};

use super::shape::{index, reference, table, time, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sessions = table("session")
            .col(uuid("id").primary_key())
            .col(binary("hash"))
            .col(uuid("user_id"))
            .col(text("way"))
            .col(text("keep"))
            .col(time("created_at"))
            .col(time("last_seen_at"))
            .col(time("idle_until"))
            .col(time("ends_at"))
            .col(text_null("user_agent"))
            .col(text_null("address"))
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(sessions).await?;
        let links = table("sign_in_link")
            .col(binary("hash").primary_key())
            .col(uuid("user_id"))
            .col(text("landing_path"))
            .col(time("created_at"))
            .col(time("expires_at"))
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(links).await?;
        for index in [
            unique("session_hash", "session", &["hash"]),
            index("session_user", "session", &["user_id", "id"]),
            index("session_idle_until", "session", &["idle_until"]),
            index("sign_in_link_user", "sign_in_link", &["user_id"]),
            index("sign_in_link_expires_at", "sign_in_link", &["expires_at"]),
        ] {
            manager.create_index(index).await?;
        }
        let by_session = Table::alter()
            .table("operation")
            .add_column(boolean("by_session").default(false))
            .take();
        manager.alter_table(by_session).await
    }
}
