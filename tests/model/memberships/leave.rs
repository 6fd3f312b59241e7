//! Somebody leaves an account, or declines an invitation (I4).

use latchkey_application::memberships::Memberships;

use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, Model, No, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct Leave {
    by: Usr,
    account: Acc,
}

impl Command for Leave {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.leave(self.by, self.account).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let account = driver.accounts[self.account].into();
            let ready = Memberships::new(driver.ports()).leave(&cx, &account).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn leave(&mut self) -> Box<dyn Command> {
        let members: Vec<_> = self.it.members.keys().copied().collect();
        let random = [(self.any_account(), self.any_user())];
        let (account, by) = self.dice.prefer(95, &members, &random);
        Box::new(Leave { by, account })
    }
}

impl Model {
    fn leave(&mut self, by: Usr, account: Acc) -> Result<(), No> {
        if self.members.remove(&(account, by)).is_none() {
            return refuse("not-found", "I4");
        }
        self.terms.entry((account, by)).or_default().left = true;
        Ok(())
    }
}
