//! Runs worlds of commands, and tells what went wrong by seed and step.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    sync::Arc,
    time::Instant,
};

use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use latchkey_domain::testing::MemoryStore;

use crate::{
    commands::{Command, OnMember},
    compare::Differences,
    dice::Dice,
    drive::{Driver, Got},
    generate, invariants,
    model::{
        Answer, Verdict,
        permissions::catalogue,
        state::{Model, Set},
    },
    table::Table,
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

fn seed() -> u64 {
    number("LATCHKEY_MODEL_SEED", 1)
}

#[tokio::test]
async fn the_model_and_the_use_cases_agree_on_the_memory_store() {
    let steps = number("LATCHKEY_MODEL_STEPS", USUAL);
    let table = run(steps, async || {
        let memory = MemoryStore::new();
        Driver::new(Arc::new(memory)).await
    })
    .await;
    println!("{table}");
    if steps >= USUAL {
        table.must_mean_something();
    }
}

#[tokio::test]
async fn the_model_and_the_use_cases_agree_on_sqlite() {
    let steps = number("LATCHKEY_MODEL_STEPS", USUAL) / 10;
    let table = run(steps, async || {
        let options = DatabaseOptions::new("sqlite::memory:");
        let store = SeaOrmStore::connect(&options).await.unwrap();
        store.migrate().await.unwrap();
        Driver::new(Arc::new(store)).await
    })
    .await;
    println!("{table}");
}

/// What went wrong, by what kind of thing it is: the first report of each.
type Reports = BTreeMap<String, (u64, String)>;

async fn run(steps: u64, open: impl AsyncFn() -> Driver) -> Table {
    let began = Instant::now();
    let mut table = Table::default();
    let mut reports = Reports::new();
    // To repeat one world, begin with it; everything is compared after each step then.
    let first = number("LATCHKEY_MODEL_WORLD", 0);
    let mut left = steps;
    while left > 0 {
        let seed = seed().wrapping_mul(1_000_000) + first + table.worlds;
        let world = left.min(WORLD);
        left -= world;
        table.worlds += 1;
        if let Err((kind, report)) = world_of(seed, world, &mut table, &open).await {
            reports.entry(kind).or_insert((0, report)).0 += 1;
        }
    }
    println!("{:.1} s", began.elapsed().as_secs_f64());
    let all = reports
        .values()
        .map(|(times, report)| format!("{times} times: {report}"));
    let all: Vec<_> = all.collect();
    assert!(
        all.is_empty(),
        "the model and the use cases differ:\n{}",
        all.join("\n\n")
    );
    table
}

/// Plays one world; an error is what went wrong first in it.
async fn world_of(
    seed: u64,
    steps: u64,
    table: &mut Table,
    open: &impl AsyncFn() -> Driver,
) -> Result<(), (String, String)> {
    let mut world = World {
        driver: open().await,
        model: empty(),
        history: Vec::new(),
        seed,
    };
    for command in generate::opening() {
        let got = world.step(command, None).await?;
        assert_eq!(got, Got::Changed, "the opening of a world only changes");
    }
    let mut dice = Dice::new(seed);
    let whole = if env::var("LATCHKEY_MODEL_WORLD").is_ok() {
        1
    } else {
        WHOLE
    };
    for step in 1..=steps {
        let command = generate::next(&world.model, &mut dice);
        world.step(command, Some(table)).await?;
        if step % whole == 0 || step == steps {
            let differences = world.driver.compare_all(&world.model).await;
            world.must_be_none(&differences)?;
        }
    }
    Ok(())
}

/// No accounts, no people, only the standard sets.
fn empty() -> Model {
    let standard = catalogue().standard.iter();
    let set = |permissions: &Vec<&'static str>| {
        Some(Set {
            owner: None,
            versions: vec![permissions.clone()],
        })
    };
    Model {
        sets: standard.map(|(_, permissions)| set(permissions)).collect(),
        ..Model::default()
    }
}

struct World {
    driver: Driver,
    model: Model,
    history: Vec<Command>,
    seed: u64,
}

