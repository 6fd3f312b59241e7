//! What was tried, and what came of it.

use std::{collections::BTreeMap, fmt};

/// Counts per command and outcome, and per refusal code and rule.
#[derive(Default, Debug)]
pub(crate) struct Table {
    pub(crate) commands: BTreeMap<String, BTreeMap<&'static str, u64>>,
    pub(crate) rules: BTreeMap<(&'static str, &'static str), u64>,
    pub(crate) worlds: u64,
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

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} commands in {} worlds, {} % changed something",
            self.total(),
            self.worlds,
            self.changed_percent()
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
