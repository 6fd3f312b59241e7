//! Counts what was tried and what came of it, and prints that.

use std::{collections::BTreeMap, fmt};

use crate::refusals::REFUSALS;

/// Counts per command and outcome, and per refusal code and rule.
#[derive(Default, Debug)]
pub(crate) struct Table {
    pub(crate) commands: BTreeMap<String, BTreeMap<&'static str, u64>>,
    pub(crate) rules: BTreeMap<(&'static str, &'static str), u64>,
    pub(crate) worlds: u64,
    /// How many events the follower of the feed took in.
    pub(crate) events: u64,
}

impl Table {
    pub(crate) fn count(&mut self, command: String, outcome: &'static str) {
        *self
            .commands
            .entry(command)
            .or_default()
            .entry(outcome)
            .or_default() += 1;
    }

    pub(crate) fn refused(&mut self, code: &'static str, rule: &'static str) {
        *self.rules.entry((code, rule)).or_default() += 1;
    }

    /// Adds what another table counted.
    pub(crate) fn add(&mut self, other: Self) {
        for (command, outcomes) in other.commands {
            let mine = self.commands.entry(command).or_default();
            for (outcome, times) in outcomes {
                *mine.entry(outcome).or_default() += times;
            }
        }
        for (refusal, times) in other.rules {
            *self.rules.entry(refusal).or_default() += times;
        }
        self.worlds += other.worlds;
        self.events += other.events;
    }

    fn sum(&self, outcome: &str) -> u64 {
        let each = self.commands.values();
        each.filter_map(|outcomes| outcomes.get(outcome)).sum()
    }

    pub(crate) fn total(&self) -> u64 {
        self.commands
            .values()
            .flat_map(|outcomes| outcomes.values())
            .sum()
    }

    /// How many of a hundred commands changed something.
    pub(crate) fn changed_percent(&self) -> u64 {
        self.sum("changed") * 100 / self.total().max(1)
    }
}

impl Table {
    /// Fails where too little happened to mean anything: at least 30 % of the commands change
    /// something; in a long run every refusal was met a hundred times, in a short one every code
    /// once.
    pub(crate) fn must_mean_something(&self) {
        assert!(
            self.changed_percent() >= 30,
            "too few commands change something:\n{self}"
        );
        let unlisted = self.rules.keys().filter(|known| !REFUSALS.contains(known));
        let unlisted: Vec<_> = unlisted.collect();
        assert!(
            unlisted.is_empty(),
            "not in the list of refusals: {unlisted:?}"
        );
        let is_long = self.total() >= LONG;
        let times = |refusal: &(&'static str, &'static str)| {
            if is_long {
                self.rules.get(refusal).copied().unwrap_or_default() / OFTEN
            } else {
                let of_code = self
                    .rules
                    .iter()
                    .filter(|((code, _), _)| *code == refusal.0);
                of_code.map(|(_, times)| times).sum()
            }
        };
        let missed: Vec<_> = REFUSALS
            .iter()
            .filter(|refusal| times(refusal) == 0)
            .collect();
        assert!(
            missed.is_empty(),
            "not met often enough: {missed:?}\n{self}"
        );
    }
}

/// From so many commands on a run is a long one.
const LONG: u64 = 1_000_000;
/// How often a long run meets every refusal.
const OFTEN: u64 = 100;

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} commands in {} worlds, {} % changed something, {} events followed",
            self.total(),
            self.worlds,
            self.changed_percent(),
            self.events
        )?;
        writeln!(
            f,
            "{:<28}{:>10}{:>11}{:>10}",
            "command", "changed", "unchanged", "refused"
        )?;
        for (command, outcomes) in &self.commands {
            let get = |outcome| outcomes.get(outcome).copied().unwrap_or_default();
            let (changed, unchanged) = (get("changed"), get("unchanged"));
            writeln!(
                f,
                "{command:<28}{changed:>10}{unchanged:>11}{:>10}",
                get("refused")
            )?;
        }
        writeln!(f, "{:<28}{:<28}{:>10}", "refusal", "rule", "times")?;
        for ((code, rule), times) in &self.rules {
            writeln!(f, "{code:<28}{rule:<28}{times:>10}")?;
        }
        Ok(())
    }
}
