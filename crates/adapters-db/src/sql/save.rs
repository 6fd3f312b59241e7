//! Writing single rows in a unit.

use latchkey_domain::ports::StoreError;
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{IntoCondition, UpdateStatement},
};

use super::insert::insert;
use crate::connection::{Session, Unit};

impl Session<Unit> {
    /// Inserts one row; tells whether it went in.
    pub(crate) async fn insert_one<E>(&self, row: E::Model) -> Result<bool, StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        Ok(insert::<E>(&self.connection, vec![row]).await? == 1)
    }

    /// Writes a whole row over the one that the condition finds, which names key and version: there
    /// is none where somebody else was quicker.
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

    /// Carries out an update that finds one row by key and version, or none where somebody else was
    /// quicker.
    pub(crate) async fn write_over(&self, update: &UpdateStatement) -> Result<(), StoreError> {
        match self.execute(update).await? {
            0 => self.connection.refuse(StoreError::Stale).await,
            _one => Ok(()),
        }
    }
}
