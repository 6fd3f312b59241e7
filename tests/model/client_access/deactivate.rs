//! Deactivating an employee in a client (D1).

use latchkey_application::client_access::ClientAccess;

use super::{OnEmployee, target_employee};
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Side},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, Model, No, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct DeactivateEmployee(pub(crate) OnEmployee);

impl Command for DeactivateEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.0.side()
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.deactivate_employee(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_employee(driver, self.0);
            let service = ClientAccess::new(driver.ports());
            let ready = service.deactivate(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    fn on_employee(&mut self) -> OnEmployee {
        let clients: Vec<(Acc, Acc)> = self
            .it
            .members
            .iter()
            .filter_map(|((client, _), member)| Some((member.partner?, *client)))
            .collect();
        let random = [(self.partner(), self.client())];
        let (partner, client) = self.dice.prefer(95, &clients, &random);
        OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee: self.target(partner, client),
        }
    }

    pub(crate) fn deactivate_employee(&mut self) -> Box<dyn Command> {
        Box::new(DeactivateEmployee(self.on_employee()))
    }
}

impl Model {
    fn deactivate_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        self.acting(on)?;
        let member = self.members.get_mut(&(on.client, on.employee)).unwrap();
        member.end();
        Ok(())
    }
}
