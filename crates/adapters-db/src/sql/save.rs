//! Writing single rows in a unit.

use latchkey_domain::ports::StoreError;
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{IntoCondition, UpdateStatement},
};

use super::insert::insert;
use crate::connection::{Session, Unit};

impl Session<Unit> {
    /// Inserts one row. Returns whether it was inserted.
    pub(crate) async fn insert_one<E>(&self, row: E::Model) -> Result<bool, StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        Ok(insert::<E>(&self.connection, vec![row]).await? == 1)
    }

    /// Overwrites the row that the condition finds by key and version. If somebody else was quicker
    /// there is none: [`StoreError::Stale`].
    pub(crate) async fn save<E>(
        &self,
        row: E::Model,
        found: impl IntoCondition + Send,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let update = E::update_many()
            .set(row.into_active_model().reset_all())
            .filter(found.into_condition())
            .into_query();
        self.write_over(&update).await
    }

    /// Runs an update that finds one row by key and version. If somebody else was quicker there is
    /// none: [`StoreError::Stale`].
    pub(crate) async fn write_over(&self, update: &UpdateStatement) -> Result<(), StoreError> {
        match self.execute(update).await? {
            0 => self.connection.refuse(StoreError::Stale).await,
            _one => Ok(()),
        }
    }
}
