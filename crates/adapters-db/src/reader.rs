//! Reading outside any unit: every statement takes a connection of its own, for a limited time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use latchkey_domain::ports::Reader;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};
use tokio::time::timeout;

use crate::{
    refusals::Backlog,
    session::{Connection, Session},
};

impl<C: Connection> Reader for Session<C> {}

/// A pool whose every answer comes in time, or counts as no answer: a database that hangs is as far
/// out of reach as one that is gone.
#[derive(Debug, Clone)]
pub(crate) struct Pooled {
    pub(crate) database: DatabaseConnection,
    pub(crate) patience: Duration,
    pub(crate) backlog: Option<Arc<Backlog>>,
}

#[async_trait]
impl Connection for Pooled {
    async fn settled(&self) {
        if let Some(backlog) = &self.backlog {
            // What takes longer is read the next time.
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
        self.in_time(self.database.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.in_time(self.database.query_all_raw(statement)).await
    }
}
