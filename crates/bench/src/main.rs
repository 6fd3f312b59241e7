//! Measures Latchkey: each figure beside the same work by hand, in one run, on the same machine and data.
#![cfg_attr(
    not(feature = "peers"),
    expect(dead_code, reason = "some of the data is for the other engines alone")
)]
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

use clap::{Parser, Subcommand};

/// What this program does.
#[derive(Debug, Parser)]
#[command(name = "latchkey-bench")]
enum Program {
    #[command(flatten)]
    Measure(Measurement),
    #[command(flatten)]
    Serve(Service),
}

/// What is to be measured.
#[derive(Debug, Subcommand)]
enum Measurement {
    /// Assigns employees to clients in one operation, beside the same rows by hand-written SQL.
    Bulk(bulk::Arguments),
    /// Reads a partner's list of clients, page by page, filtered and searched.
    Clients(clients::Arguments),
    /// Decisions from the cache, beside a bare handler.
    Decide(http::decide::Arguments),
    /// Decisions asked in batches, beside single ones.
    Batch(http::batch::Arguments),
    #[cfg(feature = "peers")]
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
    /// Writes that are told by webhooks and mails, and how fast what waits is sent.
    Tell(http::tell::Arguments),
    /// All of these over HTTP, one after the other, as they are without any arguments.
    All,
}

/// What Latchkey is measured beside: servers that the measurements start by themselves.
#[derive(Debug, Subcommand)]
enum Service {
    /// Serves the bare handler.
    #[command(name = "serve-bare", hide = true)]
    Bare,
    #[cfg(feature = "peers")]
    /// Serves cedar-policy.
    #[command(name = "serve-cedar", hide = true)]
    Cedar(http::peers::Taught),
    #[cfg(feature = "peers")]
    /// Serves casbin.
    #[command(name = "serve-casbin", hide = true)]
    Casbin(http::peers::TaughtCasbin),
    /// Serves one statement.
    #[command(name = "serve-statement", hide = true)]
    Statement(http::miss::Statement),
    /// Adds employees by hand.
    #[command(name = "serve-add", hide = true)]
    Add(http::add_by_hand::Adder),
}

fn main() -> anyhow::Result<()> {
    match Program::parse() {
        Program::Serve(service) => serve(&service),
        Program::Measure(measurement) => {
            tokio::runtime::Runtime::new()?.block_on(measure(measurement))
        }
    }
}

fn serve(service: &Service) -> anyhow::Result<()> {
    match service {
        Service::Bare => http::bare::serve(),
        #[cfg(feature = "peers")]
        Service::Cedar(taught) => http::cedar::serve(taught.size()),
        #[cfg(feature = "peers")]
        Service::Casbin(casbin) => http::casbin::serve(casbin.model, casbin.taught.size()),
        Service::Statement(statement) => http::miss::serve(statement),
        Service::Add(adder) => http::add_by_hand::serve(adder),
    }
}

async fn measure(measurement: Measurement) -> anyhow::Result<()> {
    match measurement {
        Measurement::Bulk(arguments) => bulk::run(&arguments).await,
        Measurement::Clients(arguments) => clients::run(&arguments).await,
        Measurement::Decide(arguments) => http::decide::run(&arguments).await,
        Measurement::Batch(arguments) => http::batch::run(&arguments).await,
        #[cfg(feature = "peers")]
        Measurement::Peers(arguments) => http::peers::run(&arguments).await,
        Measurement::Miss(arguments) => http::miss::run(&arguments).await,
        Measurement::Writes(arguments) => http::writes::run(&arguments).await,
        Measurement::Flat(arguments) => http::flat::run(&arguments).await,
        Measurement::Memory(arguments) => http::flat::memory(&arguments).await,
        Measurement::Lag(arguments) => http::lag::run(&arguments).await,
        Measurement::Search(arguments) => http::search::run(&arguments).await,
        Measurement::Tell(arguments) => http::tell::run(&arguments).await,
        Measurement::All => all(),
    }
}

/// Each in a process of its own, so that none begins with what another has left.
fn all() -> anyhow::Result<()> {
    for name in [
        "decide",
        "batch",
        #[cfg(feature = "peers")]
        "peers",
        "miss",
        "writes",
        "flat",
        "memory",
        "lag",
        "search",
        "tell",
    ] {
        println!("\n## {name}");
        let this = std::env::current_exe()?;
        let done = std::process::Command::new(this).arg(name).status()?;
        anyhow::ensure!(done.success(), "{name} failed");
    }
    Ok(())
}
