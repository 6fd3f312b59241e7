//! Somebody becomes a member, by the account's own side (A8, I1). Access and seat are always given.

use latchkey_application::memberships::{CreateMember as RealCreateMember, Memberships};

use super::{
    OnMember, Put, Wanted,
    request::{Act, requested},
};
use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Effect,
        permissions::Keys,
        state::{Acc, Access, DAY, Member, Model, No, Seat, UserStatus, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct CreateMember {
    on: OnMember,
    put: Put,
}

impl Command for CreateMember {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.on.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.create_member(self.on, &self.put).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let mut reader = driver.ports.store.reader();
            let user = reader.user(driver.users[self.on.user]).await;
            drop(reader);
            let wanted = RealCreateMember {
                account: driver.accounts[self.on.account].into(),
                email: user.unwrap().unwrap().email.clone().unwrap(),
                name: None,
                change: requested(driver, &self.put),
            };
            let ready = Memberships::new(driver.ports()).create(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn create_member(&mut self) -> Box<dyn Command> {
        let mut on = self.on_member();
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.member(on.account, *user).is_none()
                    && self.it.users[*user].status != UserStatus::Erased
            })
            .collect();
        let fit = if fit.is_empty() { vec![on.user] } else { fit };
        on.user = self.dice.prefer(95, &fit, &[on.user]);
        if self.it.users[on.user].status == UserStatus::Erased {
            // An erased person has no address to be named by.
            let known = |user: &Usr| self.it.users[*user].status != UserStatus::Erased;
            let known: Vec<_> = users.into_iter().filter(known).collect();
            on.user = self.dice.pick(&known);
        }
        let put = self.first_said(on);
        Box::new(CreateMember { on, put })
    }

    /// What a new member is to get: access and seat are always given.
    pub(crate) fn first_said(&mut self, on: OnMember) -> Put {
        let mut put = self.said(on, None);
        if put.access.is_none() {
            put.access = Some(Wanted::Set(self.set_for(&[on.account])));
        }
        put.seat = put.seat.or(Some(match put.access {
            Some(Wanted::PartnerAdmin) => Seat::Partner,
            _ => Seat::Core,
        }));
        put
    }
}

impl Model {
    pub(crate) fn create_member(&mut self, on: OnMember, put: &Put) -> Result<(), No> {
        self.lies_ahead(put)?;
        if !self.has_right(on.account, on.by, "users.edit") {
            return self.stranger_or(on.account, on.by, "A8 create");
        }
        let act = Act {
            on,
            rank: self.rank(on.account, on.by),
        };
        let mut member = Member {
            access: Access::PartnerAdmin,
            offered_by: None,
            given: 0,
            added: Keys::new(),
            clipped: Keys::new(),
            seat: put.seat.unwrap(),
            paid: put.paid.clone().unwrap_or_default(),
            invited_until: None,
            deactivated: false,
            offboarded: false,
            partner: None,
            contractor: false,
            expires_at: None,
        };
        if self.member(on.account, on.user).is_some() {
            self.objections.push(("already-a-member", "A8 create"));
            return Ok(());
        }
        self.say(act, put, None, &mut member)?;
        // At once where the address is confirmed; but in the account of a partner, or of who was one,
        // whoever is to act for nobody accepts first (I1).
        let hosts = self.accounts[on.account].was_partner && member.partner.is_none();
        let left = self.terms_of(on.account, on.user).left;
        if hosts || left || !self.users[on.user].confirmed {
            member.invited_until = Some(self.now + 7 * DAY);
        }
        let terms = self.terms.entry((on.account, on.user)).or_default();
        if !terms.lets_in(act.rank) {
            self.objections.push(("client-refused", "A8 own side"));
        }
        terms.refused = None;
        self.give(on.user, &mut member);
        self.settle_member(on, None, member);
        Ok(())
    }
}
