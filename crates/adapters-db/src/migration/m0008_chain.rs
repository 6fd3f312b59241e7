//! The chain over the trail: each event's place in it, and where it ends (T3).

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, integer},
};

use super::shape::{check, index, table, time_null, unique};
use crate::entity::chain;

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [big_integer_null("chain_number"), binary_null("chain_hash")] {
            let add = Table::alter().table("event").add_column(column).take();
            manager.alter_table(add).await?;
        }
        let sealed = unique("event_sealed", "event", &["chain_number"])
            .and_where(Expr::col("chain_number").is_not_null())
            .take();
        manager.create_index(sealed).await?;
        let unsealed = index("event_unsealed", "event", &["revision", "id"])
            .and_where(Expr::col("chain_number").is_null())
            .take();
        manager.create_index(unsealed).await?;
        let chains = table("chain")
            .col(integer("id").primary_key())
            .col(big_integer("number"))
            .col(binary("hash"))
            .col(time_null("sealed_at"))
            .check(check("id = 1"))
            .check(check("number >= 0"))
            .take();
        manager.create_table(chains).await?;
        let start = Query::insert()
            .into_table(chain::Entity)
            .columns([
                chain::Column::Id,
                chain::Column::Number,
                chain::Column::Hash,
            ])
            .values_panic([1.into(), 0_i64.into(), vec![0_u8; 32].into()])
            .take();
        manager.get_connection().execute(&start).await?;
        Ok(())
    }
}
