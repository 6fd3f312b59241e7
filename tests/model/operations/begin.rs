//! An operation is begun, and carried out to its end (A4).

use std::collections::{BTreeMap, BTreeSet};

use latchkey_application::{
    frame::mode::Mode,
    operations::{ApplySet, AssignEmployees, BegunOperation, Operations, SelectEmployees},
};
use latchkey_domain::base::ids::{AccountId, UserId};

use super::Task;
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives, Side},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Acc, Access, Model, No, Usr, Work, refuse},
    },
    removals::review_and_confirm,
};

#[derive(Debug)]
pub(crate) struct Operation {
    by: Usr,
    partner: Acc,
    task: Task,
    employees: Option<Vec<Usr>>,
    clients: Option<Vec<Acc>>,
}

impl Command for Operation {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let partner = self.partner;
        Side::PartnerInMany { partner }
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn name(&self) -> String {
        let task = format!("{:?}", self.task);
        format!("Operation: {}", task.split('(').next().unwrap())
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let employees = self.employees.as_deref();
        let clients = self.clients.as_deref();
        model.operation(self.by, self.partner, self.task, employees, clients)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let service = Operations::new(driver.ports());
            let partner = driver.accounts[self.partner];
            let users = |all: &Vec<Usr>| all.iter().map(|it| driver.users[*it]).collect();
            let accounts = |all: &Vec<Acc>| all.iter().map(|it| driver.accounts[*it]).collect();
            let employees: Option<Vec<UserId>> = self.employees.as_ref().map(users);
            let clients: Option<Vec<AccountId>> = self.clients.as_ref().map(accounts);
            let begun = match self.task {
                Task::Deactivate | Task::Reactivate => {
                    let wanted = SelectEmployees {
                        partner: partner.into(),
                        employees: employees.map(|all| all.into_iter().map(Into::into).collect()),
                        clients: clients.map(|all| all.into_iter().map(Into::into).collect()),
                        mode: Mode::CarryOut,
                    };
                    if self.task == Task::Deactivate {
                        service.deactivate(&cx, wanted).await
                    } else {
                        service.reactivate(&cx, wanted).await
                    }
                }
                Task::Assign(set) => {
                    let wanted = AssignEmployees {
                        partner: partner.into(),
                        clients: clients.unwrap().into_iter().map(Into::into).collect(),
                        employees: employees.unwrap().into_iter().map(Into::into).collect(),
                        permission_set: driver.sets[set],
                        expires_at: None,
                        mode: Mode::CarryOut,
                    };
                    service.assign(&cx, wanted).await
                }
                Task::Apply(set) => {
                    let wanted = ApplySet {
                        partner: partner.into(),
                        permission_set: driver.sets[set],
                        clients: clients.map(|all| all.into_iter().map(Into::into).collect()),
                        mode: Mode::CarryOut,
                    };
                    service.apply_set(&cx, wanted).await
                }
                Task::Remove => {
                    return review_and_confirm(driver, &cx, partner, employees, clients).await;
                }
            };
            let (got, begun) = driver.settle(&cx, begun).await;
            let Some(BegunOperation::Started(operation)) = begun else {
                return (got, Answer::Nothing);
            };
            driver.operations.push(operation.id);
            (got, driver.results(&cx, operation.id).await)
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn operation(&mut self) -> Box<dyn Command> {
        if self.dice.chance(4)
            && let Some(command) = self.remove_super_admin()
        {
            return command;
        }
        let (partner, client, delegator) = self.delegator();
        let set = self.set_for(&[partner]);
        let own = self.it.sets.iter().enumerate();
        let own = own.filter(|(_, set)| set.as_ref().is_some_and(|it| it.owner == Some(partner)));
        let own: Vec<_> = own.map(|(set, _)| set).collect();
        let task = match self.dice.below(100) {
            0..15 => Task::Deactivate,
            15..45 => Task::Reactivate,
            45..60 => Task::Remove,
            60..80 => Task::Assign(set),
            _ => Task::Apply(self.dice.prefer(92, &own, &[set])),
        };
        let by = if self.dice.chance(80) {
            delegator
        } else {
            self.editor(partner)
        };
        let acting = self.acting(partner, client);
        let users = self.users();
        let mut employees = BTreeSet::new();
        let mut clients: BTreeSet<Acc> = [client].into();
        for _ in 0..=self.dice.below(3) {
            employees.insert(self.dice.prefer(70, &acting, &users));
            clients.insert(self.client());
        }
        if task == Task::Remove && self.dice.chance(80) {
            // Mostly people who are there to be removed.
            clients = [client].into();
            employees.retain(|user| acting.contains(user));
            employees.extend(acting.iter().copied().take(1));
            if employees.is_empty() {
                employees.insert(by);
            }
        }
        let supers = self.super_admins_for(partner);
        if task == Task::Remove && !supers.is_empty() && self.dice.chance(30) {
            let (account, user) = self.dice.pick(&supers);
            clients = [account].into();
            employees = [user].into();
        }
        let both = matches!(task, Task::Assign(_)) || self.dice.chance(30);
        let by_client = self.dice.chance(50);
        let employees: Vec<_> = employees.into_iter().collect();
        let clients: Vec<_> = clients.into_iter().collect();
        let apply = matches!(task, Task::Apply(_));
        Box::new(Operation {
            by,
            partner,
            task,
            employees: ((both || !by_client) && !apply).then_some(employees),
            clients: (both || by_client).then_some(clients),
        })
    }

    /// Removes a super admin who acts for a partner and is not the last one, which must be refused.
    pub(super) fn remove_super_admin(&mut self) -> Option<Box<dyn Command>> {
        let all = self
            .it
            .members
            .iter()
            .filter_map(|((client, user), member)| {
                let permanent = self.it.permanent(*client, None);
                let spared = permanent
                    .iter()
                    .any(|(other, acts)| other != user && acts.is_none());
                let partner = member.partner?;
                (member.access == Access::SuperAdmin && spared).then_some((partner, *client, *user))
            });
        let all: Vec<_> = all.collect();
        let (partner, client, employee) = (!all.is_empty()).then(|| self.dice.pick(&all))?;
        Some(Box::new(Operation {
            by: self.editor(partner),
            partner,
            task: Task::Remove,
            employees: Some(vec![employee]),
            clients: Some(vec![client]),
        }))
    }
}

impl Model {
    fn operation(
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
        let mut pairs = if task == Task::Remove {
            self.reviewed(partner, employees, clients)?
        } else {
            self.pairs(partner, task, employees, clients)
        };
        if task == Task::Reactivate {
            // A6: nobody reactivates themself; a call for many leaves them out.
            pairs.retain(|(_, employee)| *employee != by);
        }
        if pairs.is_empty() && task == Task::Remove {
            return Ok(Effect::Difference(Answer::Results(BTreeMap::new())));
        }
        let reviewed = (task == Task::Remove).then(|| self.begun.clone());
        let starter = by;
        let operation = Work {
            partner,
            starter,
            task,
            reviewed,
            results: BTreeMap::new(),
        };
        Ok(self.carried_out(operation, pairs))
    }
}
