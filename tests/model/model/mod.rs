//! The rules once more, naively: written from the words of the rules, not from the code under test.
//!
//! A command is played on a copy of the whole state. Comparing the copy with the original tells
//! what the command came to. The rules of each area stand with its commands; here is what they rest
//! on.

pub(crate) mod offboarding;
pub(crate) mod permissions;
pub(crate) mod standing;
pub(crate) mod state;

use std::collections::{BTreeMap, BTreeSet};

use self::state::{Acc, Model, Reason, Secs, Terms, Usr};
use crate::{
    command::{Command, Side},
    compare::touched,
};

/// What the answer to a command says, besides that it was done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Answer {
    #[default]
    Nothing,
    Items(Vec<Item>),
    Employees(BTreeSet<Usr>),
    /// The results of an operation: the reasons of each item that is refused.
    Results(BTreeMap<(Acc, Usr), Vec<Reason>>),
}

/// The result for one employee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Item {
    pub(crate) employee: Usr,
    /// The reasons, any of which may be given.
    pub(crate) refused: Vec<Reason>,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) withheld: BTreeSet<String>,
    pub(crate) retained: BTreeSet<String>,
    pub(crate) expires_at: Option<Secs>,
}

/// What a command comes to.
#[derive(Debug)]
pub(crate) enum Verdict {
    Changed(Box<Model>, Answer),
    Unchanged(Answer),
    No(Vec<Reason>),
}

/// How a command that was not refused is to be read.
pub(crate) enum Effect {
    /// It changed what is different now.
    Difference(Answer),
    /// It is written to the trail though nothing is different.
    Recorded,
    /// An operation was begun, which is written to the trail, and carried out.
    Operation(BTreeMap<(Acc, Usr), Vec<Reason>>),
}

impl From<()> for Effect {
    fn from((): ()) -> Self {
        Self::Difference(Answer::Nothing)
    }
}

impl Model {
    /// What a command comes to.
    pub(crate) fn play(&self, command: &dyn Command) -> Verdict {
        let mut next = self.clone();
        let effect = match command.play(&mut next) {
            Ok(effect) => effect,
            Err(no) => return Verdict::No(no.0),
        };
        next.terms.retain(|_, terms| *terms != Terms::default());
        if let Some(reason) = self.loses_last_super_admin(&next, command) {
            return Verdict::No(vec![reason]);
        }
        if !next.objections.is_empty() {
            return Verdict::No(next.objections);
        }
        if command.is_dry() {
            let Effect::Difference(answer) = effect else {
                unreachable!("only acts on employees have a dry run");
            };
            return Verdict::Unchanged(answer);
        }
        next.count_changes(self);
        match effect {
            Effect::Recorded => Verdict::Changed(Box::new(next), Answer::Nothing),
            Effect::Operation(results) => {
                Verdict::Changed(Box::new(next), Answer::Results(results))
            }
            Effect::Difference(answer) if next == *self => Verdict::Unchanged(answer),
            Effect::Difference(answer) => Verdict::Changed(Box::new(next), answer),
        }
    }

    /// Whoever asks, an account that has a permanent super admin keeps one; and somebody who acts
    /// for a partner does not take the last one who acts for nobody (D5).
    fn loses_last_super_admin(&self, next: &Self, command: &dyn Command) -> Option<Reason> {
        let side = command.side(self);
        let asked_by_partner = matches!(side, Side::Partner { .. } | Side::PartnerOrOneself);
        for account in 0..self.accounts.len() {
            let (before, after) = (self.permanent(account), next.permanent(account));
            if !before.is_empty() && after.is_empty() {
                return Some(("last-super-admin", "D5"));
            }
            let own = |all: &[(Usr, Option<Acc>)]| all.iter().any(|(_, acts)| acts.is_none());
            let acts = command
                .actor()
                .and_then(|by| self.member(account, by)?.partner);
            let comes_from_partner = acts.is_some() || asked_by_partner;
            if comes_from_partner && own(&before) && !own(&after) {
                return Some(("last-super-admin", "D5 own"));
            }
        }
        None
    }

    /// Counts how often each membership was changed, what the account laid down on it included.
    pub(crate) fn count_changes(&mut self, before: &Self) {
        for at in touched(before, self) {
            self.count_change(at);
            if self.members.contains_key(&at) && !before.members.contains_key(&at) {
                *self.begun.entry(at).or_default() += 1;
            }
        }
    }

    pub(crate) fn count_change(&mut self, at: (Acc, Usr)) {
        *self.changes.entry(at).or_default() += 1;
    }
}
