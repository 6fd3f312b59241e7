//! Removing an employee from a client (D1, D3, D5).

use super::OnEmployee;
use crate::{
    command::{Command, Driving, Side},
    driver::Driver,
    model::{
        Effect,
        state::{Access, Model, No, Usr},
    },
};

/// Only ever an item of an operation, after a review (D6).
#[derive(Debug)]
pub(crate) struct RemoveEmployee(pub(crate) OnEmployee);

impl Command for RemoveEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.0.side()
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.remove_employee(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, _: &'a mut Driver) -> Driving<'a> {
        unreachable!("only an item of an operation")
    }
}

impl Model {
    /// The membership is gone; what the client laid down stays (D1, D3). Never a super admin's
    /// (D5).
    fn remove_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        let target = self.acting(on)?;
        if target.access == Access::SuperAdmin {
            self.objections.push(("super-admin-target", "D5 remove"));
        }
        self.members.remove(&(on.client, on.employee));
        Ok(())
    }
}
