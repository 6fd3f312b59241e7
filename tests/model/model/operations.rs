//! Operations: many items, each by the rules that hold for one, by the rights that whoever began them
//! has when its turn comes (A4, A7, D1, D2, D6).

use std::collections::BTreeMap;

use super::{
    Answer, Effect, Verdict,
    state::{Acc, Access, Model, No, Reason, Usr, refuse},
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
        let pairs = self.pairs(partner, task, employees, clients);
        let mut pairs = pairs;
        if task == Task::Remove {
            // A review is of the partner's own people in its clients; whoever else is named is not
            // known, and who is named for a client where they are not is left out.
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
            pairs.retain(acts);
        }
        if pairs.is_empty() && task == Task::Remove {
            return Ok(Effect::Difference(Answer::Results(BTreeMap::new())));
        }
        let mut results = BTreeMap::new();
        for (client, employee) in pairs {
            let on = OnEmployee {
                by,
                partner,
                client,
                employee,
            };
            results.insert((client, employee), self.item(on, task));
        }
        Ok(Effect::Operation(results))
    }

    /// All pairs of those named on both sides, else those that there are.
    fn pairs(
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
    fn item(&mut self, on: OnEmployee, task: Task) -> Vec<Reason> {
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
}
