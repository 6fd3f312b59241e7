//! Operations: many items, each by the rules that hold for one, by the rights that whoever began them
//! has when its turn comes (A4, A7, D1, D2, D6).

use std::collections::BTreeMap;

use super::{
    Answer, Effect, Verdict,
    state::{Acc, Access, Member, Model, No, Operation, Reason, SetNo, Usr, refuse},
};
use crate::commands::{Command, OnEmployee, Run, Task};

impl Model {
    pub(super) fn operation(
        &mut self,
        by: Usr,
        partner: Acc,
        task: Task,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Result<Effect, No> {
        self.edits_employees(by, partner)?;
        match task {
            Task::Assign(set) => self.offered(set, (partner, partner))?,
            Task::Apply(set) => {
                let owner = self.sets[set].as_ref().and_then(|set| set.owner);
                if owner != Some(partner) {
                    return refuse("not-found", "A7 apply");
                }
            }
            Task::Deactivate | Task::Reactivate | Task::Remove => {}
        }
        let pairs = if task == Task::Remove {
            self.reviewed(partner, employees, clients)?
        } else {
            self.pairs(partner, task, employees, clients)
        };
        if pairs.is_empty() && task == Task::Remove {
            return Ok(Effect::Difference(Answer::Results(BTreeMap::new())));
        }
        let reviewed = (task == Task::Remove).then(|| self.begun.clone());
        let starter = by;
        let operation = Operation {
            partner,
            starter,
            task,
            reviewed,
            results: BTreeMap::new(),
        };
        Ok(self.carried_out(operation, pairs))
    }

    /// Carries out these items, and keeps what became of them.
    pub(super) fn carried_out(
        &mut self,
        mut operation: Operation,
        pairs: impl IntoIterator<Item = (Acc, Usr)>,
    ) -> Effect {
        for (client, employee) in pairs {
            let on = OnEmployee {
                by: operation.starter,
                partner: operation.partner,
                client,
                employee,
            };
            let at = (client, employee);
            // A membership begun since is not meant.
            let is_meant = operation
                .reviewed
                .as_ref()
                .is_none_or(|begun| begun.get(&at) == self.begun.get(&at));
            let reasons = if is_meant {
                self.item(on, operation.task)
            } else {
                self.edits_employees(on.by, on.partner)
                    .err()
                    .map_or(vec![("not-found", "D6 another")], |no| no.0)
            };
            operation.results.insert(at, reasons);
        }
        let results = operation.results.clone();
        self.operations.push(operation);
        Effect::Operation(results)
    }

    /// Who may steer an operation: a partner's people with the right to begin one, if they may know of
    /// it.
    fn steers(&self, by: Usr, operation: usize) -> Result<(), No> {
        let it = &self.operations[operation];
        if it.starter != by {
            self.sees_employees(by, it.partner)?;
        }
        self.edits_employees(by, it.partner)
    }

    /// What failed is tried again, in the name of whoever says so.
    pub(super) fn retry(&mut self, by: Usr, operation: usize) -> Result<Effect, No> {
        self.steers(by, operation)?;
        let mut again = self.operations[operation].clone();
        let failed = again.results.iter().filter(|(_, no)| !no.is_empty());
        let failed: Vec<_> = failed.map(|(at, _)| *at).collect();
        if failed.is_empty() {
            return refuse("conflict", "A4 nothing failed");
        }
        again.starter = by;
        let effect = self.carried_out(again, failed);
        self.operations[operation] = self.operations.pop().unwrap();
        Ok(effect)
    }

    /// What is done stays done: here all operations are over at once.
    pub(super) fn cancel_operation(&self, by: Usr, operation: usize) -> Result<(), No> {
        self.steers(by, operation)?;
        refuse("conflict", "A4 over")
    }

    /// All pairs of those named on both sides, else those that there are.
    pub(super) fn pairs(
        &self,
        partner: Acc,
        task: Task,
        employees: Option<&[Usr]>,
        clients: Option<&[Acc]>,
    ) -> Vec<(Acc, Usr)> {
        if let (Some(employees), Some(clients)) = (employees, clients)
            && !matches!(task, Task::Apply(_))
        {
            let all = clients
                .iter()
                .flat_map(|client| employees.iter().map(move |employee| (*client, *employee)));
            return all.collect();
        }
        let fits = |(client, employee): &(Acc, Usr)| {
            let member = &self.members[&(*client, *employee)];
            let outdated = match (task, member.access) {
                (Task::Apply(set), Access::Set(held, version)) => {
                    held == set && Access::Set(held, version) != self.latest(set)
                }
                (Task::Apply(_), _) => false,
                _ => true,
            };
            member.partner == Some(partner)
                && outdated
                && clients.is_none_or(|clients| clients.contains(client))
                && employees.is_none_or(|employees| employees.contains(employee))
        };
        self.members.keys().copied().filter(fits).collect()
    }

    /// One item; the reasons, where it is refused.
    pub(super) fn item(&mut self, on: OnEmployee, task: Task) -> Vec<Reason> {
        if let Task::Apply(set) = task
            && !self.still_holds(on, set)
        {
            let may = self.delegates(on.by, on.partner, on.client);
            let may = may.and_then(|()| self.offered(set, (on.client, on.partner)));
            return may.err().map_or(Vec::new(), |no| no.0);
        }
        let single = match task {
            Task::Deactivate => Command::DeactivateEmployee(on),
            Task::Reactivate => Command::ReactivateEmployee(on),
            Task::Remove => Command::RemoveEmployee(on),
            Task::Assign(set) => Command::Add {
                by: on.by,
                partner: on.partner,
                client: on.client,
                employees: vec![on.employee],
                set,
                expires_at: None,
                run: Run::Real,
            },
            Task::Apply(set) => Command::ChangeEmployee {
                on,
                set,
                expires_at: None,
                run: Run::Real,
            },
        };
        let (next, answer) = match self.play(&single) {
            Verdict::No(reasons) => return reasons,
            Verdict::Changed(next, answer) => (Some(next), answer),
            Verdict::Unchanged(answer) => (None, answer),
        };
        if let Some(next) = next {
            *self = *next;
        }
        match answer {
            Answer::Items(items) => items.into_iter().flat_map(|item| item.refused).collect(),
            _ => Vec::new(),
        }
    }

    /// A7: who acts for the partner and holds another set by now stays as they are.
    fn still_holds(&self, on: OnEmployee, set: SetNo) -> bool {
        let acts = |it: &&Member| it.partner == Some(on.partner);
        let member = self.member(on.client, on.employee).filter(acts);
        member.is_none_or(|it| matches!(it.access, Access::Set(held, _) if held == set))
    }
}
