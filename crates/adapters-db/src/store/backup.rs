//! A copy of a SQLite database that is in use.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::SeaOrmStore;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Other databases have tools of their own.
    #[error("only a SQLite database is copied so")]
    NotSqlite,
    /// SQLite wants the path as text.
    #[error("the path must be UTF-8")]
    Path,
    /// The database cannot be read, or the file cannot be written.
    #[error("the database cannot be copied")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl SeaOrmStore {
    /// Copies the whole database into a file that is empty or not there: as it stands at one moment,
    /// while others go on writing. The copy begins an epoch of its own, since it may become a database
    /// whose revisions are others than those that follow here. It may not have reached the disk yet.
    pub async fn copy_into(&self, file: &Path) -> Result<(), CopyError> {
        if self.writer().get_database_backend() != DbBackend::Sqlite {
            return Err(CopyError::NotSqlite);
        }
        let file = file.to_str().ok_or(CopyError::Path)?;
        let copied = self.copy(file).await;
        copied.map_err(|cause| CopyError::Failed(Box::new(cause)))
    }

    /// Copying may take long, so there is no limit of time on it. All is said to one connection: there
    /// is a single one for writing.
    async fn copy(&self, file: &str) -> Result<(), DbErr> {
        const NEW_EPOCH: &str = "UPDATE copy.revision SET epoch = lower(hex(randomblob(6)))";
        let with = |sql: &str| {
            Statement::from_sql_and_values(DbBackend::Sqlite, sql, [file.to_owned().into()])
        };
        let database = self.writer();
        database.execute_raw(with("VACUUM INTO ?")).await?;
        database
            .execute_raw(with("ATTACH DATABASE ? AS copy"))
            .await?;
        let renewed = database.execute_unprepared(NEW_EPOCH).await;
        database.execute_unprepared("DETACH DATABASE copy").await?;
        renewed.map(drop)
    }
}
