//! A membership is changed by the account's own side (A8).

use latchkey_application::memberships::{ChangeMember as RealChangeMember, Memberships};

use super::{
    Adjust, OnMember, Put, Wanted,
    request::{Act, requested},
    target_member,
};
use crate::{
    chooser::{Chooser, PARTNERS},
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        state::{Acc, DAY, Model, No, Rank, Seat, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct ChangeMember {
    on: OnMember,
    put: Put,
}

impl Command for ChangeMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.on.account)
    }

    fn rewords(&self) -> Option<(Acc, Usr)> {
        self.put.rewords(self.on.account, self.on.user)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.change_member(self.on, &self.put).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = RealChangeMember {
                target: target_member(driver, self.on),
                change: requested(driver, &self.put),
            };
            let ready = Memberships::new(driver.ports()).change(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_member(&mut self) -> Box<dyn Command> {
        if self.dice.chance(5)
            && let Some(command) = self.lift()
        {
            return command;
        }
        if self.dice.chance(40)
            && let Some(command) = self.of_several_becomes_partner_admin()
        {
            return command;
        }
        let mut on = self.on_member();
        let own: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|((account, user), member)| {
                let knows = |partner: &Acc| {
                    self.it.is_employee(*partner, *user)
                        && self.it.recognized(*account, *user, *partner).is_some()
                };
                member.partner.is_none()
                    && *account >= PARTNERS
                    && (0..PARTNERS).any(|it| knows(&it))
            })
            .map(|(at, _)| *at)
            .collect();
        if !own.is_empty() && self.dice.chance(8) {
            // One of its own, whom a partner recognises too.
            (on.account, on.user) = self.dice.pick(&own);
            on.by = self.with_right(on.account, "users.edit");
        }
        let freed: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|((account, user), member)| {
                member.partner.is_some() && self.it.is_super_admin(*account, *user)
            })
            .map(|(at, _)| *at)
            .collect();
        if !freed.is_empty() && self.dice.chance(3) {
            // A super admin who acts for a partner would rather act for nobody.
            (on.account, on.user) = self.dice.pick(&freed);
            on.by = on.user;
            let put = Put {
                seat: Some(Seat::Core),
                partner: Some(None),
                ..Put::default()
            };
            return Box::new(ChangeMember { on, put });
        }
        let mut put = self.said(on, self.it.member(on.account, on.user));
        let terms = self.it.terms_of(on.account, on.user);
        if !terms.withheld.is_empty() && self.dice.chance(40) {
            put.adjust = Some(Adjust {
                added: None,
                withheld: Some(self.keys(1)),
            });
        }
        if terms.limit.is_some() && self.dice.chance(25) {
            let end = self.ahead();
            put.expires_at = Some(self.dice.chance(50).then_some(end));
        }
        Box::new(ChangeMember { on, put })
    }

    /// Whoever may edit users, without being super admin, says something else than a super admin
    /// has laid down on somebody (A8).
    fn lift(&mut self) -> Option<Box<dyn Command>> {
        let it = self.it;
        let laid = it.terms.iter().filter(|(at, terms)| {
            let ranks = terms.withheld.values().copied();
            let mut ranks = ranks.chain(terms.limit.map(|(_, rank)| rank));
            it.members.contains_key(at) && ranks.any(|rank| rank == Rank::SuperAdmin)
        });
        let all: Vec<(OnMember, bool)> = laid
            .flat_map(|((account, user), terms)| {
                let (account, user) = (*account, *user);
                let manages = move |by: &Usr| {
                    it.has_right(account, *by, "users.edit")
                        && !it.is_super_admin(account, *by)
                        && *by != user
                };
                let managers = (0..it.users.len()).filter(manages);
                let timed = terms.limit.is_some();
                managers.map(move |by| (OnMember { by, account, user }, timed))
            })
            .collect();
        let (on, timed) = (!all.is_empty()).then(|| self.dice.pick(&all))?;
        let mut put = Put::default();
        if timed && self.dice.chance(60) {
            let end = self.ahead();
            put.expires_at = Some(self.dice.chance(50).then_some(end));
        } else {
            put.adjust = Some(Adjust {
                added: None,
                withheld: Some(self.keys(1)),
            });
        }
        Some(Box::new(ChangeMember { on, put }))
    }

    /// Somebody whom several partners recognise is to be partner admin, and nobody says for which
    /// (S2).
    fn of_several_becomes_partner_admin(&mut self) -> Option<Box<dyn Command>> {
        let mut several = self.of_several();
        several.retain(|(_, _, known)| *known > 1);
        let (account, user, _) = (!several.is_empty()).then(|| self.dice.pick(&several))?;
        let by = self.with_right(account, "users.edit");
        let put = Put {
            access: Some(Wanted::PartnerAdmin),
            seat: Some(Seat::Partner),
            ..Put::default()
        };
        let on = OnMember { by, account, user };
        Some(Box::new(ChangeMember { on, put }))
    }
}

impl Model {
    fn change_member(&mut self, on: OnMember, put: &Put) -> Result<(), No> {
        self.lies_ahead(put)?;
        let old = match self.manages(on) {
            Ok(old) => old,
            Err(mut no) => {
                // A set that nobody knows may be told first.
                let unknown = put.access.is_some()
                    && self
                        .own_access(on.account, put, self.member(on.account, on.user))
                        .is_err();
                no.when(unknown, "not-found", "A5");
                return Err(no);
            }
        };
        if !self.objections.is_empty() {
            // A super admin, whom only super admins change.
            self.objections.push(("last-super-admin", "A8"));
            if self.own_access(on.account, put, Some(&old)).is_err() {
                self.objections.push(("not-found", "A5"));
            }
            return Ok(());
        }
        let act = Act {
            on,
            rank: self.rank(on.account, on.by),
        };
        let mut member = old.clone();
        let laid_down = self.terms_of(on.account, on.user);
        self.say(act, put, Some(&old), &mut member)?;
        let frees = old.partner.is_some() && member.partner.is_none();
        if frees && self.accounts[on.account].was_partner {
            // They would be its employee, so they accept first (I1).
            let until = Some(self.now + 7 * DAY);
            member.invited_until = member.invited_until.or(until);
        }
        let changes = member != old || self.terms_of(on.account, on.user) != laid_down;
        if changes && !self.may_not_renew(on.account, on.by, &old) {
            self.give(on.user, &mut member);
        }
        self.settle_member(on, Some(&old), member);
        Ok(())
    }
}
