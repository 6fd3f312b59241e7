//! Measures Latchkey: each figure beside the same work by hand, in one run, on the same machine and data.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

mod agency;
mod bulk;
mod by_hand;
mod clients;
mod data;
mod database;
mod figures;
mod harness;
mod http;

use clap::Parser;

/// What is to be measured.
#[derive(Debug, Parser)]
#[command(name = "latchkey-bench")]
enum Command {
    /// Assigns employees to clients in one operation, beside the same rows by hand-written SQL.
    Bulk(bulk::Arguments),
    /// Reads a partner's list of clients, page by page, filtered and searched.
    Clients(clients::Arguments),
    /// Decisions from the cache, beside a bare handler.
    Decide(http::decide::Arguments),
    /// Decisions asked in batches, beside single ones.
    Batch(http::batch::Arguments),
    /// Other engines with the same data and questions.
    Peers(http::peers::Arguments),
    /// Decisions that the database answers, beside their one statement by hand.
    Miss(http::miss::Arguments),
    /// Employees added one at a time, beside the same statements by hand.
    Writes(http::writes::Arguments),
    /// Decisions from the cache among few and among many memberships.
    Flat(http::flat::Arguments),
    /// The memory that decisions take.
    Memory(http::flat::Memory),
    /// How long a second node grants what the first has revoked.
    Lag(http::lag::Arguments),
    /// Searches, page by page.
    Search(http::search::Arguments),
    /// All of these over HTTP, one after the other, as they are without any arguments.
    All,
    /// Serves the bare handler alone.
    #[command(hide = true)]
    ServeBare,
    /// Serves cedar-policy alone.
    #[command(hide = true)]
    ServeCedar(http::peers::Taught),
    /// Serves casbin alone.
    #[command(hide = true)]
    ServeCasbin(http::peers::Taught),
    /// Serves one statement alone.
    #[command(hide = true)]
    ServeStatement(http::miss::Statement),
    /// Adds employees by hand alone.
    #[command(hide = true)]
    ServeAdd(http::add_by_hand::Adder),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::ServeBare => http::bare::serve(),
        Command::ServeCedar(taught) => http::cedar::serve(taught.size()),
        Command::ServeCasbin(taught) => http::casbin::serve(taught.size()),
        Command::ServeStatement(statement) => http::miss::serve(&statement),
        Command::ServeAdd(adder) => http::add_by_hand::serve(&adder),
        measured => tokio::runtime::Runtime::new()?.block_on(measure(measured)),
    }
}

async fn measure(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Bulk(arguments) => bulk::run(&arguments).await,
        Command::Clients(arguments) => clients::run(&arguments).await,
        Command::Decide(arguments) => http::decide::run(&arguments).await,
        Command::Batch(arguments) => http::batch::run(&arguments).await,
        Command::Peers(arguments) => http::peers::run(&arguments).await,
        Command::Miss(arguments) => http::miss::run(&arguments).await,
        Command::Writes(arguments) => http::writes::run(&arguments).await,
        Command::Flat(arguments) => http::flat::run(&arguments).await,
        Command::Memory(arguments) => http::flat::memory(&arguments).await,
        Command::Lag(arguments) => http::lag::run(&arguments).await,
        Command::Search(arguments) => http::search::run(&arguments).await,
        Command::All => all(),
        // These serve, and have been dealt with.
        Command::ServeBare
        | Command::ServeCedar(_)
        | Command::ServeCasbin(_)
        | Command::ServeStatement(_)
        | Command::ServeAdd(_) => Ok(()),
    }
}

/// Each in a process of its own, so that none begins with what another has left.
fn all() -> anyhow::Result<()> {
    for name in [
        "decide", "batch", "peers", "miss", "writes", "flat", "memory", "lag", "search",
    ] {
        println!("\n## {name}");
        let this = std::env::current_exe()?;
        let done = std::process::Command::new(this).arg(name).status()?;
        anyhow::ensure!(done.success(), "{name} failed");
    }
    Ok(())
}
