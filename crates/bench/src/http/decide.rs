//! Decisions that the cache answers, beside a bare handler.

use clap::Args;

use super::{
    rounds::{Runner, warm_up},
    run::Run,
};
use crate::{
    data::{
        Size, fill,
        questions::{Asker, Question, unheeded},
    },
    harness::server::Server,
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

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(arguments.run.database(), size).await?;
    let questions = Asker::new(size, 1).questions(arguments.questions);
    let requests: Vec<_> = questions.iter().map(Question::request).collect();
    let unheeded = unheeded(&requests);

    let bare = Server::own(&["serve-bare"])?;
    let latchkey = arguments.run.latchkey(&place.url)?;
    let runners = [
        Runner::single("bare actix handler", &bare, &unheeded),
        Runner::single("latchkey", &latchkey, &requests),
    ];
    for runner in &runners {
        warm_up(runner)?;
    }
    let title = format!(
        "{}, {} memberships, {} questions",
        arguments.run.database(),
        size.memberships(),
        requests.len()
    );
    arguments.run.measure(&title, &runners, &[16, 64])
}
