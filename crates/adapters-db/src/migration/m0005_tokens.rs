//! Tokens, and the answers kept under idempotency keys.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, binary, integer_null, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, key, table, time, time_null, unique};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tokens = table("token")
            .col(uuid("id").primary_key())
            .col(binary("hash"))
            .col(uuid_null("user_id"))
            .col(text("scopes"))
            .col(text("label"))
            .col(uuid_null("parent_id"))
            .col(time("created_at"))
            .col(time_null("expires_at"))
            .col(time_null("revoked_at"))
            .take();
        manager.create_table(tokens).await?;
        let by_hash = unique("token_hash", "token", &["hash"]);
        manager.create_index(by_hash).await?;
        let by_user = index("token_user", "token", &["user_id", "id"]);
        manager.create_index(by_user).await?;
        let by_parent = index("token_parent", "token", &["parent_id"]);
        manager.create_index(by_parent).await?;

        let answers = table("kept_answer")
            .col(text("principal"))
            .col(text("method"))
            .col(text("path"))
            .col(text("key"))
            .col(text("fingerprint"))
            .col(integer_null("status"))
            .col(big_integer_null("version"))
            .col(text_null("body"))
            .col(text_null("made"))
            .col(time("kept_at"))
            .col(text_null("epoch"))
            .col(big_integer_null("revision"))
            .primary_key(&mut key(&["principal", "method", "path", "key"]))
            .check(check("(status IS NULL) = (body IS NULL)"))
            .check(check("(status IS NULL) <> (made IS NULL)"))
            .check(check("version IS NULL OR status IS NOT NULL"))
            .take();
        manager.create_table(answers).await?;
        let by_age = index("kept_answer_kept_at", "kept_answer", &["kept_at"]);
        manager.create_index(by_age).await
    }
}
