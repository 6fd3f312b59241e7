//! A member is reactivated (A8, D2, D9).

use latchkey_application::memberships::Memberships;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Model, No, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct ReactivateMember(OnMember);

impl Command for ReactivateMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.reactivate_member(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_member(driver, self.0);
            let ready = Memberships::new(driver.ports())
                .reactivate(&cx, target)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn reactivate_member(&mut self) -> Box<dyn Command> {
        let off: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.deactivated)
            .map(|(at, _)| *at)
            .collect();
        let on = self.on_member();
        let (account, user) = self.dice.prefer(70, &off, &[(on.account, on.user)]);
        Box::new(ReactivateMember(OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user,
        }))
    }
}

impl Model {
    fn reactivate_member(&mut self, on: OnMember) -> Result<(), No> {
        self.manages(on)?;
        self.members
            .get_mut(&(on.account, on.user))
            .unwrap()
            .deactivated = false;
        self.terms.entry((on.account, on.user)).or_default().refused = false;
        Ok(())
    }
}
