//! A partner declares somebody its own in a client, or takes that back (A10).

use latchkey_application::client_access::ClientAccess;

use super::{OnEmployee, target_employee};
use crate::{
    chooser::{Chooser, PARTNERS},
    command::{Command, Driving, Side},
    driver::Driver,
    model::{
        Effect,
        state::{Model, No, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct LinkEmployee(OnEmployee);

impl Command for LinkEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.0.side()
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.link_employee(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_employee(driver, self.0);
            let ready = ClientAccess::new(driver.ports()).link(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct UnlinkEmployee(OnEmployee);

impl Command for UnlinkEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.0.side()
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.unlink_employee(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_employee(driver, self.0);
            let ready = ClientAccess::new(driver.ports()).unlink(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn link_employee(&mut self) -> Box<dyn Command> {
        Box::new(LinkEmployee(self.linkable()))
    }

    pub(crate) fn unlink_employee(&mut self) -> Box<dyn Command> {
        let linked: Vec<_> = self.it.linked.iter().copied().collect();
        let on = self.linkable();
        let random = [(on.client, on.employee, on.partner)];
        let (client, employee, partner) = self.dice.prefer(75, &linked, &random);
        Box::new(UnlinkEmployee(OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee,
        }))
    }

    /// Has somebody whom one partner recognises declared its own by another one too.
    fn link_by_another(&mut self) -> Option<OnEmployee> {
        let it = self.it;
        let several = self.of_several().into_iter();
        let fits = several.flat_map(|(client, employee, _)| {
            let partners = 0..PARTNERS;
            let unknown = partners.filter(move |partner| {
                it.relationships.contains_key(&(*partner, client))
                    && it.is_employee(*partner, employee)
                    && it.recognized(client, employee, *partner).is_none()
            });
            unknown.map(move |partner| (partner, client, employee))
        });
        let fits: Vec<_> = fits.collect();
        let (partner, client, employee) = (!fits.is_empty()).then(|| self.dice.pick(&fits))?;
        Some(OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee,
        })
    }

    fn linkable(&mut self) -> OnEmployee {
        if self.dice.chance(40)
            && let Some(on) = self.link_by_another()
        {
            return on;
        }
        let (partner, client) = self.related();
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.is_employee(partner, *user)
                    && self.it.member(client, *user).is_some()
                    && !self.it.is_verified(partner, *user)
            })
            .collect();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(client, *user).is_some())
            .collect();
        let others = if members.is_empty() { users } else { members };
        OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee: self.dice.prefer(75, &fit, &others),
        }
    }
}

impl Model {
    /// An active employee who is a member of a client counts as the partner's own there (A10).
    fn link_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        let mut no = No::default();
        let known = self.is_linkable(on);
        no.when(!known, "not-found", "A10 link");
        let employed = self.is_employee(on.partner, on.employee);
        if !employed {
            // Neither answer tells anything about somebody who is no employee.
            no.when(true, "not-an-employee", "A10 link");
            no.when(known, "not-found", "A10 link");
        }
        let enrolled = self.is_enrolled(on.partner);
        no.when(!enrolled, "partner-not-enrolled", "L1 link");
        no.settle()?;
        if self
            .recognized(on.client, on.employee, on.partner)
            .is_none()
        {
            self.linked.insert((on.client, on.employee, on.partner));
        }
        Ok(())
    }

    fn unlink_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        // The client's own people are not known to a partner that has nothing to do with them.
        let acts = self
            .member(on.client, on.employee)
            .and_then(|it| it.partner);
        let own = acts == Some(on.partner)
            || self.linked.contains(&(on.client, on.employee, on.partner))
            || self.is_employee(on.partner, on.employee);
        if !own || !self.is_linkable(on) {
            return refuse("not-found", "A10 unlink");
        }
        self.linked.remove(&(on.client, on.employee, on.partner));
        Ok(())
    }

    /// Not a client, not a member, acting for another: the same 404.
    fn is_linkable(&self, on: OnEmployee) -> bool {
        let member = self.member(on.client, on.employee);
        self.relationships.contains_key(&(on.partner, on.client))
            && member.is_some_and(|it| it.partner.is_none_or(|acts| acts == on.partner))
    }
}
