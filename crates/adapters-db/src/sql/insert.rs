//! Inserting rows, many in few statements.

use latchkey_domain::ports::StoreError;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryTrait,
    sea_query::OnConflict,
};

use super::{arrays, collision::Collision};
use crate::classify::classify;

/// How many rows one statement names, where each is named by itself: both databases take that many.
pub(crate) const AT_ONCE: usize = 400;

/// How many values a statement of SQLite takes, each in a place of its own.
const PLACES: usize = 32_766;

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