impl World {
    /// Does one thing twice: for real and in the model.
    async fn step(
        &mut self,
        command: Command,
        table: Option<&mut Table>,
    ) -> Result<Got, (String, String)> {
        self.history.push(command.clone());
        let verdict = self.model.play(&command);
        let (got, answer) = self.driver.run(&command).await;
        let mut differences = Differences::new();
        let mut refusals = Vec::new();
        match (verdict, got) {
            (Verdict::Changed(next, known), Got::Changed) => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                if differences.is_empty() {
                    let before = std::mem::replace(&mut self.model, *next);
                    differences.extend(self.check(&before, &command).await);
                    differences.extend(self.follow(&before).await);
                }
            }
            (Verdict::Changed(next, known), Got::Unchanged) if is_aside(&command) => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                let before = std::mem::replace(&mut self.model, *next);
                differences.extend(self.follow(&before).await);
                if let Command::Advance { .. } = command {
                    let (named, after) = (BTreeSet::new(), &self.model);
                    let touched = self.driver.compare_touched(&before, after, &named);
                    differences.extend(touched.await);
                }
                if let Command::Report(_) = command {
                    differences.extend(self.driver.compare_relationships(&self.model).await);
                }
            }
            (Verdict::Unchanged(known), Got::Unchanged) => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                if let Command::Report(_) = command {
                    differences.extend(self.driver.compare_relationships(&self.model).await);
                }
                if let Command::Decide { account, user } = command {
                    let model = &self.model;
                    self.driver
                        .compare_decisions(model, account, user, &mut differences)
                        .await;
                }
            }
            (Verdict::No(reasons), Got::Refused(code)) => {
                refusals.extend(reasons.iter().filter(|(known, _)| *known == code).copied());
                if refusals.is_empty() {
                    differences.push(format!("refused with {code}, the model with {reasons:?}"));
                }
            }
            (Verdict::Changed(next, known), got) => {
                differences.push(format!(
                    "{got:?} {answer:?}, in the model changed {known:?}"
                ));
                differences.push(self.model.difference(&next));
            }
            // The same adjustments in other words: nothing is different but how they are written.
            (Verdict::Unchanged(_), Got::Changed) if rewords(&command) => {
                if let Command::Provision { account, user, .. }
                | Command::ChangeMember {
                    on: OnMember { account, user, .. },
                    ..
                } = &command
                {
                    self.model.count_change((*account, *user));
                }
                differences.extend(self.driver.compare_all(&self.model).await);
            }
            (Verdict::Unchanged(known), got) => {
                differences.push(format!(
                    "{got:?} {answer:?}, in the model unchanged {known:?}"
                ));
                let same = self.model.clone();
                differences.extend(self.driver.compare_all(&same).await);
            }
            (Verdict::No(reasons), got) => {
                differences.push(format!(
                    "{got:?} {answer:?}, in the model refused: {reasons:?}"
                ));
            }
        }
        self.must_be_none(&differences)?;
        if let Some(table) = table {
            table.count(command.name(), outcome(got));
            for (code, rule) in refusals {
                table.refused(code, rule);
            }
        }
        Ok(got)
    }

    /// D8: what follows where somebody left a partner, in the model and for real.
    async fn follow(&mut self, before: &Model) -> Differences {
        let leavers = self.model.leavers(before);
        if leavers.is_empty() {
            return Differences::new();
        }
        let left = self.model.clone();
        self.model.offboard(&leavers);
        self.model.count_changes(&left);
        self.driver.work().await;
        let named = BTreeSet::new();
        self.driver
            .compare_touched(&left, &self.model, &named)
            .await
    }

    async fn check(&self, before: &Model, command: &Command) -> Differences {
        let named = BTreeSet::new();
        let mut all = self
            .driver
            .compare_touched(before, &self.model, &named)
            .await;
        all.extend(self.driver.compare_events(before, &self.model).await);
        all.extend(invariants::broken(before, &self.model, command));
        all
    }

    fn must_be_none(&self, differences: &Differences) -> Result<(), (String, String)> {
        let Some(first) = differences.first() else {
            return Ok(());
        };
        let command = self.history.last().unwrap();
        let words = first.chars().filter(|it| !it.is_ascii_digit()).take(120);
        let kind = format!("{} {}", command.name(), words.collect::<String>());
        let earlier = self.history.iter().rev().skip(1).take(20);
        let earlier: Vec<_> = earlier.map(|command| format!("{command:?}")).collect();
        let report = format!(
            "world {}, step {}: {command:?}\n{}\nwhat the model knows:\n{}\nafter:\n{}",
            self.seed,
            self.history.len(),
            differences.join("\n"),
            self.concerned(command).join("\n"),
            earlier.join("\n"),
        );
        Err((kind, report))
    }

    /// What the model knows of those whom a command names, for whoever reads the report.
    fn concerned(&self, command: &Command) -> Vec<String> {
        let text = format!("{command:?}");
        let mut all = vec![format!("now: {}", self.model.now)];
        for (at, member) in &self.model.members {
            let named = |name: &str, number: usize| {
                text.contains(&format!("{name}: {number},"))
                    || text.contains(&format!("{name}: {number} "))
                    || text.contains(&format!("{name}: {number})"))
            };
            let names = ["by", "user", "employee", "partner", "client", "account"];
            let hit = names.iter().any(|name| named(name, at.0))
                && (names.iter().any(|name| named(name, at.1)) || text.contains("link"));
            if hit || text.contains(&format!("user: {}", at.1)) {
                all.push(format!("{at:?} {member:?} {:?}", self.model.terms.get(at)));
            }
        }
        for (number, account) in self.model.accounts.iter().enumerate() {
            if text.contains(&format!(": {number}")) {
                all.push(format!("account {number}: {account:?}"));
            }
        }
        for (number, user) in self.model.users.iter().enumerate() {
            if text.contains(&format!(": {number}")) {
                all.push(format!("user {number}: {user:?}"));
            }
        }
        if text.contains("link") {
            for (number, link) in self.model.links.iter().enumerate() {
                all.push(format!("link {number}: {link:?}"));
            }
        }
        if text.contains("set: ") {
            for (number, set) in self.model.sets.iter().enumerate() {
                all.push(format!("set {number}: {set:?}"));
            }
        }
        all
    }
}

