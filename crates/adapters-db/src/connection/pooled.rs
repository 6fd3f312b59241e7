//! Reading outside any unit: every statement takes a connection of its own, for a limited time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};
use tokio::time::timeout;

use super::{
    backlog::Backlog,
    broken::{has_broken, past_broken},
    session::Connection,
};

/// A pool that limits the time of every answer: a database that hangs counts as out of reach, like
/// one that is gone. Queries only read here, so they are repeated when their connection turns out
/// to be broken. Other statements are not.
#[derive(Debug, Clone)]
pub(crate) struct Pooled {
    pub(crate) database: DatabaseConnection,
    pub(crate) patience: Duration,
    pub(crate) breakable: u32,
    pub(crate) backlog: Option<Arc<Backlog>>,
}

#[async_trait]
impl Connection for Pooled {
    async fn settled(&self) {
        if let Some(backlog) = &self.backlog {
            // Refusals that take longer appear at the next read.
            timeout(self.patience, backlog.cleared()).await.ok();
        }
    }
}

impl Pooled {
    async fn in_time<T>(
        &self,
        answer: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> Result<T, DbErr> {
        timeout(self.patience, answer)
            .await
            .unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))
    }

    /// Reads, and repeats that when the connection turns out to be broken: a read changes nothing.
    async fn read<T, A>(&self, read: impl Fn() -> A + Send + Sync) -> Result<T, DbErr>
    where
        A: Future<Output = Result<T, DbErr>> + Send,
        T: Send,
    {
        self.in_time(past_broken(self.breakable, has_broken, |_before| read()))
            .await
    }
}

#[async_trait]
impl ConnectionTrait for Pooled {
    fn get_database_backend(&self) -> DbBackend {
        self.database.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.in_time(self.database.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.in_time(self.database.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.read(|| self.database.query_one_raw(statement.clone()))
            .await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.read(|| self.database.query_all_raw(statement.clone()))
            .await
    }
}
