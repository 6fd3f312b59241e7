//! The revision: the newest, and the next.

use latchkey_domain::{base::revision::Revision, ports::StoreError};
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    classify::{classify, corrupt},
    entity::revision,
    rows::revision::restore,
};

/// Reads the newest revision.
pub(crate) async fn newest(connection: &impl ConnectionTrait) -> Result<Revision, StoreError> {
    let query = revision::Entity::find().into_query();
    let row = connection.query_one(&query).await.map_err(classify)?;
    let row = row.ok_or_else(|| corrupt("the revision is gone"))?;
    restore(revision::Model::from_query_result(&row, "").map_err(classify)?)
}

/// Takes the next revision, and holds its row until the commit. A unit locks this row last, so
/// commits are numbered in their order, without gaps.
pub(crate) async fn next(connection: &impl ConnectionTrait) -> Result<Revision, StoreError> {
    let next = Query::update()
        .table(revision::Entity)
        .value(
            revision::Column::Number,
            Expr::col(revision::Column::Number).add(1),
        )
        .returning_all()
        .take();
    let row = connection.query_one(&next).await.map_err(classify)?;
    let row = row.ok_or_else(|| corrupt("the revision is gone"))?;
    restore(revision::Model::from_query_result(&row, "").map_err(classify)?)
}
