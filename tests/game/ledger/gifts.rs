//! What is given: by an own side, by the platform, and by whoever passes on what they have.

use latchkey_domain::{base::time::Time, membership::Status};

use super::Ledger;
use crate::{
    cast::{BILLING, Keys, NOTHING, Place, SETS, SetNo, TEMPLATE, USERS_EDIT, Who},
    facts::Facts,
    moves::{Access, Change, On},
};

impl Ledger {
    /// The platform is of every account's own side. It gives anew only by making a member, by sending
    /// one back to active, or by giving them another partner.
    pub(super) fn puts(
        &mut self,
        (place, who): (Place, Who),
        change: &Change,
        active: Option<bool>,
        (before, after): (&Facts, &Facts),
        now: Time,
    ) {
        if active == Some(false) {
            self.leaves(place, who, before);
        }
        if !place.is_client() {
            self.employs(place, who, change, before, now);
            return;
        }
        let was = before.row(place, who);
        self.own_side_gives(
            (place, who),
            true,
            change,
            was.is_none(),
            (before, after),
            now,
        );
        let is_back =
            active == Some(true) && was.is_none_or(|row| row.status == Status::Deactivated);
        let moves = was.map(|row| row.partner) != after.row(place, who).map(|row| row.partner);
        self.is_given(place, who, was.is_none() || is_back || moves, after);
        let entry = self.entry(place, who);
        match active {
            Some(true) => entry.said_no = false,
            Some(false) => entry.said_no = true,
            None => {}
        }
    }

    /// What somebody gives through the doors of the account's own side.
    pub(super) fn gives(
        &mut self,
        on: On,
        change: &Change,
        is_new: bool,
        (before, after): (&Facts, &Facts),
        now: Time,
    ) {
        let On { by, place, who } = on;
        if by.is_adversary() {
            let admin = change.access == Some(Access::Admin);
            self.passes_on((place, by, who), admin, before, now);
            if self.allowed(place, by, now).meets(USERS_EDIT) {
                // What is given on the account's own side lasts as long as it says.
                self.entry(place, who).until = None;
            }
        } else {
            let is_super_admin = place.owners().contains(&by);
            let both = (before, after);
            self.own_side_gives((place, who), is_super_admin, change, is_new, both, now);
        }
    }

    pub(super) fn own_side_gives(
        &mut self,
        (place, who): (Place, Who),
        is_super_admin: bool,
        change: &Change,
        is_new: bool,
        (before, after): (&Facts, &Facts),
        now: Time,
    ) {
        let may = change.access.map(|access| self.keys(access));
        let held = |facts: &Facts| facts.row(place, who).map(|row| row.access);
        let again = !is_new && held(before) == held(after);
        let entry = self.entry(place, who);
        entry.let_in = true;
        if is_new {
            entry.said_no = false;
            entry.until = None;
            entry.limit = None;
        }
        if let Some(may) = may {
            // The same access again takes nothing that came on top of it.
            entry.may = if again { entry.may.and(may) } else { may };
            if is_super_admin || !entry.withheld_by_owner {
                entry.withheld = NOTHING;
            }
        }
        if let Some(added) = change.added {
            entry.may = entry.may.and(added.closed());
        }
        if let Some(withheld) = change.withheld {
            entry.withheld = withheld.with_bringers();
            entry.withheld_by_owner = is_super_admin;
        }
        if let Some(days) = change.days {
            entry.limit = days.map(|days| now + chrono::Duration::days(days));
            if days.is_none() || is_new {
                entry.until = None;
            }
        }
    }

    /// Somebody of the adversary's passes on what they have.
    pub(super) fn passes_on(
        &mut self,
        (place, by, who): (Place, Who, Who),
        admin: bool,
        before: &Facts,
        now: Time,
    ) {
        let mut keys = self.allowed(place, by, now);
        let giver = self.said_of(place, by).clone();
        // Members who act for nobody and manage people are the own side, whoever made them so.
        let row = before.row(place, by);
        let manages_people = keys.meets(USERS_EDIT) && row.is_some_and(|row| row.partner.is_none());
        if keys.is_nothing() {
            return;
        }
        if admin && keys.meets(USERS_EDIT) {
            // Who manages people makes partner admins.
            keys = keys.and(TEMPLATE);
        }
        let had_nothing = self.allowed(place, who, now).is_nothing();
        let end = earlier(giver.until, giver.limit);
        let entry = self.entry(place, who);
        entry.let_in = true;
        entry.may = entry.may.and(keys);
        entry.until = if had_nothing {
            end
        } else {
            later(entry.until, end)
        };
        if manages_people {
            entry.said_no = false;
        }
    }

    /// A super admin becomes partner admin.
    pub(super) fn becomes_admin(
        &mut self,
        (place, by, who): (Place, Who, Who),
        keep: bool,
        before: &Facts,
        now: Time,
    ) {
        if by.is_adversary() && by != who {
            self.passes_on((place, by, who), true, before, now);
        }
        let kept = if keep {
            TEMPLATE.and(BILLING)
        } else {
            TEMPLATE
        };
        let entry = self.entry(place, who);
        if by.is_adversary() {
            entry.may = Keys(entry.may.0 & kept.0);
        } else {
            entry.let_in = true;
            entry.said_no = false;
            entry.may = kept;
            entry.limit = None;
        }
    }

    /// Something was given anew to somebody who works for the partner, so an earlier end of their work
    /// no longer counts.
    pub(super) fn is_given(&mut self, place: Place, who: Who, changed: bool, after: &Facts) {
        let Some(row) = after.row(place, who) else {
            return;
        };
        let works = row
            .partner
            .is_none_or(|partner| after.employs(partner, who));
        if changed && works {
            self.entry(place, who).left = false;
        }
    }

    pub(super) fn changes_set(&mut self, by: Who, set: SetNo, keys: Keys, now: Time) {
        self.sets[set.0] = keys.closed();
        let Some(place) = SETS[set.0].owner.filter(|place| place.is_client()) else {
            return;
        };
        let more = if by.is_adversary() {
            self.allowed(place, by, now)
        } else {
            keys.closed()
        };
        for entry in &mut self.entries[place.0] {
            if entry.let_in {
                entry.may = entry.may.and(more);
            }
        }
    }
}

fn earlier(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The later end; none is the latest.
fn later(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    one.zip(other).map(|(one, other)| one.max(other))
}
