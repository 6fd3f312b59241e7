//! Somebody is employed again, and gets back what the end of their employment cut (D8, D9, L3).

use std::collections::BTreeMap;

use latchkey_application::memberships::Memberships;

use super::{OnMember, target_member};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Acc, Access, DAY, Model, No, Reason, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ReactivateGivingBack(OnMember);

impl Command for ReactivateGivingBack {
    fn actor(&self) -> Option<Usr> {
        Some(self.0.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.0.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.reactivate_giving_back(self.0)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.0.by);
            let target = target_member(driver, self.0);
            let service = Memberships::new(driver.ports());
            let ready = service.reactivate_giving_back(&cx, target).await;
            let (got, begun) = driver.settle(&cx, ready).await;
            match begun.and_then(|begun| begun.operation) {
                Some(operation) => (got, driver.results(&cx, operation.id).await),
                None => (got, Answer::Nothing),
            }
        })
    }
}

impl Chooser<'_> {
    /// Mostly people who are off in the account of their partner, and act for it somewhere.
    pub(crate) fn reactivate_giving_back(&mut self) -> Box<dyn Command> {
        let it = self.it;
        let acts = |partner: Acc, user: Usr, strictly: bool| {
            let mut memberships = it.members.iter();
            memberships.any(|((client, who), member)| {
                let strict = member.access == Access::SuperAdmin
                    || (it.accounts[*client].only_super_admins_make_pa
                        && member.access == Access::PartnerAdmin);
                *who == user && member.partner == Some(partner) && (strict || !strictly)
            })
        };
        let off = |wanted: &dyn Fn(Acc, Usr) -> bool| -> Vec<_> {
            let members = it.members.iter().filter(|(_, member)| member.deactivated);
            let places = members.map(|(at, _)| *at);
            places
                .filter(|(account, user)| wanted(*account, *user))
                .collect()
        };
        let of_partner = |account: Acc| it.accounts[account].was_partner;
        let all = off(&|account, user| of_partner(account) && acts(account, user, false));
        let strict = off(&|account, user| of_partner(account) && acts(account, user, true));
        let late = off(&|account, user| {
            let left = it.left.get(&(account, user));
            of_partner(account) && left.is_some_and(|(_, at)| it.now >= at + UNDO)
        });
        let elsewhere = off(&|account, _| !of_partner(account));
        let partner = self.delegator().0;
        let user = self.on_member().user;
        let these = match self.dice.below(100) {
            0..45 => &strict,
            45..70 => &all,
            70..85 => &late,
            _ => &elsewhere,
        };
        let (account, user) = self.dice.prefer(95, these, &[(partner, user)]);
        let by = if self.dice.chance(75) && of_partner(account) {
            self.editor(account)
        } else {
            self.with_right(account, "users.edit")
        };
        Box::new(ReactivateGivingBack(OnMember { by, account, user }))
    }
}

/// So many days after an end it can be undone.
const UNDO: i64 = 30 * DAY;

impl Model {
    fn reactivate_giving_back(&mut self, on: OnMember) -> Result<Effect, No> {
        let (partner, user) = (on.account, on.user);
        if self.has_right(partner, on.by, "users.edit") && self.member(partner, user).is_some() {
            if !self.accounts[partner].was_partner {
                return refuse("conflict", "D8 no partner");
            }
            self.edits_employees(on.by, partner)?;
        }
        let before = self.clone();
        self.reactivate_member(on)?;
        let unchanged = before.members == self.members
            && before.terms_of(partner, user) == self.terms_of(partner, user);
        if unchanged || !self.objections.is_empty() {
            return Ok(Effect::from(()));
        }
        let begins = !before.is_employed(partner, user) && self.is_employee(partner, user);
        if !begins {
            return refuse("conflict", "D8 nothing begins");
        }
        let broken = self.employment(partner, user);
        let in_time = self
            .left
            .get(&(partner, user))
            .is_some_and(|(number, at)| *number == broken && self.now < at + UNDO);
        if !in_time {
            return refuse("conflict", "D8 too late");
        }
        let clients: Vec<Acc> = self
            .members
            .iter()
            .filter(|((_, who), member)| *who == user && member.partner == Some(partner))
            .map(|((client, _), _)| *client)
            .collect();
        let mut results = BTreeMap::new();
        for client in clients {
            let reasons = self.given_back(client, user, broken);
            results.insert((client, user), reasons);
        }
        Ok(Effect::Operation(results))
    }

    /// Gives back in one client what was given under the broken employment; the reasons, where it is
    /// refused.
    fn given_back(&mut self, client: Acc, user: Usr, broken: u32) -> Vec<Reason> {
        let terms = self.terms_of(client, user);
        let strict = self.accounts[client].only_super_admins_make_pa;
        let Some(member) = self.members.get_mut(&(client, user)) else {
            return Vec::new();
        };
        // Whatever somebody has ended stays ended.
        let ended = member.deactivated && !member.offboarded;
        if member.given != broken || ended {
            return Vec::new();
        }
        let mut no = Vec::new();
        if member.access == Access::SuperAdmin {
            no.push(("super-admin-target", "D8 give back"));
        }
        if terms.refused.is_some() {
            no.push(("client-refused", "D9 give back"));
        }
        if strict && member.access == Access::PartnerAdmin {
            no.push(("missing-permission", "L3 give back"));
        }
        if no.is_empty() {
            // The employment that begins with this command is counted after it.
            member.given = broken + 1;
        }
        no
    }
}
