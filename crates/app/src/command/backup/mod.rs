//! `latchkey backup FILE`: writes a consistent copy of the database while servers keep running. The
//! file appears only when it is complete, and only its owner may read it, since it contains the key
//! of the access links.

mod libpq;

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context as _, bail};
use clap::Args;
use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use tempfile::NamedTempFile;

use self::libpq::LibpqConnection;
use crate::{
    config::{Database, Settings},
    output, telemetry, wiring,
};

/// Must be run on a restored PostgreSQL database, so that revisions of the original are not
/// mistaken for its own. A SQLite copy gets a new epoch when it is made.
const NEW_EPOCH: &str =
    "UPDATE revision SET epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)";

#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file to create; it must not exist yet.
    file: PathBuf,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, arguments: BackupArguments) -> anyhow::Result<()> {
    telemetry::log_for_commands(&settings.log)?;
    let file = arguments.file;
    let name = file.display();
    if file.try_exists().with_context(|| name.to_string())? {
        bail!("{name} already exists: a backup never overwrites a file");
    }
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let made = NamedTempFile::new_in(directory)
        .with_context(|| format!("cannot create a file in {}", directory.display()))?;
    let is_sqlite = settings.database.url.starts_with("sqlite:");
    if is_sqlite {
        sqlite(&settings.database, made.path()).await?;
    } else {
        postgres(&settings.database, made.path())?;
    }
    keep(made, &file).with_context(|| format!("cannot write {name}"))?;
    output::line(format_args!("backup written to {name}"))?;
    if !is_sqlite {
        output::line(format_args!(
            "after `pg_restore`, and before the first start, run: {NEW_EPOCH};"
        ))?;
    }
    Ok(())
}

/// Gives the file its name once its content is on disk.
fn keep(made: NamedTempFile, file: &Path) -> io::Result<()> {
    made.as_file().sync_all()?;
    made.persist_noclobber(file)?;
    Ok(())
}

async fn sqlite(database: &Database, made: &Path) -> anyhow::Result<()> {
    if database.url.contains(":memory:") || database.url.contains("mode=memory") {
        bail!("an in-memory database exists only inside its process: there is nothing to copy");
    }
    // A backup must not create a missing database.
    let url = database.url.replace("mode=rwc", "mode=rw");
    let mut options = DatabaseOptions::new(url);
    options.acquire_timeout = database.acquire_timeout;
    let store = SeaOrmStore::connect(&options).await;
    let store = store.map_err(wiring::explain)?;
    let copied = store.copy_into(made).await;
    store.close().await;
    copied.map_err(Into::into)
}

/// Copies a PostgreSQL database with `pg_dump`. The password goes into the environment, because
/// every user of the machine can see the arguments of a process.
fn postgres(database: &Database, made: &Path) -> anyhow::Result<()> {
    let connection = LibpqConnection::parse(&database.url);
    let mut file = OsString::from("--file=");
    file.push(made);
    let mut dump = process::Command::new("pg_dump");
    dump.args(["--format=custom", "--no-password"])
        .arg(file)
        .arg(format!("--dbname={}", connection.uri));
    if let Some(password) = &connection.password {
        dump.env("PGPASSWORD", password);
    }
    match dump.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("pg_dump failed ({status}): see its output above"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "pg_dump is not installed: install the PostgreSQL client programs, or run this where they \
             are installed: pg_dump --format=custom --file=FILE --dbname={}",
            connection.uri
        ),
        Err(error) => Err(error).context("cannot run pg_dump"),
    }
}
