//! Many employees to many clients in one operation, beside the same rows by hand.

use std::{sync::Arc, time::Instant};

use clap::Args;
use latchkey_application::{
    frame::{error::UseCaseError, mode::Mode},
    operations::{AssignEmployees, BegunOperation, Operations},
};
use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    ports::Leases,
    work::operation::OperationState,
};

use crate::{
    agency::{Agency, Size},
    by_hand,
    database::{Database, Kind},
    figures::{Times, ms},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many clients.
    #[arg(long, default_value_t = 200)]
    clients: usize,
    /// How many employees.
    #[arg(long, default_value_t = 50)]
    employees: usize,
    /// How many rounds; the medians count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Tells which statements took longest.
    #[arg(long)]
    statements: bool,
}

/// Measures both databases.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size {
        clients: arguments.clients,
        employees: arguments.employees,
        acting: 0,
    };
    println!(
        "{} clients x {} employees, {} rounds, medians",
        size.clients, size.employees, arguments.rounds
    );
    println!("| database | operation s | by hand s | ratio |");
    println!("|---|---|---|---|");
    for kind in Kind::BOTH {
        let (mut ours, mut theirs) = (Times::default(), Times::default());
        for _ in 0..arguments.rounds {
            let (operation, hand) = round(kind, size, arguments.statements).await?;
            ours.push(operation);
            theirs.push(hand);
        }
        let (ours, theirs) = (ours.percentile(50), theirs.percentile(50));
        println!(
            "| {kind} | {:.3} | {:.3} | {:.2} |",
            ours.as_secs_f64(),
            theirs.as_secs_f64(),
            ours.as_secs_f64() / theirs.as_secs_f64()
        );
    }
    Ok(())
}

async fn round(
    kind: Kind,
    size: Size,
    tell: bool,
) -> anyhow::Result<(std::time::Duration, std::time::Duration)> {
    let (one, other) = (Database::open(kind).await?, Database::open(kind).await?);
    let agency = Agency::build(&one.store, size).await?;
    Agency::build(&other.store, size).await?;
    one.settle(kind).await?;
    other.settle(kind).await?;

    let operations = Operations::new(Arc::clone(&agency.ports));
    let leases: Arc<dyn Leases> = Arc::new(one.store.clone());
    let cx = agency.as_manager();
    let cmd = AssignEmployees {
        partner: agency.partner.into(),
        clients: agency.clients.iter().copied().map(AccountRef::Id).collect(),
        employees: agency.employees.iter().copied().map(UserRef::Id).collect(),
        permission_set: agency.set,
        expires_at: None,
        mode: Mode::CarryOut,
    };
    let clock = Instant::now();
    let ready = operations.assign(&cx, cmd).await?;
    let done = ready.commit(&agency.ports, &cx, None).await?;
    let work = operations.workers(&leases).map(|worker| {
        tokio::spawn(async move {
            while worker.turn().await? {}
            Ok::<_, UseCaseError>(())
        })
    });
    for worker in work {
        worker.await??;
    }
    let operation = clock.elapsed();

    if tell {
        for (sql, time, times) in one.slowest(12) {
            println!("{:>9} ms {times:>6} x {sql}", ms(time));
        }
    }
    let BegunOperation::Started(begun) = done.value else {
        anyhow::bail!("nothing was begun");
    };
    let end = operations.show(&cx, begun.id).await?;
    anyhow::ensure!(
        end.state == OperationState::Done && end.succeeded == end.total,
        "the operation ended as {end:?}"
    );

    let rows = by_hand::Rows::read(kind, &one.url, begun.id).await?;
    let by_hand = rows.write(kind, &other.url).await?;
    Ok((operation, by_hand))
}
