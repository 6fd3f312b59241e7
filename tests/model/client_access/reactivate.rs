//! Reactivating an employee in a client, within what the actor may give (D2, A2).

use latchkey_application::client_access::ClientAccess;

use super::{OnEmployee, delegated, target_employee};
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives, Side},
    driver::Driver,
    model::{
        Effect,
        permissions::{Keys, less},
        state::{Access, Model, No, Usr, earlier, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ReactivateEmployee(pub(crate) OnEmployee);

impl Command for ReactivateEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.0.side()
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.reactivate_employee(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_employee(driver, self.0);
            let service = ClientAccess::new(driver.ports());
            let ready = service.reactivate(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn reactivate_employee(&mut self) -> Box<dyn Command> {
        if self.dice.chance(4)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Box::new(ReactivateEmployee(on));
        }
        let (partner, client, by) = self.delegator();
        let mut off = self.acting(partner, client);
        off.retain(|user| self.it.members[&(client, *user)].deactivated);
        let target = self.target(partner, client);
        let employee = self.dice.prefer(75, &off, &[target]);
        Box::new(ReactivateEmployee(OnEmployee {
            by,
            partner,
            client,
            employee,
        }))
    }
}

impl Model {
    fn reactivate_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.delegates(on.by, on.partner, on.client)?;
        if on.by == on.employee {
            return refuse("self-target", "A6 reactivate");
        }
        let target = self.acting(on)?;
        let terms = self.terms_of(on.client, on.employee);
        let mut no = No::default();
        no.when(
            target.access == Access::SuperAdmin,
            "super-admin-target",
            "D2",
        );
        let employed = self.is_employee(on.partner, on.employee);
        no.when(!employed, "not-an-employee", "A6 reactivate");
        let refused = terms.refused.is_some();
        no.when(refused, "client-refused", "D9 reactivate");
        // Whichever side asks (L3).
        let renews = self.may_not_renew(on.client, on.by, &target);
        no.when(renews, "missing-permission", "L3 renew");
        no.settle()?;
        if !target.deactivated && !self.is_cut(on.client, on.employee) {
            return Ok(());
        }
        let employment = self.employment(on.partner, on.employee);
        let actor_ends = self.access_ends(on);
        let a = self.may_give(on.client, on.by);
        // In the delegation rule `S` is what they had, and `C` is empty (D2).
        let s = self.granted(on.client, on.employee);
        let w = self.withheld(on.client, on.employee);
        let new = delegated(&a, &s, &Keys::new(), &w);
        let base = self.base(target.access);
        let member = self.members.get_mut(&(on.client, on.employee)).unwrap();
        member.deactivated = false;
        member.offboarded = false;
        member.given = employment;
        member.added = less(&new, &base);
        member.clipped = less(&base, &new);
        member.expires_at = earlier(member.expires_at, actor_ends);
        Ok(())
    }
}
