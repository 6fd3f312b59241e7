//! Decisions from the cache among few and among many memberships, and what memory they take.

use clap::Args;

use super::{
    rounds::{Runner, warm_up},
    run::Run,
};
use crate::{
    data::{
        Size, fill,
        fill::Extra,
        questions::{Asker, Question},
    },
    harness::table::Table,
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients, one measurement for each.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 10_000_000])]
    memberships: Vec<u64>,
    /// How many different questions.
    #[arg(long, default_value_t = 16_384)]
    questions: usize,
    #[command(flatten)]
    run: Run,
}

/// From here on, the indexes that no decision needs are left out, to save minutes.
const LARGE: u64 = 1_000_000;

fn extras(memberships: u64) -> &'static [Extra] {
    if memberships > LARGE {
        &[Extra::Lean]
    } else {
        &[]
    }
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (mut places, mut servers, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for &memberships in &arguments.memberships {
        let size = Size::of(memberships);
        let extras = extras(memberships);
        let place = fill::filled_with(arguments.run.database(), size, extras).await?;
        let questions = Asker::new(size, 5).questions(arguments.questions);
        all.push(questions.iter().map(Question::request).collect::<Vec<_>>());
        servers.push(arguments.run.latchkey(&place.url)?);
        places.push(place);
    }
    let mut runners = Vec::new();
    for ((memberships, server), requests) in arguments.memberships.iter().zip(&servers).zip(&all) {
        let name = format!("{memberships} memberships");
        runners.push(Runner::single(&name, server, requests));
    }
    for runner in &runners {
        warm_up(runner)?;
    }
    let title = format!(
        "{}, {} questions",
        arguments.run.database(),
        arguments.questions
    );
    arguments.run.measure(&title, &runners, &[16])
}

#[derive(Debug, Args)]
pub(crate) struct Memory {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 1_000_000)]
    memberships: u64,
    /// How many memberships are kept in memory, one measurement for each.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 20_000, 1_000_000])]
    cached: Vec<u64>,
    /// How many different questions.
    #[arg(long, default_value_t = 120_000)]
    questions: usize,
    #[command(flatten)]
    run: Run,
}

/// Asks ever more, and looks at the memory.
pub(crate) async fn memory(arguments: &Memory) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(arguments.run.database(), size).await?;
    let questions = Asker::new(size, 6).questions(arguments.questions);
    let requests: Vec<_> = questions.iter().map(Question::request).collect();
    let parts: Vec<_> = requests.chunks((requests.len() / 4).max(1)).collect();
    let heads = ["kept at most", "questions so far", "RSS MB"];
    let mut table = Table::new(&heads);
    for cached in &arguments.cached {
        let text = cached.to_string();
        let settings = [("LATCHKEY__DECISIONS__CACHE_ENTRIES", text.as_str())];
        let latchkey = arguments.run.latchkey_with(&place.url, &settings)?;
        let mut asked = 0;
        let mut row = |asked: usize| {
            let cells = [cached.to_string(), asked.to_string()];
            let resident = latchkey.resident_mb().to_string();
            table.row(&[&cells[..], &[resident]].concat());
        };
        row(asked);
        for part in &parts {
            warm_up(&Runner::single("latchkey", &latchkey, part))?;
            asked += part.len();
            row(asked);
        }
    }
    println!(
        "\n{}, {} memberships\n",
        arguments.run.database(),
        size.memberships()
    );
    table.print();
    Ok(())
}
