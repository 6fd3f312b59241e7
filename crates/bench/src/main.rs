//! Measures Latchkey: each figure beside the same work by hand, in one run, on the same machine and data.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

mod agency;
mod bulk;
mod by_hand;
mod clients;
mod database;
mod figures;

use clap::Parser;

/// What is to be measured.
#[derive(Debug, Parser)]
#[command(name = "latchkey-bench")]
enum Command {
    /// Assigns employees to clients in one operation, beside the same rows by hand-written SQL.
    Bulk(bulk::Arguments),
    /// Reads a partner's list of clients, page by page, filtered and searched.
    Clients(clients::Arguments),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Bulk(arguments) => bulk::run(&arguments).await,
        Command::Clients(arguments) => clients::run(&arguments).await,
    }
}
