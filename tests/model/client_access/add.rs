//! Adding employees to a client with a permission set (A1, A2, A5, A6, A9).

use std::collections::BTreeSet;

use latchkey_application::client_access::{AddEmployees, ClientAccess};

use super::{OnEmployee, Run, delegated, items, mode};
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives, Side},
    driver::{Driver, at},
    model::{
        Answer, Effect, Item,
        permissions::{Keys, less},
        state::{
            Acc, Access, DAY, Member, Model, No, Reason, Seat, Secs, SetNo, Usr, earlier, refuse,
        },
    },
};

#[derive(Debug)]
pub(crate) struct Add {
    pub(crate) by: Usr,
    pub(crate) partner: Acc,
    pub(crate) client: Acc,
    pub(crate) employees: Vec<Usr>,
    /// Always in its newest version.
    pub(crate) set: SetNo,
    pub(crate) expires_at: Option<Secs>,
    pub(crate) run: Run,
}

impl Command for Add {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, _: &Model) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn is_dry(&self) -> bool {
        self.run == Run::Dry
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let on = |employee: &Usr| OnEmployee {
            by: self.by,
            partner: self.partner,
            client: self.client,
            employee: *employee,
        };
        let all: Vec<_> = self.employees.iter().map(on).collect();
        let items = model.add_employees(&all, self.set, self.expires_at)?;
        Ok(Effect::Difference(Answer::Items(items)))
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let employees = self.employees.iter();
            let wanted = AddEmployees {
                partner: driver.accounts[self.partner].into(),
                client: driver.accounts[self.client].into(),
                employees: employees
                    .map(|it| driver.users[*it])
                    .map(Into::into)
                    .collect(),
                permission_set: driver.sets[self.set],
                expires_at: self.expires_at.map(at),
                mode: mode(self.run),
            };
            let ready = ClientAccess::new(driver.ports()).add(&cx, wanted).await;
            let (got, added) = driver.settle(&cx, ready).await;
            let items = added.map(|added| items(driver, &added.results));
            (got, items.map_or(Answer::Nothing, Answer::Items))
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn add(&mut self) -> Box<dyn Command> {
        let (partner, client, by) = self.delegator();
        let count = self.dice.pick(&[1, 1, 2, 3]);
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.is_employee(partner, *user) && self.it.member(client, *user).is_none()
            })
            .collect();
        let mut employees = BTreeSet::new();
        for _ in 0..count {
            employees.insert(self.dice.prefer(80, &fit, &users));
        }
        Box::new(Add {
            by,
            partner,
            client,
            employees: employees.into_iter().collect(),
            set: self.set_for(&[partner, client]),
            expires_at: self.maybe_ahead(25),
            run: self.run(),
        })
    }
}

impl Model {
    fn add_employees(
        &mut self,
        all: &[OnEmployee],
        set: SetNo,
        expires_at: Option<Secs>,
    ) -> Result<Vec<Item>, No> {
        if expires_at.is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        let on = all[0];
        self.delegates(on.by, on.partner, on.client)?;
        self.offered(set, (on.client, on.partner))?;
        let actor_ends = self.access_ends(on);
        let a = self.may_give(on.client, on.by);
        let Access::Set(_, version) = self.latest(set) else {
            unreachable!("the newest version of a set is one");
        };
        let s = self.set_keys(set, version);
        let mut items = Vec::new();
        let mut added = false;
        for on in all {
            let refused = self.refuses_adding(*on);
            if !refused.is_empty() {
                items.push(Item::refused(on.employee, refused));
                continue;
            }
            let terms = self.terms_of(on.client, on.employee);
            let w = self.withheld(on.client, on.employee);
            let new = delegated(&a, &s, &Keys::new(), &w);
            let limit = terms.limit.map(|(end, _)| end);
            let end = earlier(earlier(expires_at, actor_ends), limit);
            items.push(Item::given(on.employee, &new, &s, &Keys::new(), &a, end));
            let invite = terms.left || !self.users[on.employee].confirmed;
            let member = Member {
                access: Access::Set(set, version),
                offered_by: None,
                given: self.employment(on.partner, on.employee),
                added: less(&new, &s),
                clipped: less(&s, &new),
                seat: Seat::Partner,
                paid: BTreeSet::new(),
                invited_until: invite.then_some(self.now + 7 * DAY),
                deactivated: false,
                offboarded: false,
                partner: Some(on.partner),
                contractor: false,
                expires_at: end,
            };
            self.members.insert((on.client, on.employee), member);
            added = true;
        }
        if added {
            self.connect(on.partner, on.client);
        }
        Ok(items)
    }

    fn refuses_adding(&self, on: OnEmployee) -> Vec<Reason> {
        let mut no = No::default();
        no.when(on.by == on.employee, "self-target", "A6");
        if !no.0.is_empty() {
            return no.0;
        }
        // Nothing is told about anybody who is no employee.
        no.when(
            !self.is_employee(on.partner, on.employee),
            "not-an-employee",
            "A6 add",
        );
        if !no.0.is_empty() {
            return no.0;
        }
        let is_member = self.member(on.client, on.employee).is_some();
        no.when(is_member, "already-a-member", "A6");
        let refused = self.terms_of(on.client, on.employee).refused.is_some();
        no.when(refused && !is_member, "client-refused", "D9 add");
        no.0
    }
}
