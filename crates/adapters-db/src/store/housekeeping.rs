//! Deleting what is no longer needed, so that the database does not grow for ever.

use latchkey_domain::{base::time::Time, ports::StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait};
use tokio::time::Instant;

use super::SeaOrmStore;
use crate::{
    classify::classify,
    connection::LOCK_WAIT,
    entity::kept_answer::{self, Column},
};

impl SeaOrmStore {
    /// Deletes the answers that were kept under idempotency keys before this time. Takes no
    /// revision. Returns how many there were.
    pub async fn forget_answers(&self, kept_before: Time) -> Result<u64, StoreError> {
        let old = kept_answer::Entity::delete_many().filter(Column::KeptAt.lt(kept_before));
        let turn = self.turn(Instant::now() + LOCK_WAIT).await?;
        let deleted = self.writing().execute(&old.into_query()).await;
        drop(turn);
        Ok(deleted.map_err(classify)?.rows_affected())
    }
}
