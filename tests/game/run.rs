//! Runs games, and tells of the first sequence that broke each goal, as short as it was made.

use std::{collections::BTreeMap, env, num::NonZero, thread, time::Instant};

use crate::{
    choose::Chooser,
    goals::Broken,
    moves::{Got, Move},
    play::Game,
    shrink::shrink,
    stage::Stage,
};

/// How many moves a run has, unless it is told otherwise.
const USUAL: u64 = 20_000;
/// How many moves a game has.
const GAME: u64 = 80;
/// How many of a goal's broken sequences are made short.
const SHRUNK: u64 = 1;
/// A use case that was not optimised needs much of the stack.
const STACK: usize = 16 << 20;

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name)
        .ok()
        .map_or(otherwise, |text| text.parse().unwrap())
}

/// What was played.
#[derive(Default)]
struct Count {
    games: u64,
    moves: u64,
    changed: u64,
    refused: u64,
}

/// Each goal that was broken: how often, and the first report.
type Reports = BTreeMap<&'static str, (u64, String)>;

/// The games know nothing of each other, so each core plays some of them.
#[test]
fn no_goal_is_broken() {
    let began = Instant::now();
    let moves = number("LATCHKEY_GAME_CALLS", USUAL);
    let games = moves.div_ceil(GAME);
    let cores = u64::try_from(thread::available_parallelism().map_or(1, NonZero::get)).unwrap();
    let share = games.div_ceil(cores);
    let seed = number("LATCHKEY_GAME_SEED", 1);
    let mut count = Count::default();
    let mut reports = Reports::new();
    thread::scope(|scope| {
        let played = (0..cores).map(|core| {
            let (from, to) = (core * share, ((core + 1) * share).min(games));
            let player = thread::Builder::new().stack_size(STACK);
            player
                .spawn_scoped(scope, move || play(seed, from..to))
                .unwrap()
        });
        for played in played.collect::<Vec<_>>() {
            let (counted, found) = played.join().unwrap();
            count.games += counted.games;
            count.moves += counted.moves;
            count.changed += counted.changed;
            count.refused += counted.refused;
            for (goal, (times, report)) in found {
                reports.entry(goal).or_insert((0, report)).0 += times;
            }
        }
    });
    let Count {
        games,
        moves,
        changed,
        refused,
    } = count;
    println!(
        "seed {seed}: {games} games, {moves} calls, {changed} changed something, {refused} were \
         refused, {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let all = reports
        .values()
        .map(|(times, report)| format!("{times} times: {report}"));
    let all: Vec<_> = all.collect();
    assert!(all.is_empty(), "goals were broken:\n{}", all.join("\n\n"));
}

fn play(seed: u64, games: std::ops::Range<u64>) -> (Count, Reports) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async {
        let mut stage = Stage::new().await;
        let mut count = Count::default();
        let mut reports = Reports::new();
        let only = env::var("LATCHKEY_GAME")
            .ok()
            .map(|text| text.parse().unwrap());
        for game in games {
            if only.is_some_and(|only: u64| only != game) {
                continue;
            }
            let number = seed.wrapping_mul(1_000_000).wrapping_add(game);
            count.games += 1;
            let (played, broken) = play_one(&mut stage, number, &mut count).await;
            let Some(broken) = broken else { continue };
            let goal = broken.goal;
            let times = reports.get(goal).map_or(0, |(times, _)| *times);
            if times < SHRUNK {
                let (moves, broken) = shrink(&mut stage, played, broken).await;
                let report = report(seed, game, &moves, &broken);
                reports.insert(goal, (times, report));
            }
            reports.entry(goal).and_modify(|(times, _)| *times += 1);
        }
        (count, reports)
    })
}

/// Plays one game; gives its moves, and the goal that the last of them broke.
async fn play_one(
    stage: &mut Stage,
    number: u64,
    count: &mut Count,
) -> (Vec<Move>, Option<Broken>) {
    let mut chooser = Chooser::new(number);
    let mut game = Game::begin(stage).await;
    let mut moves = Vec::new();
    for _ in 0..GAME {
        let next = chooser.next(&game.facts, game.stage.links());
        moves.push(next.clone());
        count.moves += 1;
        match game.play(&next).await {
            Ok(Got::Changed) => count.changed += 1,
            Ok(Got::Refused(_)) => count.refused += 1,
            Ok(Got::Unchanged | Got::NotCalled) => {}
            Err(broken) => return (moves, Some(broken)),
        }
    }
    let end = game.must_be_stoppable().await;
    (moves, end.err())
}

fn report(seed: u64, game: u64, moves: &[Move], broken: &Broken) -> String {
    let Broken { goal, how } = broken;
    let lines = moves.iter().map(|it| format!("  {it:?}"));
    let lines: Vec<_> = lines.collect();
    format!(
        "{goal}\n  broken in {} moves (LATCHKEY_GAME_SEED={seed} LATCHKEY_GAME={game}): {how}\n{}",
        moves.len(),
        lines.join("\n")
    )
}
