//! A client severs a partner: everyone who acts for it goes (D9).

use latchkey_application::partners::{Partners, SeverPartner};

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
pub(crate) struct Sever {
    by: Usr,
    account: Acc,
    partner: Acc,
}

impl Command for Sever {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .sever(self.by, self.account, self.partner)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = SeverPartner {
                account: driver.accounts[self.account].into(),
                partner: driver.accounts[self.partner].into(),
            };
            let ready = Partners::new(driver.ports()).sever(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn sever(&mut self) -> Box<dyn Command> {
        let (partner, account) = self.related();
        let supers: Vec<_> = self
            .users()
            .into_iter()
            .filter(|by| self.it.is_super_admin(account, *by))
            .collect();
        let users = self.users();
        Box::new(Sever {
            by: self.dice.prefer(75, &supers, &users),
            account,
            partner,
        })
    }
}

impl Model {
    /// Everyone who acts for the partner goes, but for a last permanent super admin (D9).
    fn sever(&mut self, by: Usr, account: Acc, partner: Acc) -> Result<(), No> {
        if !self.is_super_admin(account, by) {
            return self.stranger_or(account, by, "D9 sever");
        }
        let acts = self.members[&(account, by)].partner;
        if acts.is_some_and(|acts| acts != partner) {
            return refuse("exceeds-own-permissions", "A8 sever");
        }
        let rank = self.rank(account, by);
        if !self.relationships.contains_key(&(partner, account)) {
            return refuse("not-found", "D9 sever");
        }
        let here = self.members.range((account, 0)..(account + 1, 0));
        let acting: Vec<Usr> = here
            .filter(|(_, member)| member.partner == Some(partner))
            .map(|((_, user), _)| *user)
            .collect();
        for user in acting {
            let permanent = self.permanent(account, Some(by));
            if permanent.len() == 1 && permanent[0].0 == user {
                continue;
            }
            self.members.remove(&(account, user));
            self.terms.entry((account, user)).or_default().refuse(rank);
        }
        // Nobody counts as the partner's own there any more either.
        self.linked
            .retain(|(client, _, by)| (*client, *by) != (account, partner));
        self.end_relationship(partner, account);
        Ok(())
    }
}
