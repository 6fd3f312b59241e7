//! Decisions that the cache answers, beside a bare handler.

use std::path::PathBuf;

use clap::Args;

use super::rounds::{self, Plan, Runner, in_turn, rows, warm_up};
use crate::{
    data::{
        Size, fill,
        questions::{Asker, unheeded},
    },
    database::Kind,
    harness::{
        server::{Cores, Server, latchkey_binary},
        table::Table,
    },
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 100_000)]
    memberships: u64,
    /// How many different questions.
    #[arg(long, default_value_t = 32_768)]
    questions: usize,
    #[command(flatten)]
    run: Run,
}

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[arg(long, value_enum, default_value = "sqlite")]
    pub(crate) database: Kind,
    /// How many connections, one measurement for each.
    #[arg(long, value_delimiter = ',', default_values_t = [16, 64])]
    pub(crate) connections: Vec<usize>,
    /// How many rounds; the medians count.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// How long each server is under load in each round.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// The binary of Latchkey, instead of the one beside this program.
    #[arg(long)]
    pub(crate) latchkey: Option<PathBuf>,
    /// A setting of Latchkey, such as `LATCHKEY__DECISIONS__CACHE_ENTRIES=1000`.
    #[arg(long)]
    pub(crate) set: Vec<String>,
}

impl Run {
    pub(crate) fn plans(&self) -> impl Iterator<Item = Plan> {
        self.connections.iter().map(|&connections| Plan {
            connections,
            rounds: self.rounds,
            seconds: self.seconds,
        })
    }

    /// Starts Latchkey on a core.
    pub(crate) fn latchkey(&self, url: &str) -> anyhow::Result<Server> {
        let binary = latchkey_binary(self.latchkey.as_deref())?;
        let set = self
            .set
            .iter()
            .filter_map(|setting| setting.split_once('='));
        Server::latchkey(Cores::One, &binary, url, &set.collect::<Vec<_>>())
    }
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(arguments.run.database, size).await?;
    let questions = Asker::new(size, 1).questions(arguments.questions);
    let requests: Vec<_> = questions
        .iter()
        .map(|question| question.request())
        .collect();
    let unheeded = unheeded(&requests);

    let bare = Server::own(&["serve-bare"])?;
    let latchkey = arguments.run.latchkey(&place.url)?;
    let runner = |name: &str, server, requests| Runner {
        name: name.to_owned(),
        server,
        requests,
        each: 1,
    };
    let runners = [
        runner("bare actix handler", &bare, &unheeded[..]),
        runner("latchkey", &latchkey, &requests[..]),
    ];
    for runner in &runners {
        warm_up(runner)?;
    }
    let mut table = Table::new(&rounds::HEADS);
    for plan in arguments.run.plans() {
        let all = in_turn(&runners, plan)?;
        rows(&mut table, &runners, &all, plan);
    }
    println!(
        "{} memberships, {} questions, {}, {} rounds",
        size.memberships(),
        requests.len(),
        arguments.run.database,
        arguments.run.rounds
    );
    table.print();
    Ok(())
}
