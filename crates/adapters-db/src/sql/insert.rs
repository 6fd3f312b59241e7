//! Inserting rows, many in few statements.

use latchkey_domain::ports::StoreError;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryTrait,
    sea_query::OnConflict,
};

use super::{arrays, collision::Collision};
use crate::classify::classify;

/// How many rows one statement may list one by one: both databases accept that many.
pub(crate) const AT_ONCE: usize = 400;

/// How many placeholders a statement of SQLite may have.
const PLACES: usize = 32_766;

/// Inserts new rows, many in few statements, and skips those that collide with existing ones: a
/// failed insert would make a transaction of PostgreSQL useless. Returns how many were inserted.
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

/// Inserts new rows that, by what was read before, collide with nothing. PostgreSQL does this
/// faster. If one collides after all the result is [`StoreError::Taken`], and the transaction must
/// end.
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
