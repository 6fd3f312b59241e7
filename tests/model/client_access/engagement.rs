//! Whether somebody works for a partner as an employee or as a contractor.

use latchkey_application::client_access::{ChangeEngagement as RealChangeEngagement, ClientAccess};

use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::{Driver, engagement},
    model::{
        Effect,
        state::{Acc, Model, No, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ChangeEngagement {
    by: Usr,
    partner: Acc,
    employee: Usr,
    contractor: bool,
}

impl Command for ChangeEngagement {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .change_engagement(self.by, self.partner, self.employee, self.contractor)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = RealChangeEngagement {
                partner: driver.accounts[self.partner].into(),
                employee: driver.users[self.employee].into(),
                engagement: engagement(self.contractor),
            };
            let service = ClientAccess::new(driver.ports());
            let ready = service.change_engagement(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_engagement(&mut self) -> Box<dyn Command> {
        let partner = self.partner();
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(partner, *user).is_some())
            .collect();
        Box::new(ChangeEngagement {
            by: self.editor(partner),
            partner,
            employee: self.dice.prefer(90, &members, &users),
            contractor: self.dice.chance(50),
        })
    }
}

impl Model {
    fn change_engagement(
        &mut self,
        by: Usr,
        partner: Acc,
        employee: Usr,
        contractor: bool,
    ) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.is_employee(partner, employee) {
            return refuse("not-found", "A6 engagement");
        }
        let member = self.members.get_mut(&(partner, employee)).unwrap();
        member.contractor = contractor;
        Ok(())
    }
}
