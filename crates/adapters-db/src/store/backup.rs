//! A copy of a SQLite database that is in use.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::SeaOrmStore;

/// Why a copy could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Other databases have tools of their own.
    #[error("only a SQLite database can be copied this way")]
    NotSqlite,
    /// SQLite wants the path as text.
    #[error("the path must be UTF-8")]
    Path,
    /// The database cannot be read, or the file cannot be written.
    #[error("the database cannot be copied")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl SeaOrmStore {
    /// Copies the whole database, as it is at one moment, into a file that is empty or does not
    /// exist. Others may go on writing meanwhile. The copy gets an epoch of its own, since later
    /// revisions of the copy are not those of this database. When this returns, the copy may not
    /// have reached the disk yet.
    pub async fn copy_into(&self, file: &Path) -> Result<(), CopyError> {
        if self.writer().get_database_backend() != DbBackend::Sqlite {
            return Err(CopyError::NotSqlite);
        }
        let file = file.to_str().ok_or(CopyError::Path)?;
        let copied = self.copy(file).await;
        copied.map_err(|cause| CopyError::Failed(Box::new(cause)))
    }

    /// Copying may take long, so it has no time limit. All statements run on one connection, since
    /// there is only one for writing.
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
