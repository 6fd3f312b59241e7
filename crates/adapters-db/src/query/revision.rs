//! The newest revision.

use latchkey_domain::{ports::StoreError, revision::Revision};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QueryTrait};

use crate::{
    classify::{classify, corrupt},
    entity::revision,
    stored::number,
};

/// Reads it.
pub(crate) async fn newest(connection: &impl ConnectionTrait) -> Result<Revision, StoreError> {
    let query = revision::Entity::find().into_query();
    let row = connection.query_one(&query).await.map_err(classify)?;
    let row = row.ok_or_else(|| corrupt("the revision is gone"))?;
    restore(revision::Model::from_query_result(&row, "").map_err(classify)?)
}

/// Puts a revision together.
pub(crate) fn restore(row: revision::Model) -> Result<Revision, StoreError> {
    Ok(Revision {
        epoch: row.epoch,
        number: number(row.number)?,
    })
}
