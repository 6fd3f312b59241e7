//! `latchkey config`: checks and shows the settings.

use clap::Subcommand;

use crate::{config::Configuration, output, wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Checks the settings and lists everything that is wrong with them.
    Check,
    /// Prints the effective settings as TOML, without secrets.
    Show,
}

/// Runs the command. The settings have been read and are valid by now.
pub(crate) fn run(configuration: &Configuration, command: &ConfigCommand) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Check => {
            if let Some(file) = &configuration.settings.catalogue {
                wiring::read_catalogue(file)?;
            }
            output::line("ok")?;
        }
        ConfigCommand::Show => output::text(&configuration.show())?,
    }
    Ok(())
}
