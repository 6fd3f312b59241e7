//! Runs worlds of commands, and tells what went wrong by seed and step.

use std::{collections::BTreeMap, env, num::NonZero, sync::Arc, thread, time::Instant};

use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use latchkey_testing::MemoryStore;

use crate::{
    command::Got,
    commands,
    dice::Dice,
    driver::Driver,
    opening::opening,
    table::Table,
    world::{Failure, World},
};

/// How many commands a run has, unless it is told otherwise; SQLite gets a tenth.
const USUAL: u64 = 20_000;
/// How many commands a world sees before the next begins.
const WORLD: u64 = 400;
/// How often everything is compared, not only what was touched.
const WHOLE: u64 = 50;

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name)
        .ok()
        .map_or(otherwise, |text| text.parse().unwrap())
}

/// Whether one world of an earlier run is repeated.
pub(crate) fn is_repeated() -> bool {
    env::var("LATCHKEY_MODEL_WORLD").is_ok()
}

fn seed() -> u64 {
    number("LATCHKEY_MODEL_SEED", 1)
}

/// The worlds know nothing of each other, so each core plays some of them.
#[test]
fn model_and_use_cases_agree_on_the_memory_store() {
    let steps = number("LATCHKEY_MODEL_STEPS", USUAL);
    let worlds = steps.div_ceil(WORLD);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let players = u64::try_from(cores).unwrap();
    let share = worlds.div_ceil(players);
    let play = |player: u64| {
        let first = player * share;
        let steps = steps.saturating_sub(first * WORLD).min(share * WORLD);
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(run(first, steps, async || {
            let memory = MemoryStore::new();
            Driver::new(Arc::new(memory)).await
        }))
    };
    let mut table = Table::default();
    let mut reports = Reports::new();
    thread::scope(|scope| {
        let played = (0..players).map(|player| scope.spawn(move || play(player)));
        for played in played.collect::<Vec<_>>() {
            let (counted, failed) = played.join().unwrap();
            table.add(counted);
            reports.extend(failed);
        }
    });
    must_agree(&reports);
    println!("{table}");
    if steps >= USUAL {
        table.must_mean_something();
    }
}

#[tokio::test]
async fn model_and_use_cases_agree_on_sqlite() {
    let steps = number("LATCHKEY_MODEL_STEPS", USUAL) / 10;
    let (table, reports) = run(0, steps, async || {
        let options = DatabaseOptions::new("sqlite::memory:");
        let store = SeaOrmStore::connect(&options).await.unwrap();
        store.migrate().await.unwrap();
        Driver::new(Arc::new(store)).await
    })
    .await;
    must_agree(&reports);
    println!("{table}");
}

/// What went wrong, by what kind of thing it is: how often, and the first report.
type Reports = BTreeMap<String, (u64, String)>;

/// Plays so many commands, in worlds from the first one on.
async fn run(from: u64, steps: u64, open: impl AsyncFn() -> Driver) -> (Table, Reports) {
    let began = Instant::now();
    let mut table = Table::default();
    let mut reports = Reports::new();
    // To repeat one world, begin with it; everything is compared after each step then.
    let first = from + number("LATCHKEY_MODEL_WORLD", 0);
    let mut left = steps;
    while left > 0 {
        let seed = seed().wrapping_mul(1_000_000) + first + table.worlds;
        let world = left.min(WORLD);
        left -= world;
        table.worlds += 1;
        if let Err(failure) = world_of(seed, world, &mut table, &open).await {
            let first = reports.entry(failure.kind).or_insert((0, failure.report));
            first.0 += 1;
        }
    }
    println!("{:.1} s", began.elapsed().as_secs_f64());
    (table, reports)
}

fn must_agree(reports: &Reports) {
    let all = reports
        .values()
        .map(|(times, report)| format!("{times} times: {report}"));
    let all: Vec<_> = all.collect();
    assert!(
        all.is_empty(),
        "the model and the use cases differ:\n{}",
        all.join("\n\n")
    );
}

/// Plays one world; an error is what went wrong first in it.
async fn world_of(
    seed: u64,
    steps: u64,
    table: &mut Table,
    open: &impl AsyncFn() -> Driver,
) -> Result<(), Failure> {
    let mut world = World::new(open().await, seed);
    for command in opening() {
        let got = world.step(command, None).await?;
        assert_eq!(got, Got::Changed, "the opening of a world only changes");
    }
    let mut dice = Dice::new(seed);
    let whole = if is_repeated() { 1 } else { WHOLE };
    for step in 1..=steps {
        let command = commands::next(&world.model, &mut dice);
        world.step(command, Some(table)).await?;
        if step % whole == 0 || step == steps {
            world.compare_all().await?;
        }
    }
    table.events += world.finish().await?;
    Ok(())
}
