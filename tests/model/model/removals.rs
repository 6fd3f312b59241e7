//! Removing employees: looked at first, then confirmed once (D5, D6, D7).

use std::collections::BTreeMap;

use super::{
    Effect, Verdict,
    state::{Acc, Model, No, Operation, Reason, Review, ReviewNo, Secs, Usr, refuse},
};
use crate::commands::{Command, Instead, OnEmployee, Task};

/// How long a review serves.
const HOUR: Secs = 60 * 60;
/// How long it is surely known of after that.
const DAY: Secs = 24 * HOUR;

impl Model {
    /// Looks at people; tells why nothing can be done with one, where that is so.
    pub(super) fn review(
        &mut self,
        by: Usr,
        partner: Acc,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Result<BTreeMap<(Acc, Usr), Vec<Reason>>, No> {
        self.edits_employees(by, partner)?;
        let pairs = self.reviewed(partner, employees, clients)?;
        let mut blocked = BTreeMap::new();
        let mut shown = BTreeMap::new();
        for (client, employee) in pairs {
            let on = OnEmployee {
                by,
                partner,
                client,
                employee,
            };
            blocked.insert((client, employee), self.blocked(on));
            let changes = self.changes.get(&(client, employee));
            shown.insert((client, employee), changes.copied().unwrap_or_default());
        }
        self.reviews.push(Review {
            partner,
            caller: by,
            until: self.now + HOUR,
            spent: false,
            shown,
        });
        Ok(blocked)
    }

    /// A review is of the partner's own people in its clients; whoever else is named is not known, and
    /// who is named for a client where they are not is left out.
    pub(super) fn reviewed(
        &self,
        partner: Acc,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Result<Vec<(Acc, Usr)>, No> {
        let acts = |(client, employee): &(Acc, Usr)| {
            let member = self.member(*client, *employee);
            member.is_some_and(|member| member.partner == Some(partner))
        };
        let own = |user: &Usr| {
            self.member(partner, *user).is_some()
                || (0..self.accounts.len()).any(|client| acts(&(client, *user)))
        };
        let is_client = |client: &Acc| self.relationships.contains_key(&(partner, *client));
        let known = employees.is_none_or(|all| all.iter().all(own))
            && clients.is_none_or(|all| all.iter().all(is_client));
        if !known {
            return refuse("not-found", "D6");
        }
        let mut pairs = self.pairs(partner, Task::Remove, employees, clients);
        pairs.retain(acts);
        Ok(pairs)
    }

    /// D6: blocked, where they can be neither removed nor deactivated.
    fn blocked(&self, on: OnEmployee) -> Vec<Reason> {
        let removed = self.play(&Command::RemoveEmployee(on));
        let deactivated = self.play(&Command::DeactivateEmployee(on));
        match (removed, deactivated) {
            (Verdict::No(reasons), Verdict::No(_) | Verdict::Unchanged(_)) => reasons,
            _ => Vec::new(),
        }
    }

    pub(super) fn confirm(
        &mut self,
        by: Usr,
        partner: Acc,
        review: ReviewNo,
        chosen: &[(Acc, Usr)],
        (instead, to): (Instead, Option<Usr>),
    ) -> Result<Effect, No> {
        if instead == Instead::Deactivate && to.is_some() {
            return refuse("invalid", "D6 keeps");
        }
        self.edits_employees(by, partner)?;
        let known = self.reviews[review].clone();
        if known.partner != partner || known.caller != by {
            return refuse("not-found", "D6 caller");
        }
        let mut no = No::default();
        let outside = chosen.iter().any(|pair| !known.shown.contains_key(pair));
        no.when(outside, "invalid", "D6 outside");
        if let Some(to) = to {
            let may = |client: Acc| {
                let own = self.standing(client, by).is_ok()
                    || self.member(client, to).and_then(|it| it.partner) == Some(partner);
                own && self.may_receive(client, to) && !chosen.contains(&(client, to))
            };
            let all = chosen.iter().all(|(client, _)| may(*client));
            no.when(!all, "invalid", "D7");
        }
        // Long after its hour it need not be known of any more.
        let forgotten = known.until + DAY <= self.now;
        no.when(forgotten, "not-found", "D6 lapsed");
        no.when(forgotten, "conflict", "D6 lapsed");
        no.settle()?;
        no.when(known.spent, "conflict", "D6 spent");
        no.when(known.until <= self.now, "conflict", "D6 lapsed");
        no.settle()?;
        let changed = |pair: &(Acc, Usr)| {
            let acts = self.member(pair.0, pair.1).and_then(|it| it.partner) == Some(partner);
            !acts || self.changes.get(pair).copied().unwrap_or_default() != known.shown[pair]
        };
        no.when(chosen.iter().any(changed), "stale-review", "D6");
        no.settle()?;
        self.reviews[review].spent = true;
        let operation = Operation {
            partner,
            starter: by,
            task: match instead {
                Instead::Remove => Task::Remove,
                Instead::Deactivate => Task::Deactivate,
            },
            reviewed: Some(self.begun.clone()),
            results: BTreeMap::new(),
        };
        Ok(self.carried_out(operation, chosen.iter().copied()))
    }
}
