//! A member is deactivated: the account refuses them from then on (A8, D9).

use latchkey_application::memberships::Memberships;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, Access, Model, No, Rank, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct DeactivateMember(OnMember);

impl Command for DeactivateMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.0.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.deactivate_member(self.0).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_member(driver, self.0);
            let ready = Memberships::new(driver.ports())
                .deactivate(&cx, target)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn deactivate_member(&mut self) -> Box<dyn Command> {
        Box::new(DeactivateMember(self.on_member()))
    }
}

impl Model {
    fn deactivate_member(&mut self, on: OnMember) -> Result<(), No> {
        let target = self.manages(on)?;
        let rank = self.rank(on.account, on.by);
        let own = target.access == Access::SuperAdmin && target.partner.is_none();
        if rank == Rank::Visitor && own && target.offered_by != Some(on.by) {
            // Whatever they are by now (D5).
            self.objections.push(("super-admin-target", "D5 own"));
        }
        let member = self.members.get_mut(&(on.account, on.user)).unwrap();
        member.end();
        self.terms
            .entry((on.account, on.user))
            .or_default()
            .refuse(rank);
        Ok(())
    }
}
