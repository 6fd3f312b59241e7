//! `latchkey backup FILE`: a copy of the whole database, as it stands at one moment, while servers go
//! on. The file is there whole or not at all, and nobody else may read it: the key of the access links
//! is in it.

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

/// What has to be said to a restored PostgreSQL database, so that revisions of the former one are not
/// taken for its own. A copy of SQLite has that done already.
const NEW_EPOCH: &str =
    "UPDATE revision SET epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)";

#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file that is made; nothing may be there yet.
    file: PathBuf,
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, arguments: BackupArguments) -> anyhow::Result<()> {
    telemetry::log_for_commands(&settings.log)?;
    let file = arguments.file;
    let name = file.display();
    if file.try_exists().with_context(|| name.to_string())? {
        bail!("{name} is there already: a backup replaces nothing");
    }
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let made = NamedTempFile::new_in(directory)
        .with_context(|| format!("no file can be made in {}", directory.display()))?;
    let is_sqlite = settings.database.url.starts_with("sqlite:");
    if is_sqlite {
        sqlite(&settings.database, made.path()).await?;
    } else {
        postgres(&settings.database, made.path())?;
    }
    keep(made, &file).with_context(|| format!("{name} cannot be written"))?;
    output::line(format_args!("the database is in {name}"))?;
    if !is_sqlite {
        output::line(format_args!(
            "after `pg_restore`, and before the first start, run: {NEW_EPOCH};"
        ))?;
    }
    Ok(())
}

/// Gives the file its name, once it is on the disk.
fn keep(made: NamedTempFile, file: &Path) -> io::Result<()> {
    made.as_file().sync_all()?;
    made.persist_noclobber(file)?;
    Ok(())
}

async fn sqlite(database: &Database, made: &Path) -> anyhow::Result<()> {
    if database.url.contains(":memory:") || database.url.contains("mode=memory") {
        bail!("a database in memory is gone with its process: there is nothing to copy");
    }
    // A database that is not there is not made for it.
    let url = database.url.replace("mode=rwc", "mode=rw");
    let mut options = DatabaseOptions::new(url);
    options.acquire_timeout = database.acquire_timeout;
    let store = SeaOrmStore::connect(&options).await;
    let store = store.map_err(wiring::explain)?;
    let copied = store.copy_into(made).await;
    store.close().await;
    copied.map_err(Into::into)
}

/// PostgreSQL is copied by its own program. Where to connect to is told by the environment: arguments
/// are shown to every user of the machine.
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
        Ok(status) => bail!("pg_dump failed ({status}): what it said stands above"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "there is no pg_dump on this machine: install the client programs of PostgreSQL, or run \
             this where they are: pg_dump --format=custom --file=FILE --dbname={}",
            connection.uri
        ),
        Err(error) => Err(error).context("pg_dump cannot be run"),
    }
}
