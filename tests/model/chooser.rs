//! Chooses accounts, people, sets and moments: at random, but with an eye on what there is, so that
//! many commands change something and every rule gets its chance to refuse.

use std::collections::BTreeSet;

use crate::{
    accounts::PUBLIC_DOMAIN,
    dice::Dice,
    model::{
        permissions::catalogue,
        state::{Acc, Access, DAY, Model, Seat, Secs, SetNo, Usr},
    },
};

pub(crate) const PARTNERS: usize = 3;
pub(crate) const CLIENTS: usize = 4;
/// The domains of the partners' addresses. Each partner begins with three people.
pub(crate) const PEOPLE_OF_PARTNERS: [&str; PARTNERS] = ["p0.example", "p1.example", "p2.example"];
pub(crate) const OTHER_DOMAINS: [&str; 3] = ["c.example", "free.example", PUBLIC_DOMAIN];

/// Chooses with the dice from what the model knows. Each area adds the choice of its own commands.
pub(crate) struct Chooser<'a> {
    pub(crate) it: &'a Model,
    pub(crate) dice: &'a mut Dice,
}

impl Chooser<'_> {
    pub(crate) fn users(&self) -> Vec<Usr> {
        (0..self.it.users.len()).collect()
    }

    pub(crate) fn any_user(&mut self) -> Usr {
        self.dice.below(self.it.users.len())
    }

    pub(crate) fn any_account(&mut self) -> Acc {
        self.dice.below(self.it.accounts.len())
    }

    pub(crate) fn partner(&mut self) -> Acc {
        if self.dice.chance(98) {
            self.dice.below(PARTNERS)
        } else {
            self.any_account()
        }
    }

    pub(crate) fn client(&mut self) -> Acc {
        if self.dice.chance(92) {
            PARTNERS + self.dice.below(CLIENTS)
        } else {
            self.any_account()
        }
    }

    pub(crate) fn set(&mut self) -> SetNo {
        self.dice.below(self.it.sets.len())
    }

    /// A set that is there, and of the owner or standard, mostly.
    pub(crate) fn set_for(&mut self, owners: &[Acc]) -> SetNo {
        let sets = self.it.sets.iter().enumerate();
        let fits = sets.filter(|(_, set)| {
            set.as_ref()
                .is_some_and(|set| set.owner.is_none_or(|owner| owners.contains(&owner)))
        });
        let fits: Vec<_> = fits.map(|(set, _)| set).collect();
        if self.dice.chance(92) && !fits.is_empty() {
            self.dice.pick(&fits)
        } else {
            self.set()
        }
    }

    /// Somebody with that right in the account, mostly.
    pub(crate) fn with_right(&mut self, account: Acc, key: &'static str) -> Usr {
        let users = self.users();
        let able: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.has_right(account, *user, key))
            .collect();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        let others = if self.dice.chance(50) && !members.is_empty() {
            members
        } else {
            users
        };
        self.dice.prefer(82, &able, &others)
    }

    pub(crate) fn editor(&mut self, partner: Acc) -> Usr {
        self.with_right(partner, "partner.employees.edit")
    }

    /// Partner, client and an active partner admin there who may edit employees, mostly.
    pub(crate) fn delegator(&mut self) -> (Acc, Acc, Usr) {
        let mut able = Vec::new();
        let mut admins = Vec::new();
        for ((client, user), member) in &self.it.members {
            if let Some(partner) = member.partner
                && self.it.is_partner_admin(*client, *user, partner)
            {
                admins.push((partner, *client, *user));
                if self.it.has_right(partner, *user, "partner.employees.edit") {
                    able.push((partner, *client, *user));
                }
            }
        }
        let partner = self.partner();
        let other = (partner, self.client(), self.editor(partner));
        let others = if admins.is_empty() {
            vec![other]
        } else {
            vec![other, self.dice.pick(&admins)]
        };
        self.dice.prefer(85, &able, &others)
    }

    pub(crate) fn acting(&self, partner: Acc, client: Acc) -> Vec<Usr> {
        let here = self.it.members.iter();
        here.filter(|((account, _), member)| *account == client && member.partner == Some(partner))
            .map(|((_, user), _)| *user)
            .collect()
    }

    pub(crate) fn target(&mut self, partner: Acc, client: Acc) -> Usr {
        let acting = self.acting(partner, client);
        let users = self.users();
        self.dice.prefer(90, &acting, &users)
    }

    pub(crate) fn related(&mut self) -> (Acc, Acc) {
        let related: Vec<_> = self.it.relationships.keys().copied().collect();
        let random = [(self.partner(), self.client())];
        self.dice.prefer(75, &related, &random)
    }

    /// Somebody who gets what others leave in an account.
    pub(crate) fn receiver(&mut self, account: Acc) -> Usr {
        let users = self.users();
        let mut fit = users.clone();
        fit.retain(|user| self.it.standing(account, *user).is_ok());
        self.dice.prefer(75, &fit, &users)
    }

    /// Those of an account's own people who are employees of several enrolled partners: account,
    /// person and by how many of these they are recognised there.
    pub(crate) fn of_several(&self) -> Vec<(Acc, Usr, usize)> {
        let own = self.it.members.iter();
        let own = own.filter(|(_, member)| {
            member.partner.is_none()
                && member.access != Access::PartnerAdmin
                && member.seat != Seat::Partner
        });
        let several = own.filter_map(|((account, user), _)| {
            let employs = |it: &Acc| {
                it != account && self.it.is_enrolled(*it) && self.it.is_employee(*it, *user)
            };
            let employers: Vec<_> = (0..PARTNERS).filter(employs).collect();
            let knows = |it: &&Acc| self.it.recognized(*account, *user, **it).is_some();
            let known = employers.iter().filter(knows).count();
            (employers.len() > 1).then_some((*account, *user, known))
        });
        several.collect()
    }

    pub(crate) fn ahead(&mut self) -> Secs {
        let days = self.dice.pick(&[1, 3, 10, 10, 30, 60]);
        let past = self.dice.chance(2);
        self.it.now + if past { -days * DAY } else { days * DAY }
    }

    pub(crate) fn maybe_ahead(&mut self, percent: usize) -> Option<Secs> {
        self.dice.chance(percent).then(|| self.ahead())
    }

    pub(crate) fn keys(&mut self, most: usize) -> Vec<&'static str> {
        let catalogue = catalogue();
        let expanded: Vec<_> = catalogue.all.iter().copied().collect();
        let bare: Vec<_> = catalogue.ladders.keys().copied().collect();
        let count = self.dice.below(most + 1);
        let mut keys = BTreeSet::new();
        for _ in 0..count {
            let key = match self.dice.below(100) {
                0..20 => self.dice.pick(&bare),
                20..22 => "no.such_key",
                _ => self.dice.pick(&expanded),
            };
            if key != "super_admins.manage" || self.dice.chance(30) {
                keys.insert(key);
            }
        }
        keys.into_iter().collect()
    }

    /// Keys within what somebody holds, mostly.
    pub(crate) fn keys_of(&mut self, account: Acc, by: Usr, most: usize) -> Vec<&'static str> {
        let keys = self.keys(most);
        if self.dice.chance(35) {
            return keys;
        }
        let held = self.it.granted(account, by);
        let may = |key: &&'static str| catalogue().grant([key]).is_subset(&held);
        keys.into_iter()
            .filter(|key| catalogue().knows(key) && may(key))
            .collect()
    }
}
