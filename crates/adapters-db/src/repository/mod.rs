//! One file per area: rows to aggregates and back. Reading works over any connection, writing only
//! in a unit of work.

mod access_links;
pub(crate) mod accounts;
mod activities;
mod arrays;
mod assets;
mod chain;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod memberships;
mod notifications;
pub(crate) mod operations;
pub(crate) mod permission_sets;
pub(crate) mod relationships;
pub(crate) mod removals;
mod standardizations;
mod tokens;
mod users;

use latchkey_domain::ports::StoreError;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable,
    QueryFilter, QueryTrait,
    sea_query::{IntoCondition, OnConflict, UpdateStatement},
};

use crate::{classify::classify, session::Session, unit_of_work::Unit};

/// How many rows one statement names, where each is named by itself: both databases take that many.
pub(crate) const AT_ONCE: usize = 400;

/// How many values a statement of SQLite takes, each in a place of its own.
const PLACES: usize = 32_766;

/// What becomes of a row that collides with one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collision {
    /// It is passed over.
    PassedOver,
    /// The statement fails.
    Fails,
}

/// Inserts new rows, many in few statements, passing over those that collide with what is there: a
/// failed insert would spoil a transaction of PostgreSQL. Tells how many went in.
pub(crate) async fn insert<E>(
    connection: &impl ConnectionTrait,
    rows: Vec<E::Model>,
) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let inserted = send::<E>(connection, rows, Collision::PassedOver).await;
    inserted.map_err(classify)
}

/// Inserts new rows that collide with nothing by all that was read before, which PostgreSQL does faster.
/// Where one does it is [`StoreError::Taken`], and the transaction has to end.
pub(crate) async fn insert_new<E>(
    connection: &impl ConnectionTrait,
    rows: Vec<E::Model>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let inserted = send::<E>(connection, rows, Collision::Fails).await;
    inserted.map(drop).map_err(classify)
}

async fn send<E>(
    connection: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    collision: Collision,
) -> Result<u64, DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let many = rows.len() > 1;
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let mut rows = rows.peekable();
    let mut inserted = 0;
    while rows.peek().is_some() {
        let done = if many && connection.get_database_backend() == DbBackend::Postgres {
            let statement = arrays::insert::<E>(rows.by_ref().collect(), collision);
            connection.execute_raw(statement).await?
        } else {
            let at_once = PLACES / E::Column::iter().count().max(1);
            let mut statement = E::insert_many(rows.by_ref().take(at_once)).into_query();
            if collision == Collision::PassedOver {
                statement.on_conflict(OnConflict::new().do_nothing().to_owned());
            }
            connection.execute(&statement).await?
        };
        inserted += done.rows_affected();
    }
    Ok(inserted)
}

impl Session<Unit> {
    /// Inserts one row; tells whether it went in.
    async fn insert_one<E>(&self, row: E::Model) -> Result<bool, StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        Ok(insert::<E>(&self.connection, vec![row]).await? == 1)
    }

    /// Writes a whole row over the one that the condition finds, which names key and version: there
    /// is none where somebody else was quicker.
    async fn save<E>(
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
    async fn write_over(&self, update: &UpdateStatement) -> Result<(), StoreError> {
        match self.execute(update).await? {
            0 => self.connection.refuse(StoreError::Stale).await,
            _one => Ok(()),
        }
    }
}
