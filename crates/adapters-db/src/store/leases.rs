//! Leases, by the database's clock.

use std::time::Duration;

use async_trait::async_trait;
use latchkey_domain::ports::{Leases, StoreError};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::Instant;

use super::SeaOrmStore;
use crate::{classify::classify, connection::LOCK_WAIT, rows::values::number};

const SQLITE: &str = "INSERT INTO lease (name, holder, until_ms) \
    VALUES (?1, ?2, CAST(unixepoch('subsec') * 1000 AS INTEGER) + ?3) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms \
    WHERE lease.holder = excluded.holder \
    OR lease.until_ms <= CAST(unixepoch('subsec') * 1000 AS INTEGER)";

const POSTGRES: &str = "INSERT INTO lease (name, holder, until_ms) \
    VALUES ($1, $2, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) + $3) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms \
    WHERE lease.holder = excluded.holder \
    OR lease.until_ms <= CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

#[async_trait]
impl Leases for SeaOrmStore {
    async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        lasts: Duration,
    ) -> Result<bool, StoreError> {
        let lasts: i64 = number(lasts.as_millis())?;
        let connection = self.writing();
        let backend = connection.get_database_backend();
        let sql = if backend == DbBackend::Sqlite {
            SQLITE
        } else {
            POSTGRES
        };
        let take = Statement::from_sql_and_values(
            backend,
            sql,
            [name.into(), holder.into(), lasts.into()],
        );
        let _turn = self.turn(Instant::now() + LOCK_WAIT).await?;
        let taken = connection.execute_raw(take).await.map_err(classify)?;
        Ok(taken.rows_affected() == 1)
    }
}
