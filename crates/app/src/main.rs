//! The binary: parses the command line, runs one command and prints its error, if any.

mod command;
mod config;
mod jobs;
mod output;
mod shutdown;
mod system;
mod telemetry;
mod trail_sealer;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;
// Named for their features only, so that the binary and the tests share one build of all that lies
// beneath: docs/decisions/0008-one-build.md.
use {futures_channel as _, regex_syntax as _, smallvec as _};

use crate::command::Cli;

/// A faster allocator: each response takes dozens of small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(format_args!("latchkey: {}", chain(&error)));
            ExitCode::FAILURE
        }
    }
}

/// Joins an error and its causes; a cause that the text already ends with is left out.
fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.ends_with(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    #[test]
    fn causes_are_printed_once() {
        let error = anyhow!("no answer").context("cannot connect: no answer");
        let error = error.context("the database cannot be used");
        assert_eq!(
            super::chain(&error),
            "the database cannot be used: cannot connect: no answer"
        );
    }
}
