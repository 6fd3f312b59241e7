//! The refusals of accounts outlive the erasure of a person, under a keyed hash of their address (D9).

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, text, uuid},
};

use super::shape::{index, key, reference, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let addresses = table("erased_address")
            .col(text("hash"))
            .col(uuid("user_id"))
            .col(time("erased_at"))
            .primary_key(&mut key(&["hash", "user_id"]))
            .foreign_key(&mut reference(&["user_id"], "user", &["id"]))
            .take();
        manager.create_table(addresses).await?;
        let of_person = index("terms_user", "terms", &["user_id"]);
        manager.create_index(of_person).await?;
        let add = Table::alter()
            .table("installation")
            .add_column(binary_null("address_key"))
            .take();
        manager.alter_table(add).await?;
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret)
            .map_err(|cause| DbErr::Migration(format!("no random bytes: {cause}")))?;
        let set = Query::update()
            .table("installation")
            .value("address_key", secret.to_vec())
            .take();
        manager.execute(set).await
    }
}
