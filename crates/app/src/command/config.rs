//! `latchkey config`: checks the settings, and shows what they come to.

use clap::Subcommand;

use crate::{config::Configuration, output, wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Says whether the settings can be used, or everything that is wrong with them.
    Check,
    /// Prints the effective settings as TOML, without secrets.
    Show,
}

/// Carries out the command, on settings that could be read: reading them is most of the check.
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
