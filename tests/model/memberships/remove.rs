//! A member is removed; what they own goes to another member, or to nobody (A8, D7).

use latchkey_application::memberships::{Memberships, RemoveMember as RealRemoveMember};
use latchkey_domain::membership::super_admins::LastSuperAdmin;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, Model, No, Status, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct RemoveMember {
    pub(crate) on: OnMember,
    /// Who gets what they own (D7).
    pub(crate) to: Option<Usr>,
}

impl Command for RemoveMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.on.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.remove_member(self.on, self.to).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = RealRemoveMember {
                target: target_member(driver, self.on),
                reassign_to: self.to.map(|to| driver.users[to]).map(Into::into),
                last_super_admin: LastSuperAdmin::Stays,
            };
            let ready = Memberships::new(driver.ports()).remove(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn remove_member(&mut self) -> Box<dyn Command> {
        let on = self.on_member();
        let to = self.dice.chance(40).then(|| self.receiver(on.account));
        Box::new(RemoveMember { on, to })
    }
}

impl Model {
    /// What they own goes to another active member, or to nobody (D7).
    fn remove_member(&mut self, on: OnMember, to: Option<Usr>) -> Result<(), No> {
        self.manages(on)?;
        if to.is_some_and(|to| to == on.user || !self.may_receive(on.account, to)) {
            return refuse("invalid", "D7");
        }
        let rank = self.rank(on.account, on.by);
        self.members.remove(&(on.account, on.user));
        self.terms
            .entry((on.account, on.user))
            .or_default()
            .refuse(rank);
        Ok(())
    }

    /// Only an active member gets what somebody leaves (D7).
    pub(crate) fn may_receive(&self, account: Acc, user: Usr) -> bool {
        self.is_enabled(user)
            && self.member(account, user).is_some_and(|member| {
                member.status() == Status::Active && !member.expired(self.now)
            })
    }
}
