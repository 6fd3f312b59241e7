//! The binary: reads the command line, carries out one command, says what went wrong.

mod command;
mod config;
mod output;
mod shutdown;
mod system;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

use crate::command::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(format_args!("latchkey: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
