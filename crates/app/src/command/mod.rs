//! The commands of the binary: what each takes, and where it is carried out.

mod audit;
mod backup;
mod catalogue;
mod config;
mod demo;
mod desk;
mod mail;
mod migrate;
mod openapi;
mod partner_admins;
mod serve;
mod token;
mod user;
mod whom;

use std::{future::Future, path::PathBuf};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::config::{Configuration, Layer};

/// Latchkey, a self-hosted client access manager.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version)]
pub(crate) struct Cli {
    /// A TOML file of settings; the environment (`LATCHKEY__SECTION__KEY`) goes before it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, after bringing the database up to date.
    Serve(serve::ServeArguments),
    /// Serves a throw-away database with a believable agency in it, and says what to try.
    Demo(demo::DemoArguments),
    /// Brings the schema of the database up to date.
    Migrate,
    /// Makes, lists and revokes tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Makes people known.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Puts a catalogue of permissions in force.
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// Brings all partner admins back to the template.
    #[command(subcommand)]
    PartnerAdmins(partner_admins::PartnerAdminsCommand),
    /// Proves the trail, and takes it out.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Tries whether mails arrive.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Copies the database into a file, while servers go on.
    Backup(backup::BackupArguments),
    /// Checks and shows the settings.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Prints the OpenAPI document of the API.
    Openapi,
}

impl Cli {
    /// Carries out the command.
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

/// Runs on a runtime of two threads: the requests have threads of their own.
fn in_runtime(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime cannot be started")?
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