/// What is no change in the sense of T1.
const fn is_aside(command: &Command) -> bool {
    matches!(
        command,
        Command::Advance { .. } | Command::Report(_) | Command::Review { .. }
    )
}

/// Whether adjustments are sent, which are kept as they are written.
fn rewords(command: &Command) -> bool {
    match command {
        Command::Provision { put, .. } | Command::ChangeMember { put, .. } => put
            .adjust
            .as_ref()
            .is_some_and(|adjust| adjust.added.is_some()),
        _ => false,
    }
}

const fn outcome(got: Got) -> &'static str {
    match got {
        Got::Changed => "changed",
        Got::Unchanged => "unchanged",
        Got::Refused(_) => "refused",
    }
}

/// The answers must be equal, but that of several reasons any may be given.
fn compare_answers(
    mut real: Answer,
    mut known: Answer,
    differences: &mut Differences,
    refusals: &mut Vec<(&'static str, &'static str)>,
) {
    if let (Answer::Items(real), Answer::Items(known)) = (&mut real, &mut known) {
        for (real, known) in real.iter_mut().zip(known.iter_mut()) {
            if let Some((code, _)) = real.refused.pop() {
                let fits: Vec<_> = known
                    .refused
                    .iter()
                    .filter(|(known, _)| *known == code)
                    .copied()
                    .collect();
                if fits.is_empty() {
                    differences.push(format!(
                        "employee {}: refused with {code}, the model with {:?}",
                        real.employee, known.refused
                    ));
                }
                refusals.extend(fits);
                known.refused.clear();
            }
        }
    }
    if let (Answer::Results(real), Answer::Results(known)) = (&mut real, &mut known) {
        for (at, real) in real.iter_mut() {
            let Some((code, _)) = real.pop() else {
                continue;
            };
            let reasons = known.get_mut(at).map(std::mem::take).unwrap_or_default();
            let fits: Vec<_> = reasons
                .iter()
                .filter(|(known, _)| *known == code)
                .copied()
                .collect();
            if fits.is_empty() {
                differences.push(format!(
                    "{at:?}: refused with {code}, the model with {reasons:?}"
                ));
            }
            refusals.extend(fits);
        }
    }
    if real != known {
        differences.push(format!("answered {real:?}, the model {known:?}"));
    }
}

impl Model {
    /// What differs between two states, in words.
    fn difference(&self, next: &Self) -> String {
        let mut all = Vec::new();
        for at in crate::compare::touched(self, next) {
            all.push(format!(
                "{at:?}: {:?} -> {:?}",
                self.members.get(&at),
                next.members.get(&at)
            ));
            all.push(format!(
                "{at:?}: {:?} -> {:?}",
                self.terms.get(&at),
                next.terms.get(&at)
            ));
        }
        for (a, b) in self
            .accounts
            .iter()
            .zip(&next.accounts)
            .filter(|(a, b)| a != b)
        {
            all.push(format!("{a:?} -> {b:?}"));
        }
        for (a, b) in self.users.iter().zip(&next.users).filter(|(a, b)| a != b) {
            all.push(format!("{a:?} -> {b:?}"));
        }
        for (at, new) in &next.relationships {
            if self.relationships.get(at) != Some(new) {
                all.push(format!(
                    "{at:?}: {:?} -> {new:?}",
                    self.relationships.get(at)
                ));
            }
        }
        all.join("\n")
    }
}
