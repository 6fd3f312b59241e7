//! Other engines with the same data and questions, each on the same core, every answer checked.

use std::path::PathBuf;

use clap::Args;

use super::{
    casbin::Model,
    cerbos::{self, Cerbos},
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
    #[arg(long, default_value_t = 16_384)]
    questions: usize,
    /// The binary of Cerbos, instead of the one that `scripts/install-cerbos` brings.
    #[arg(long)]
    cerbos: Option<PathBuf>,
    #[command(flatten)]
    run: Run,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(arguments.run.database(), size).await?;
    let questions = Asker::new(size, 3).questions(arguments.questions);
    let requests: Vec<_> = questions.iter().map(Question::request).collect();
    let (unheeded, of_cerbos) = (
        unheeded(&requests),
        questions.iter().map(cerbos::request).collect::<Vec<_>>(),
    );

    let memberships = size.memberships().to_string();
    let own = |name, more: &[&str]| {
        let arguments = [&[name, "--memberships", &memberships], more].concat();
        Server::own(&arguments)
    };
    let latchkey = arguments.run.latchkey(&place.url)?;
    let (bare, cedar, casbin, grouped) = (
        Server::own(&["serve-bare"])?,
        own("serve-cedar", &[])?,
        own("serve-casbin", &["--model", "policies"])?,
        own("serve-casbin", &["--model", "groups"])?,
    );
    let cerbos = cerbos::binary(arguments.cerbos.as_deref())?;
    let cerbos = cerbos.map(|binary| Cerbos::start(&binary)).transpose()?;
    let mut runners = vec![
        Runner::single("latchkey", &latchkey, &requests),
        Runner::single("bare actix handler", &bare, &unheeded),
        Runner::single("cedar-policy", &cedar, &requests),
        Runner::single("casbin", &casbin, &requests),
        Runner::single("casbin, groups of actions", &grouped, &requests),
    ];
    if let Some(cerbos) = &cerbos {
        runners.push(Runner {
            mark: cerbos::GRANTED,
            ..Runner::single("Cerbos", &cerbos.server, &of_cerbos)
        });
    } else {
        println!("Cerbos is not here: scripts/install-cerbos brings it.\n");
    }
    for runner in &runners {
        warm_up(runner)?;
    }
    let title = format!(
        "{}, {} memberships, {} questions, each of which every engine has answered alike",
        arguments.run.database(),
        size.memberships(),
        requests.len()
    );
    arguments.run.measure(&title, &runners, &[64])
}

/// How much data an engine is to learn.
#[derive(Debug, Args)]
pub(crate) struct Taught {
    #[arg(long)]
    memberships: u64,
}

impl Taught {
    pub(crate) const fn size(&self) -> Size {
        Size::of(self.memberships)
    }
}

/// What casbin is to learn, and how.
#[derive(Debug, Args)]
pub(crate) struct TaughtCasbin {
    #[command(flatten)]
    pub(crate) taught: Taught,
    #[arg(long, value_enum)]
    pub(crate) model: Model,
}
