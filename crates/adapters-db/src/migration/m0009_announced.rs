//! What the trail says of each relationship (R3), and when it was started again (R4).

use sea_orm_migration::{prelude::*, schema::text};

use super::shape::time_null;

#[derive(Debug, DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            time_null("restarted_at"),
            text("announced").default("connected").take(),
            time_null("announced_for"),
        ];
        for column in columns {
            let add = Table::alter()
                .table("relationship")
                .add_column(column)
                .take();
            manager.alter_table(add).await?;
        }
        // What there is was imported: that is no news.
        let known = "UPDATE relationship SET announced_for = last_qualifying_activity_at, \
                     announced = CASE WHEN services_ended_at IS NOT NULL THEN 'ended' \
                     WHEN last_qualifying_activity_at IS NOT NULL THEN 'managed' \
                     ELSE 'connected' END";
        let connection = manager.get_connection();
        connection.execute_unprepared(known).await.map(drop)
    }
}
