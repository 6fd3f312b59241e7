//! The command line: parses the arguments and dispatches to the commands.

mod access_links;
mod audit;
mod backup;
mod catalogue;
mod config;
mod demo;
mod mail;
mod migrate;
mod openapi;
mod operator_session;
mod partner_admins;
mod person_flags;
mod serve;
mod token;
mod user;

use std::{future::Future, path::PathBuf};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::config::{Configuration, Layer};

/// Latchkey, a self-hosted client access manager.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version)]
pub(crate) struct Cli {
    /// A TOML file with settings; environment variables (`LATCHKEY__SECTION__KEY`) take precedence.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, after migrating the database schema.
    Serve(serve::ServeArguments),
    /// Serves a temporary database with a sample agency, and prints requests to try.
    Demo(demo::DemoArguments),
    /// Migrates the database schema to this version.
    Migrate,
    /// Creates, lists and revokes tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Creates the first super admin of an account.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Applies a catalogue of permissions.
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// Resets all partner admins to the template.
    #[command(subcommand)]
    PartnerAdmins(partner_admins::PartnerAdminsCommand),
    /// Replaces the key of the access links.
    #[command(subcommand)]
    AccessLinks(access_links::AccessLinksCommand),
    /// Verifies and exports the trail.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Sends a test mail, and shows and retries mails that were not sent.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Copies the database into a file while servers keep running.
    Backup(backup::BackupArguments),
    /// Checks and shows the settings.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Prints the OpenAPI document.
    Openapi,
}

impl Cli {
    /// Runs the command.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let load = |flags| Configuration::load(self.config.as_deref(), flags);
        match self.command {
            Command::Serve(arguments) => {
                let configuration = load(arguments.flags())?;
                in_runtime(serve::run(configuration.settings))
            }
            Command::Demo(arguments) => {
                let configuration = load(Layer::default())?;
                in_runtime(demo::run(configuration.settings, arguments))
            }
            Command::Migrate => in_runtime(migrate::run(load(Layer::default())?.settings)),
            Command::Token(command) => {
                in_runtime(token::run(load(Layer::default())?.settings, command))
            }
            Command::User(command) => {
                in_runtime(user::run(load(Layer::default())?.settings, command))
            }
            Command::Catalogue(command) => {
                in_runtime(catalogue::run(load(Layer::default())?.settings, command))
            }
            Command::PartnerAdmins(command) => in_runtime(partner_admins::run(
                load(Layer::default())?.settings,
                command,
            )),
            Command::AccessLinks(command) => {
                in_runtime(access_links::run(load(Layer::default())?.settings, command))
            }
            Command::Audit(command) => {
                in_runtime(audit::run(load(Layer::default())?.settings, command))
            }
            Command::Mail(command) => {
                in_runtime(mail::run(load(Layer::default())?.settings, command))
            }
            Command::Backup(arguments) => {
                in_runtime(backup::run(load(Layer::default())?.settings, arguments))
            }
            Command::Config(command) => config::run(&load(Layer::default())?, &command),
            Command::Openapi => openapi::run(),
        }
    }
}

/// Runs a future on a runtime with two threads; the HTTP server has its own threads.
fn in_runtime(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the async runtime")?
        .block_on(Box::pin(work))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
