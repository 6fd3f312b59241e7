//! The status of each relationship in the trail (R3), when its services were resumed (R4), and the
//! columns by which a partner finds its clients (U1).

use sea_orm_migration::{prelude::*, schema::text};

use super::shape::{folded, index, time_null};

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            time_null("restarted_at"),
            text("announced").default("connected").take(),
            time_null("announced_for"),
            folded(manager, "names_folded").default("").take(),
        ];
        for column in columns {
            let add = Table::alter()
                .table("relationship")
                .add_column(column)
                .take();
            manager.alter_table(add).await?;
        }
        let connection = manager.get_connection();
        for statement in [KNOWN, NAMES] {
            connection.execute_unprepared(statement).await?;
        }
        indexes(manager).await
    }
}

/// Existing relationships were imported, so nothing about them has to be announced.
const KNOWN: &str = "UPDATE relationship SET announced_for = last_qualifying_activity_at, \
    announced = CASE WHEN services_ended_at IS NOT NULL THEN 'ended' \
    WHEN last_qualifying_activity_at IS NOT NULL THEN 'managed' ELSE 'connected' END";

/// The partner's own name for a client and, on a line of its own, the official one.
const NAMES: &str = "UPDATE relationship SET names_folded = CASE WHEN display_name IS NULL \
    THEN shown_name_folded ELSE shown_name_folded || '\n' || \
    (SELECT name_folded FROM account WHERE account.id = client_id) END";

async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // All columns that filter the list of clients: a page is found by reading the index only.
    let list = index(
        "relationship_list",
        "relationship",
        &[
            "partner_id",
            "shown_name_folded",
            "client_id",
            "names_folded",
            "tags",
            "last_qualifying_activity_at",
            "services_ended_at",
        ],
    );
    manager.create_index(list).await?;
    let to_announce = index(
        "relationship_to_announce",
        "relationship",
        &["announced", "last_qualifying_activity_at"],
    )
    .and_where(Expr::col("services_ended_at").is_null())
    .take();
    manager.create_index(to_announce).await?;
    // Where somebody acts for a partner, and with what access.
    let served = index(
        "membership_served",
        "membership",
        &["partner_id", "user_id", "account_id", "access"],
    );
    manager.create_index(served).await?;
    for (name, table) in [
        ("relationship_shown_name", "relationship"),
        ("membership_partner", "membership"),
    ] {
        // The new ones begin as it does.
        let drop = Index::drop().name(name).table(table).to_owned();
        manager.drop_index(drop).await?;
    }
    Ok(())
}
