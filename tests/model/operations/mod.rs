//! Operations: many items, each by the rules that hold for a single one and by the rights that the
//! starter has when its turn comes (A4, A7, D1, D2, D6).

mod begin;
mod begun_again;
mod steer;

use latchkey_application::{
    frame::context::RequestContext,
    operations::{ListItems, Operations},
};
use latchkey_domain::{
    base::{ids::OperationId, page::PageRequest},
    work::operation::{ItemOutcome, ItemRow},
};

use crate::{
    client_access::{
        Add, ChangeEmployee, DeactivateEmployee, OnEmployee, ReactivateEmployee, RemoveEmployee,
        Run,
    },
    command::Command,
    driver::Driver,
    model::{
        Answer, Effect, Verdict,
        state::{Acc, Access, Member, Model, Reason, SetNo, Usr, Work},
    },
    refusals::REFUSALS,
};

/// Work over many pairs of client and employee (A4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Task {
    Deactivate,
    Reactivate,
    Remove,
    /// Add with a set.
    Assign(SetNo),
    /// Bring the holders of the partner's own set to its newest version (A7).
    Apply(SetNo),
}

impl Driver {
    /// Carries the operation out, and tells what became of its items.
    pub(crate) async fn results(&mut self, cx: &RequestContext, operation: OperationId) -> Answer {
        self.work().await;
        let wanted = ListItems {
            operation,
            outcomes: None,
            page: PageRequest::first(),
        };
        let service = Operations::new(self.ports());
        let page = service.items(cx, &wanted).await.unwrap();
        let result = |row: ItemRow| {
            let client = self.account_no(row.item.client);
            let employee = self.user_no(row.item.employee);
            assert_ne!(
                row.result.outcome,
                ItemOutcome::Pending,
                "an operation is carried out"
            );
            let problem = row.result.problem.map(|code| known_code(&code));
            let reasons = problem.map(|code| (code, "")).into_iter().collect();
            ((client, employee), reasons)
        };
        Answer::Results(page.items.into_iter().map(result).collect())
    }
}

/// A problem code, as the model writes it.
fn known_code(code: &str) -> &'static str {
    let known = REFUSALS.iter().map(|(known, _)| *known);
    let found = known.into_iter().find(|known| *known == code);
    found.unwrap_or("a code that the model does not know")
}

impl Model {
    /// Carries out these items, and keeps what became of them.
    pub(crate) fn carried_out(
        &mut self,
        mut operation: Work,
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
            // What was confirmed is not meant for a membership that was begun since.
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

    /// All pairs of those named on both sides, else those that there are.
    pub(crate) fn pairs(
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
        if let Task::Apply(set) = task
            && !self.still_holds(on, set)
        {
            let may = self.delegates(on.by, on.partner, on.client);
            let may = may.and_then(|()| self.offered(set, (on.client, on.partner)));
            return may.err().map_or(Vec::new(), |no| no.0);
        }
        let single: Box<dyn Command> = match task {
            Task::Deactivate => Box::new(DeactivateEmployee(on)),
            Task::Reactivate => Box::new(ReactivateEmployee(on)),
            Task::Remove => Box::new(RemoveEmployee(on)),
            Task::Assign(set) => Box::new(Add {
                by: on.by,
                partner: on.partner,
                client: on.client,
                employees: vec![on.employee],
                set,
                expires_at: None,
                run: Run::Real,
            }),
            Task::Apply(set) => Box::new(ChangeEmployee {
                on,
                set,
                expires_at: None,
                run: Run::Real,
            }),
        };
        let (next, answer) = match self.play(&*single) {
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

    /// Whoever acts for the partner and holds another set by now keeps it (A7).
    fn still_holds(&self, on: OnEmployee, set: SetNo) -> bool {
        let acts = |it: &&Member| it.partner == Some(on.partner);
        let member = self.member(on.client, on.employee).filter(acts);
        member.is_none_or(|it| matches!(it.access, Access::Set(held, _) if held == set))
    }
}
