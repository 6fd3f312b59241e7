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

use self::state::{Acc, Access, Member, Model, Reason, Secs, Status, Terms, Usr, after};
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

impl Effect {
    /// Whether there is anything to commit.
    fn changes(&self, before: &Model, after: &Model) -> bool {
        match self {
            Self::Recorded | Self::Operation(_) => true,
            Self::Difference(_) => before != after,
        }
    }
}

/// Whether a super admin's access is gone or less: removed, changed, off, with an earlier end, or for
/// a partner.
fn ended(old: &Member, new: Option<&Member>) -> bool {
    new.is_none_or(|new| {
        new.access != Access::SuperAdmin
            || (old.status() == Status::Active && new.status() != Status::Active)
            || after(old.expires_at, new.expires_at)
            || new.partner.is_some()
    })
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
        if let Some(reason) = self.loses_super_admin(&next, command) {
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
        if effect.changes(self, &next)
            && let (Some(account), Some(by)) = (command.account(), command.actor())
        {
            // Who uses what somebody offered them takes it.
            next.take(account, by);
        }
        next.settle_employments(self, command.runs_jobs());
        next.relieve(self);
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
    /// for a partner ends none who acts for nobody (D5).
    fn loses_super_admin(&self, next: &Self, command: &dyn Command) -> Option<Reason> {
        if self.accounts != next.accounts || command.passes_over_last_super_admin() {
            // Closing an account ends nobody's access.
            return None;
        }
        let asks = command.account().and(command.actor());
        for account in 0..self.accounts.len() {
            let permanent = |it: &Self| it.permanent(account, asks);
            if !permanent(self).is_empty() && permanent(next).is_empty() {
                return Some(("last-super-admin", "D5"));
            }
        }
        (0..self.accounts.len()).find_map(|account| self.ends_own(next, account, command))
    }

    /// Somebody who acts for a partner ends an own super admin: neither one, unless they made them
    /// and they never took it. Who changes themself may, but is not the last one.
    fn ends_own(&self, next: &Self, account: Acc, command: &dyn Command) -> Option<Reason> {
        let by = command.actor()?;
        let side = command.side(self);
        let acts = self.member(account, by).and_then(|it| it.partner);
        if acts.is_none() && !matches!(side, Side::Partner { .. } | Side::PartnerOrOneself) {
            return None;
        }
        let asks = command.account().and(Some(by));
        let here = self.members.range((account, 0)..(account + 1, 0));
        for ((_, user), old) in here {
            let own = old.access == Access::SuperAdmin && old.partner.is_none();
            if !own || !ended(old, next.member(account, *user)) {
                continue;
            }
            let permanent = self.permanent(account, asks);
            let is_permanent = permanent.iter().any(|(it, _)| it == user);
            let others = |(it, acts): &(Usr, Option<Acc>)| acts.is_none() && it != user;
            if is_permanent && !permanent.iter().any(others) {
                return Some(("last-super-admin", "D5 own"));
            }
            let oneself = matches!(side, Side::PartnerOrOneself) && by == *user;
            let made_by_them = asks.is_some() && old.offered_by == asks;
            if !oneself && !made_by_them {
                return Some(("super-admin-target", "D5 own"));
            }
        }
        None
    }

    /// Somebody takes what was offered to them.
    pub(crate) fn take(&mut self, account: Acc, user: Usr) {
        if let Some(member) = self.members.get_mut(&(account, user)) {
            member.offered_by = None;
        }
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
