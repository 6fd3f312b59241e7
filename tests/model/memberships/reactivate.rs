//! A member is reactivated (A8, D2, D9).

use latchkey_application::memberships::Memberships;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, Access, Model, No, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ReactivateMember(OnMember);

impl Command for ReactivateMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.0.account)
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
    pub(super) fn reactivate_member(&mut self, on: OnMember) -> Result<(), No> {
        let target = self.manages(on)?;
        if self.may_not_renew(on.account, on.by, &target) {
            return refuse("missing-permission", "L3 renew");
        }
        let is_super_admin = target.access == Access::SuperAdmin;
        if is_super_admin && self.is_bound(on.account, on.by) {
            return refuse("exceeds-own-permissions", "A8 bound");
        }
        let rank = self.rank(on.account, on.by);
        if !self.terms_of(on.account, on.user).lets_in(rank) {
            self.objections.push(("client-refused", "A8 own side"));
        }
        let mut member = target;
        member.deactivated = false;
        member.offboarded = false;
        self.give(on.user, &mut member);
        self.members.insert((on.account, on.user), member);
        self.terms.entry((on.account, on.user)).or_default().refused = None;
        Ok(())
    }
}
