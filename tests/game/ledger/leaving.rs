//! Who leaves, and what goes with them.

use latchkey_domain::base::time::Time;

use super::Ledger;
use crate::{
    cast::{NOTHING, Place, Who},
    facts::Facts,
    moves::{Change, On, Person},
};

impl Ledger {
    /// Time has gone by: an employment ends at the moment that was said, whoever notes it when.
    pub(crate) fn time_passed(&mut self, facts: &Facts, now: Time) {
        for place in Place::all().filter(|place| !place.is_client()) {
            for who in Who::all() {
                let end = &mut self.ends[place.0][who.0];
                if end.is_some_and(|end| end <= now) {
                    *end = None;
                    self.leaves(place, who, facts);
                }
            }
        }
    }

    /// What somebody says about the employment of a member of a partner's account.
    pub(super) fn employs(
        &mut self,
        place: Place,
        who: Who,
        change: &Change,
        before: &Facts,
        now: Time,
    ) {
        if let Some(Some(_)) = change.partner {
            self.leaves(place, who, before);
        }
        if let Some(days) = change.days {
            let end = days.map(|days| now + chrono::Duration::days(days));
            self.ends[place.0][who.0] = end;
        }
    }

    /// A membership ends by the account's own doors.
    pub(super) fn ends_it(&mut self, on: On, for_good: bool, before: &Facts) {
        self.leaves(on.place, on.who, before);
        if for_good {
            self.goes(on.place, on.who);
        }
        if on.place.is_client() && !on.by.is_adversary() {
            self.entry(on.place, on.who).said_no = true;
        }
    }

    /// A membership is gone, and what was given with it.
    pub(super) fn goes(&mut self, place: Place, who: Who) {
        let entry = self.entry(place, who);
        entry.let_in = false;
        entry.may = NOTHING;
        entry.until = None;
        self.said_yes[who.0][place.0] = false;
        self.ends[place.0][who.0] = None;
    }

    /// Somebody no longer works for a partner.
    pub(super) fn leaves(&mut self, partner: Place, who: Who, before: &Facts) {
        if partner.is_client() {
            return;
        }
        let acts_in: Vec<_> = before
            .acts_in(partner, who)
            .map(|(place, row)| (place, row.is_super_admin))
            .collect();
        for (place, is_super_admin) in acts_in {
            let entry = self.entry(place, who);
            entry.left = true;
            entry.stays_until_jobs = is_super_admin;
        }
    }

    /// Who is in an account when the platform enrols it for the first time works for a partner from
    /// then on: that is the platform's word.
    pub(super) fn enrols(&mut self, place: Place, enrolled: bool, before: &Facts) {
        self.enrolled[place.0] = enrolled;
        let is_first = enrolled && !std::mem::replace(&mut self.was_enrolled[place.0], true);
        if is_first {
            for who in Who::innocents() {
                self.said_yes[who.0][place.0] |= before.row(place, who).is_some();
            }
        }
    }

    pub(super) fn changes_person(&mut self, who: Who, change: Person, before: &Facts) {
        match change {
            Person::Disable => self.disabled[who.0] = true,
            Person::Enable => self.disabled[who.0] = false,
            Person::Erase => {
                for place in Place::all() {
                    self.leaves(place, who, before);
                    self.goes(place, who);
                    self.entry(place, who).left = false;
                }
                self.disabled[who.0] = false;
            }
            Person::Register => {}
        }
    }
}
