//! Decisions asked in batches, beside the same server asked one by one.

use clap::Args;

use super::{
    rounds::{Order, Runner, warm_up},
    run::Run,
};
use crate::{
    data::{
        Size, fill,
        questions::{Asker, Question},
    },
    harness::load::GRANTED,
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 100_000)]
    memberships: u64,
    /// How many decisions in a batch.
    #[arg(long, default_value_t = 50)]
    items: u32,
    /// How many different batches.
    #[arg(long, default_value_t = 1_000)]
    batches: usize,
    #[command(flatten)]
    run: Run,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(arguments.run.database(), size).await?;
    let mut asker = Asker::new(size, 2);
    let questions = asker.questions(16_384);
    let singles: Vec<_> = questions.iter().map(Question::request).collect();
    let items = u64::from(arguments.items);
    let batches: Vec<_> = (0..arguments.batches).map(|_| asker.batch(items)).collect();

    let latchkey = arguments.run.latchkey(&place.url)?;
    let runners = [
        Runner::single("one by one", &latchkey, &singles),
        Runner {
            name: format!("batches of {items}"),
            server: &latchkey,
            requests: &batches,
            each: arguments.items,
            mark: GRANTED,
            order: Order::Cycle,
        },
    ];
    for runner in &runners {
        warm_up(runner)?;
    }
    let title = format!(
        "{}, {} memberships",
        arguments.run.database(),
        size.memberships()
    );
    arguments.run.measure(&title, &runners, &[16, 64])
}
