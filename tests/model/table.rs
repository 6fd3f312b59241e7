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

impl Table {
    /// Fails where too little happened to mean anything: at least 30 % of the commands change
    /// something; in a long run every refusal was met a hundred times, in a short one every code once.
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

/// Every refusal that the rules have, each with the rule: a long run hits each of them often.
pub(crate) const REFUSALS: &[(&str, &str)] = &[
    ("acts-for-another-partner", "L5"),
    ("acts-for-another-partner", "L8 a"),
    ("acts-for-another-partner", "L8 c"),
    ("already-a-member", "A6"),
    ("already-a-member", "A8 create"),
    ("client-refused", "D9 add"),
    ("client-refused", "D9 reactivate"),
    ("conflict", "A4 nothing failed"),
    ("conflict", "A4 over"),
    ("conflict", "A7 standard"),
    ("conflict", "D6 lapsed"),
    ("conflict", "D6 spent"),
    ("conflict", "I1 deactivated"),
    ("conflict", "I1 lapsed"),
    ("conflict", "I1 not invited"),
    ("conflict", "I2 no partner"),
    ("conflict", "I2 not on it"),
    ("conflict", "I2 taken"),
    ("conflict", "I3 erased"),
    ("conflict", "L3 own account"),
    ("conflict", "L8 no super admin"),
    ("conflict", "L8 own account"),
    ("conflict", "L9 carried out"),
    ("conflict", "section 1 client"),
    ("conflict", "section 1 partner"),
    ("exceeds-own-permissions", "A10 acts for"),
    ("exceeds-own-permissions", "A7"),
    ("exceeds-own-permissions", "A8 give"),
    ("exceeds-own-permissions", "A8 lift end"),
    ("exceeds-own-permissions", "A8 lift"),
    ("exceeds-own-permissions", "A8 super admin"),
    ("exceeds-own-permissions", "A8"),
    ("exceeds-own-permissions", "L8 billing"),
    ("invalid", "A5 former partner"),
    ("invalid", "A9 ahead"),
    ("invalid", "D6 keeps"),
    ("invalid", "D6 outside"),
    ("invalid", "D7"),
    ("invalid", "I2 public"),
    ("invalid", "L1 for whom"),
    ("invalid", "L8 c more than one"),
    ("invalid", "P1"),
    ("invalid", "P5 adjust"),
    ("invalid", "P5 set"),
    ("invalid", "PUT access"),
    ("invalid", "S1 view only"),
    ("invalid", "S2 more than one"),
    ("invalid", "section 1 acts for"),
    ("invalid", "section 1 adjustments"),
    ("last-super-admin", "A8"),
    ("last-super-admin", "D5 own"),
    ("last-super-admin", "D5"),
    ("link-not-valid", "L2 rotate"),
    ("link-not-valid", "L2"),
    ("missing-permission", "A1"),
    ("missing-permission", "A7"),
    ("missing-permission", "A8 create"),
    ("missing-permission", "A8"),
    ("missing-permission", "D9 sever"),
    ("missing-permission", "I2"),
    ("missing-permission", "L3 own member change"),
    ("missing-permission", "L3 own member"),
    ("missing-permission", "L3 policy create"),
    ("missing-permission", "L3 policy migrate"),
    ("missing-permission", "L3 policy"),
    ("missing-permission", "L3 set policy"),
    ("missing-permission", "L3"),
    ("missing-permission", "L8 a"),
    ("missing-permission", "L8 c"),
    ("not-an-employee", "A10 link"),
    ("not-an-employee", "A10"),
    ("not-an-employee", "A6 add"),
    ("not-an-employee", "A6 change"),
    ("not-an-employee", "A6 reactivate"),
    ("not-an-employee", "L1 approve"),
    ("not-an-employee", "L1 put"),
    ("not-an-employee", "L2"),
    ("not-an-employee", "L8 c"),
    ("not-an-employee", "L8"),
    ("not-found", "A1 no client"),
    ("not-found", "A1 no partner"),
    ("not-found", "A1"),
    ("not-found", "A10 link"),
    ("not-found", "A10 unlink"),
    ("not-found", "A5 put"),
    ("not-found", "A5"),
    ("not-found", "A6 engagement"),
    ("not-found", "A6 list"),
    ("not-found", "A6"),
    ("not-found", "A7 apply"),
    ("not-found", "A7"),
    ("not-found", "A8 create"),
    ("not-found", "A8"),
    ("not-found", "D6 another"),
    ("not-found", "D6 caller"),
    ("not-found", "D6 lapsed"),
    ("not-found", "D6"),
    ("not-found", "D9 sever"),
    ("not-found", "I1"),
    ("not-found", "I2 no partner"),
    ("not-found", "I2"),
    ("not-found", "L2 link of another"),
    ("not-found", "L3 set policy"),
    ("not-found", "L3"),
    ("not-found", "L8 c"),
    ("not-found", "L8"),
    ("not-found", "R4"),
    ("not-found", "R6"),
    ("not-partner-admin", "A1"),
    ("not-partner-admin", "L8 b"),
    ("not-recognized", "S2"),
    ("partner-not-enrolled", "A10"),
    ("partner-not-enrolled", "L1 add"),
    ("partner-not-enrolled", "L1 approve"),
    ("partner-not-enrolled", "L1 issue"),
    ("partner-not-enrolled", "L1 link"),
    ("partner-not-enrolled", "L1 put"),
    ("partner-not-enrolled", "L1 rotate"),
    ("partner-not-enrolled", "L8 b"),
    ("partner-not-enrolled", "L8"),
    ("partner-seat-required", "S1"),
    ("self-target", "A10 oneself"),
    ("self-target", "A6 change"),
    ("self-target", "A6 reactivate"),
    ("self-target", "A6"),
    ("self-target", "A8"),
    ("self-target", "L3 subject"),
    ("set-in-use", "A7"),
    ("stale-review", "D6"),
    ("super-admin-target", "A6 change"),
    ("super-admin-target", "A8"),
    ("super-admin-target", "D2"),
    ("super-admin-target", "D5 remove"),
    ("super-admin-target", "L5"),
];
