//! How long a second node grants what the first has revoked.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use clap::Args;

use super::run::Run;
use crate::{
    data::{
        Size, TOKEN, fill,
        fill::Durable,
        ids,
        questions::{Asker, Dice, Question},
    },
    database::Kind,
    figures::{Times, ms},
    harness::{
        client::Client,
        load::{GRANTED, Request},
        server::{Server, latchkey_binary},
        table::Table,
    },
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 100_000)]
    memberships: u64,
    /// How many memberships are deactivated, one after the other.
    #[arg(long, default_value_t = 200)]
    revocations: u64,
    /// How many evaluations a second the second node answers meanwhile, beside the probes.
    #[arg(long, default_value_t = 1_000)]
    load: u32,
    #[command(flatten)]
    run: Run,
}

const THREADS: u32 = 4;

/// Somebody whose membership is deactivated.
struct Target {
    revoke: Request,
    ask: Request,
}

/// The second employee of a client: they hold a set with `contacts.view`.
fn target(client: u64) -> Target {
    let (user, account) = (ids::own(client * 50 + 1), ids::client(client));
    let path = format!("/v1/accounts/{account}/members/{user}");
    let question = Question {
        user: user.to_string(),
        action: "contacts.view",
        client: account.to_string(),
        role: None,
        granted: true,
    };
    Target {
        revoke: Request::send("PUT", &path, TOKEN, "{\"status\":\"deactivated\"}", None),
        ask: question.request(),
    }
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let place = fill::filled(Kind::Postgres, size).await?;
    fill::set_durable(&place.url, Durable::Yes).await?;
    let binary = latchkey_binary(arguments.run.latchkey.as_deref())?;
    let start = || Server::latchkey(crate::harness::server::Cores::All, &binary, &place.url, &[]);
    let (writer, other) = (start()?, start()?);
    let targets: Vec<_> = (0..arguments.revocations.min(size.clients()))
        .map(target)
        .collect();

    // Nobody's whose membership is deactivated.
    let mut questions = Asker::new(size, 7).questions(8_192);
    questions.retain(|question| {
        targets.iter().all(|target| {
            let asked = String::from_utf8_lossy(&target.ask.bytes).into_owned();
            !asked.contains(&question.user)
        })
    });
    let requests: Vec<_> = questions.iter().map(Question::request).collect();
    let (stop, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let began = Instant::now();
    let outcome = thread::scope(|scope| {
        let background: Vec<_> = (0..THREADS)
            .map(|number| {
                let (stop, answered, requests) = (&stop, &answered, &requests);
                let rate = arguments.load / THREADS;
                scope.spawn(move || {
                    keep_asking(other.address, requests, (number, rate), stop, answered)
                })
            })
            .collect();
        let outcome = revoke_all(&writer, &other, &targets);
        stop.store(true, Ordering::Relaxed);
        for thread in background {
            thread
                .join()
                .unwrap_or_else(|_| Err(anyhow::anyhow!("the load panicked")))?;
        }
        outcome
    });
    let rate = per_second(answered.load(Ordering::Relaxed), began.elapsed());
    let times = outcome?;
    let heads = [
        "revocations",
        "median ms",
        "p99 ms",
        "worst ms",
        "evaluations/s meanwhile",
    ];
    let mut table = Table::new(&heads);
    table.row(&[
        times.count().to_string(),
        ms(times.percentile(50)),
        ms(times.percentile(99)),
        ms(times.percentile(100)),
        format!("{rate:.0}"),
    ]);
    println!(
        "\ntwo nodes on one PostgreSQL, {} memberships\n",
        size.memberships()
    );
    table.print();
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "figures are rounded"
)]
fn per_second(many: u64, time: Duration) -> f64 {
    many as f64 / time.as_secs_f64()
}

/// Deactivates one after the other, and asks the other node until it denies.
fn revoke_all(writer: &Server, other: &Server, targets: &[Target]) -> anyhow::Result<Times> {
    let (mut writer, mut other) = (
        Client::connect(writer.address)?,
        Client::connect(other.address)?,
    );
    for target in targets {
        let answer = other.ask(&target.ask)?;
        anyhow::ensure!(answer.contains(GRANTED), "not granted before: {answer}");
    }
    // So that the other node is not always at the same point of what it does at intervals.
    let (mut dice, mut times) = (Dice::new(8), Times::default());
    for target in targets {
        thread::sleep(Duration::from_micros(dice.below(40_000)));
        writer.ask(&target.revoke)?;
        let revoked = Instant::now();
        while other.ask(&target.ask)?.contains(GRANTED) {
            anyhow::ensure!(
                revoked.elapsed().as_secs() < 30,
                "granted for half a minute"
            );
        }
        times.push(revoked.elapsed());
    }
    for target in targets {
        let answer = other.ask(&target.ask)?;
        anyhow::ensure!(!answer.contains(GRANTED), "granted again: {answer}");
    }
    Ok(times)
}

/// Asks at a steady rate, whatever the answers take.
fn keep_asking(
    address: SocketAddr,
    requests: &[Request],
    (number, rate): (u32, u32),
    stop: &AtomicBool,
    answered: &AtomicU64,
) -> anyhow::Result<()> {
    let mut client = Client::connect(address)?;
    let between = Duration::from_secs(1) / rate.max(1);
    let mut next = Instant::now() + between * number / THREADS;
    let mine = requests
        .iter()
        .cycle()
        .skip(usize::try_from(number)? * 1_000);
    for request in mine {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        thread::sleep(next.saturating_duration_since(Instant::now()));
        next += between;
        let answer = client.ask(request)?;
        let granted = usize::from(answer.contains(GRANTED));
        anyhow::ensure!(Some(granted) == request.marks, "a wrong answer: {answer}");
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
