//! Invitations are sent again and accepted (I1).

use latchkey_application::memberships::Memberships;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, DAY, Model, No, Status, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ResendInvitation(OnMember);

impl Command for ResendInvitation {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.0.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.resend_invitation(self.0)?;
        Ok(Effect::Recorded)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_member(driver, self.0);
            let service = Memberships::new(driver.ports());
            let ready = service.resend_invitation(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct Accept {
    by: Usr,
    account: Acc,
}

impl Command for Accept {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.accept(self.by, self.account).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let account = driver.accounts[self.account].into();
            let ready = Memberships::new(driver.ports()).accept(&cx, &account).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn resend_invitation(&mut self) -> Box<dyn Command> {
        let on = self.on_member();
        let invited = self.invited();
        let (account, user) = self.dice.prefer(80, &invited, &[(on.account, on.user)]);
        Box::new(ResendInvitation(OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user,
        }))
    }

    pub(crate) fn accept(&mut self) -> Box<dyn Command> {
        let invited = self.invited();
        let random = [(self.any_account(), self.any_user())];
        let (account, by) = self.dice.prefer(85, &invited, &random);
        Box::new(Accept { by, account })
    }

    fn invited(&self) -> Vec<(Acc, Usr)> {
        let all = self.it.members.iter();
        let invited = all.filter(|(_, member)| member.status() == Status::Invited);
        invited.map(|(at, _)| *at).collect()
    }
}

impl Model {
    /// The invitation stands for seven more days (I1).
    fn resend_invitation(&mut self, on: OnMember) -> Result<(), No> {
        let target = self.manages(on)?;
        if self.may_not_renew(on.account, on.by, &target) {
            return refuse("missing-permission", "L3 renew");
        }
        if target.status() != Status::Invited {
            self.objections.push(("conflict", "I1 not invited"));
            return Ok(());
        }
        let until = self.now + 7 * DAY;
        let at = (on.account, on.user);
        self.members.get_mut(&at).unwrap().invited_until = Some(until);
        // Sent twice at the same moment is sent again.
        self.count_change(at);
        Ok(())
    }

    fn accept(&mut self, by: Usr, account: Acc) -> Result<(), No> {
        let Some(member) = self.member(account, by) else {
            return refuse("not-found", "I1");
        };
        match member.status() {
            Status::Active => {
                // Who was made super admin unasked takes it.
                self.take(account, by);
                return Ok(());
            }
            Status::Deactivated => return refuse("conflict", "I1 deactivated"),
            Status::Invited => {}
        }
        if member.invited_until.is_some_and(|until| until <= self.now) {
            return refuse("conflict", "I1 lapsed");
        }
        self.members.get_mut(&(account, by)).unwrap().invited_until = None;
        if let Some(terms) = self.terms.get_mut(&(account, by)) {
            terms.left = false;
        }
        self.take(account, by);
        Ok(())
    }
}
