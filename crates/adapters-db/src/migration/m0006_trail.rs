//! The trail, and what exists once in an installation: revision, link key, catalogue.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, integer, text, text_null, uuid, uuid_null},
};

use super::shape::{check, index, table, time};
use crate::entity::{installation, revision};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        events(manager).await?;
        let revisions = table("revision")
            .col(integer("id").primary_key())
            .col(text("epoch"))
            .col(big_integer("number"))
            .check(check("id = 1"))
            .check(check("number >= 0"))
            .take();
        manager.create_table(revisions).await?;
        let installations = table("installation")
            .col(integer("id").primary_key())
            .col(binary("link_key"))
            .check(check("id = 1"))
            .take();
        manager.create_table(installations).await?;
        let catalogues = table("catalogue")
            .col(integer("id").primary_key())
            .col(text("source"))
            .col(text("hash"))
            .check(check("id = 1"))
            .take();
        manager.create_table(catalogues).await?;
        found(manager).await
    }
}

/// One table is trail, change feed and source of the outbox. It has no foreign keys: names of
/// people are kept elsewhere (T3), and a refusal is written without waiting for a row that a unit
/// has locked (T1).
async fn events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let events = table("event")
        .col(uuid("id").primary_key())
        .col(big_integer_null("revision"))
        .col(time("at"))
        .col(text("kind"))
        .col(uuid_null("account_id"))
        .col(uuid_null("user_id"))
        .col(uuid_null("partner_id"))
        .col(text_null("object"))
        .col(text("details"))
        .col(text("actor"))
        .col(uuid_null("actor_user_id"))
        .col(text_null("actor_command"))
        .col(uuid_null("actor_account_id"))
        .col(uuid_null("token_id"))
        .col(text("request_id"))
        .col(text_null("address"))
        .col(text_null("reason"))
        .col(text_null("refused_with"))
        .check(check("actor IN ('user', 'service', 'operator')"))
        .check(check("(actor = 'user') = (actor_user_id IS NOT NULL)"))
        .check(check("(actor = 'operator') = (actor_command IS NOT NULL)"))
        .check(check("(revision IS NULL) = (refused_with IS NOT NULL)"))
        .take();
    manager.create_table(events).await?;
    for (name, columns) in [
        ("event_revision", ["revision", "id"]),
        ("event_account", ["account_id", "id"]),
        ("event_partner", ["partner_id", "id"]),
        ("event_user", ["user_id", "id"]),
        ("event_actor_account", ["actor_account_id", "id"]),
        ("event_actor_user", ["actor_user_id", "id"]),
    ] {
        manager.create_index(index(name, "event", &columns)).await?;
    }
    Ok(())
}

/// Inserts what a database has from the start: its epoch, and the key of the access links (L2).
async fn found(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut epoch = [0_u8; 12];
    let mut link_key = [0_u8; 32];
    getrandom::fill(&mut epoch)
        .and_then(|()| getrandom::fill(&mut link_key))
        .map_err(|cause| DbErr::Migration(format!("no random bytes: {cause}")))?;
    let db = manager.get_connection();
    let revision = Query::insert()
        .into_table(revision::Entity)
        .columns([
            revision::Column::Id,
            revision::Column::Epoch,
            revision::Column::Number,
        ])
        .values_panic([1.into(), alphanumeric(&epoch).into(), 0_i64.into()])
        .take();
    db.execute(&revision).await?;
    let installation = Query::insert()
        .into_table(installation::Entity)
        .columns([installation::Column::Id, installation::Column::LinkKey])
        .values_panic([1.into(), link_key.to_vec().into()])
        .take();
    db.execute(&installation).await?;
    Ok(())
}

fn alphanumeric(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digit = |byte: &u8| DIGITS.get(usize::from(byte % 32)).copied().map(char::from);
    bytes.iter().filter_map(digit).collect()
}
