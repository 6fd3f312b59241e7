//! Rows of one value.

use sea_orm::FromQueryResult;

/// A counted number.
#[derive(Debug, FromQueryResult)]
pub(crate) struct CountRow {
    pub(crate) count: i64,
}

/// One text.
#[derive(Debug, FromQueryResult)]
pub(crate) struct TextRow {
    pub(crate) text: String,
}
