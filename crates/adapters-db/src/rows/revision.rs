//! The revision.

use latchkey_domain::{base::revision::Revision, ports::StoreError};
use sea_orm::{
    FromQueryResult, QueryResult,
    sea_query::{Expr, SelectStatement},
};

use super::values::number;
use crate::{
    classify::classify,
    entity::revision::{Column, Entity, Model},
};

/// Adds the columns of the revision to a query that joins its one row.
pub(crate) fn add_columns(select: &mut SelectStatement) {
    for (column, name) in [
        (Column::Id, "r_id"),
        (Column::Epoch, "r_epoch"),
        (Column::Number, "r_number"),
    ] {
        select.expr_as(Expr::col((Entity, column)), name);
    }
}

/// Restores the revision from those columns.
pub(crate) fn from_row(row: &QueryResult) -> Result<Revision, StoreError> {
    restore(Model::from_query_result(row, "r_").map_err(classify)?)
}

/// Restores the revision.
pub(crate) fn restore(row: Model) -> Result<Revision, StoreError> {
    Ok(Revision {
        epoch: row.epoch,
        number: number(row.number)?,
    })
}
