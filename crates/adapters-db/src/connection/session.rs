//! The one struct that implements the ports, over any connection.

use async_trait::async_trait;
use latchkey_domain::ports::StoreError;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, StatementBuilder};

use crate::classify::classify;

/// A connection that a session can use: a pool, or the transaction of a unit.
#[async_trait]
pub(crate) trait Connection:
    ConnectionTrait + Send + Sync + std::fmt::Debug + 'static
{
    /// Waits until the refusals recorded so far can be read.
    async fn settled(&self);
}

/// Implements the ports over a connection: the reading ones over any, the writing ones over the
/// transaction of a unit.
#[derive(Debug)]
pub(crate) struct Session<C> {
    pub(crate) connection: C,
}

impl<C: Connection> Session<C> {
    /// A session over this connection.
    pub(crate) const fn new(connection: C) -> Self {
        Self { connection }
    }

    /// Which kind of database this is.
    pub(crate) fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// Reads the first row of a query.
    pub(crate) async fn one<T, S>(&self, query: &S) -> Result<Option<T>, StoreError>
    where
        T: FromQueryResult,
        S: StatementBuilder,
    {
        let row = self.connection.query_one(query).await.map_err(classify)?;
        row.map(|row| T::from_query_result(&row, ""))
            .transpose()
            .map_err(classify)
    }

    /// Reads all rows of a query.
    pub(crate) async fn all<T, S>(&self, query: &S) -> Result<Vec<T>, StoreError>
    where
        T: FromQueryResult,
        S: StatementBuilder,
    {
        let rows = self.connection.query_all(query).await.map_err(classify)?;
        rows.iter()
            .map(|row| T::from_query_result(row, ""))
            .collect::<Result<_, _>>()
            .map_err(classify)
    }

    /// Runs a statement that writes. Returns how many rows it changed.
    pub(crate) async fn execute<S: StatementBuilder>(
        &self,
        statement: &S,
    ) -> Result<u64, StoreError> {
        let done = self.connection.execute(statement).await;
        Ok(done.map_err(classify)?.rows_affected())
    }
}
