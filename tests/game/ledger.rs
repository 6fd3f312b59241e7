//! What was said and done, without the rules' help: whom the own side of an account let in, with what,
//! whom it refused, who passed on what they had, and who left.
//!
//! The ledger errs on the adversary's side: it counts as given whatever somebody who was given it
//! might have passed on. What is beyond that was given by nobody.

use latchkey_domain::{
    base::{ids::OperationId, time::Time},
    work::operation::ItemOutcome,
};

use crate::{
    cast::{
        BILLING, EVERYTHING, Keys, NOTHING, PEOPLE, PLACES, PRIVATE, Place, SETS, SUPER_ADMIN,
        SetNo, TEMPLATE, TRAIL, USERS_EDIT, Who,
    },
    facts::Facts,
    moves::{Access, At, Change, Got, Move, On, Outcome, Person, View},
    stage::{Link, let_in_from_the_beginning},
};

/// What was said about one of the adversary's people in one account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Whether the own side let them in, or somebody whom it had let in did.
    pub(crate) let_in: bool,
    /// Whether the own side refused them since it last let them in.
    pub(crate) said_no: bool,
    /// The most that they can have been given.
    pub(crate) may: Keys,
    /// When that ends; `None`: never.
    until: Option<Time>,
    /// What the own side took from them.
    withheld: Keys,
    /// When the own side wanted it to end.
    limit: Option<Time>,
    /// Whether they left the partner for which they act since it was given.
    pub(crate) left: bool,
    /// Whether they stay as super admin until the jobs have run.
    stays_until_jobs: bool,
}

/// What about an innocent person the adversary was told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(crate) name: bool,
    pub(crate) address: bool,
    /// Told, or guessed right.
    pub(crate) id: bool,
}

impl Told {
    const ALL: Self = Self {
        name: true,
        address: true,
        id: true,
    };

    /// Who somebody is, but not where to write to them.
    fn tell_who(&mut self) {
        self.name = true;
        self.id = true;
    }
}

/// The ledger of one game.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    entries: Vec<Vec<Entry>>,
    sets: Vec<Keys>,
    /// When the employment of somebody at a partner ends, if somebody said so.
    ends: Vec<Vec<Option<Time>>>,
    disabled: Vec<bool>,
    closed: Vec<bool>,
    enrolled: Vec<bool>,
    was_enrolled: Vec<bool>,
    told: Vec<Told>,
    /// To which accounts somebody said yes.
    said_yes: Vec<Vec<bool>>,
    /// Operations that were begun, and by whom.
    begun: Vec<(Who, OperationId)>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let people = PEOPLE.len();
        let mut ledger = Self {
            entries: vec![vec![Entry::default(); people]; PLACES.len()],
            sets: SETS.iter().map(|set| Keys::of(set.permissions)).collect(),
            ends: vec![vec![None; people]; PLACES.len()],
            disabled: vec![false; people],
            closed: vec![false; PLACES.len()],
            enrolled: Place::all().map(|place| place.0 < PRIVATE.0).collect(),
            was_enrolled: Place::all().map(|place| place.0 < PRIVATE.0).collect(),
            told: vec![Told::default(); people],
            said_yes: vec![vec![false; PLACES.len()]; people],
            begun: Vec::new(),
        };
        for (place, who, access, _) in let_in_from_the_beginning() {
            let may = ledger.keys(access);
            let entry = ledger.entry(place, who);
            entry.let_in = true;
            entry.may = may;
        }
        ledger.tell();
        ledger
    }

    fn keys(&self, access: Access) -> Keys {
        match access {
            Access::Super => EVERYTHING,
            Access::Admin => TEMPLATE,
            Access::Set(set) => self.sets[set.0],
        }
    }

    fn entry(&mut self, place: Place, who: Who) -> &mut Entry {
        &mut self.entries[place.0][who.0]
    }

    pub(crate) fn said_of(&self, place: Place, who: Who) -> &Entry {
        &self.entries[place.0][who.0]
    }

    pub(crate) fn told_of(&self, who: Who) -> Told {
        self.told[who.0]
    }

    pub(crate) fn is_closed(&self, place: Place) -> bool {
        self.closed[place.0]
    }

    pub(crate) fn is_enrolled(&self, place: Place) -> bool {
        self.enrolled[place.0]
    }

    pub(crate) fn is_disabled(&self, who: Who) -> bool {
        self.disabled[who.0]
    }

    pub(crate) fn has_said_yes(&self, who: Who, place: Place) -> bool {
        self.said_yes[who.0][place.0]
    }

    /// The most that somebody can rightly hold in an account now.
    pub(crate) fn allowed(&self, place: Place, who: Who, now: Time) -> Keys {
        let it = self.said_of(place, who);
        let over = |end: Option<Time>| end.is_some_and(|end| end <= now);
        let nothing = !it.let_in
            || it.said_no
            || over(it.until)
            || over(it.limit)
            || (it.left && !it.stays_until_jobs)
            || self.disabled[who.0]
            || self.closed[place.0];
        if nothing {
            NOTHING
        } else {
            it.may.less(it.withheld)
        }
    }

    /// Whoever manages people or reads the trail of an account knows its people.
    fn tell(&mut self) {
        let readers = Keys(USERS_EDIT.0 | SUPER_ADMIN.0 | TRAIL.0);
        for place in Place::clients() {
            let said = &self.entries[place.0];
            if said.iter().any(|it| it.let_in && it.may.meets(readers)) {
                for who in place.staff() {
                    self.told[who.0] = Told::ALL;
                }
            }
        }
    }

    /// Writes down what was said and done, after it was.
    pub(crate) fn note(
        &mut self,
        it: &Move,
        outcome: &Outcome,
        link: Option<Link>,
        (before, after): (&Facts, &Facts),
        now: Time,
    ) {
        self.note_telling(it, outcome, now);
        if !outcome.went_well() {
            return;
        }
        let changed = outcome.got == Got::Changed;
        match it {
            Move::Create(on, change) if on.place.is_client() => {
                self.gives(*on, change, true, changed, (before, after), now);
            }
            Move::Change(on, change) if on.place.is_client() => {
                self.gives(*on, change, false, changed, (before, after), now);
            }
            Move::Create(on, change) | Move::Change(on, change) => {
                if let Some(Some(_)) = change.partner {
                    self.leaves(on.place, on.who, before);
                }
                if let Some(days) = change.days {
                    let end = days.map(|days| now + chrono::Duration::days(days));
                    self.ends[on.place.0][on.who.0] = end;
                }
            }
            Move::Reactivate(on) if on.place.is_client() => {
                if on.by.is_adversary() {
                    self.passes_on((on.place, on.by, on.who), false, before, now);
                } else {
                    let entry = self.entry(on.place, on.who);
                    entry.said_no = false;
                    entry.let_in = true;
                }
                self.is_given(on.place, on.who, changed, after);
            }
            Move::Deactivate(on) | Move::Remove(on) => {
                self.ends_it(*on, matches!(it, Move::Remove(_)), before);
            }
            Move::ToPartnerAdmin(on, _, keep) if changed => {
                self.becomes_admin((on.place, on.by, on.who), *keep, before, now);
                self.is_given(on.place, on.who, changed, after);
            }
            Move::EmployeeToPartnerAdmin(at, keep) if changed => {
                self.becomes_admin((at.client, at.by, at.who), *keep, before, now);
                self.is_given(at.client, at.who, changed, after);
            }
            Move::Accept(who, place) => self.said_yes[who.0][place.0] = true,
            Move::Leave(who, place) => {
                self.leaves(*place, *who, before);
                self.goes(*place, *who);
            }
            Move::Sever { by, place, partner } => {
                let all: Vec<_> = Who::adversaries().collect();
                for who in all {
                    let row = before.row(*place, who);
                    if row.is_some_and(|row| row.partner == Some(*partner)) {
                        self.goes(*place, who);
                        self.entry(*place, who).said_no |= !by.is_adversary();
                    }
                }
            }
            Move::ChangeSet { by, set, keys } => self.changes_set(*by, *set, *keys, now),
            Move::Approve {
                by, place, days, ..
            } => {
                let Some(link) = link else { return };
                let change = Change {
                    access: Some(Access::Admin),
                    days: Some(*days),
                    ..Change::default()
                };
                let on = On {
                    by: *by,
                    place: *place,
                    who: link.who,
                };
                if changed {
                    self.gives(on, &change, true, changed, (before, after), now);
                }
            }
            Move::Add(at, ..) | Move::ChangeEmployee(at, ..) | Move::ReactivateEmployee(at) => {
                self.passes_on((at.client, at.by, at.who), false, before, now);
                self.is_given(at.client, at.who, changed, after);
            }
            Move::Assign(at, _)
            | Move::DeactivateMany(at)
            | Move::ReactivateMany(at)
            | Move::RemoveEmployee(at) => {
                self.begun.extend(outcome.operation.map(|id| (at.by, id)));
            }
            Move::ApplySet { by, .. } => {
                self.begun.extend(outcome.operation.map(|id| (*by, id)));
            }
            Move::Enrol(place, enrolled) => self.enrols(*place, *enrolled, before),
            Move::Close(place) => self.closed[place.0] = true,
            Move::Reopen(place) => self.closed[place.0] = false,
            Move::Person(who, change) => self.changes_person(*who, *change, before),
            _ => {}
        }
        self.tell();
    }

    /// Who was told of whom by a call, or by its answer.
    fn note_telling(&mut self, it: &Move, outcome: &Outcome, now: Time) {
        let Some(by) = it.by() else { return };
        if !by.is_adversary() {
            if it.touches().is_some() {
                // Each side sees who of the other acted.
                self.told[by.0].tell_who();
            }
            return;
        }
        if let Some(who) = it.names() {
            self.told[who.0].id = true;
        }
        match it {
            Move::Create(on, _) => {
                // Whoever invites an address knows it, and is told who it is.
                let told = &mut self.told[on.who.0];
                told.address = true;
                if outcome.went_well() {
                    told.tell_who();
                }
            }
            Move::RemoveEmployee(At { client, .. }) | Move::Look(_, View::Review(_, client, _))
                if !self.allowed(*client, by, now).is_nothing() =>
            {
                // Whoever works in an account may hand things to those who are there (D7).
                for who in client.staff() {
                    self.told[who.0].tell_who();
                }
            }
            _ => {}
        }
    }

    /// The operations that were begun and whose results nobody has read yet.
    pub(crate) fn begun(&mut self) -> Vec<(Who, OperationId)> {
        std::mem::take(&mut self.begun)
    }

    /// The jobs have run: what operations did, they did in the name of who began them.
    pub(crate) fn jobs_ran(
        &mut self,
        results: &[(Who, Place, Who, ItemOutcome)],
        after: &Facts,
        now: Time,
    ) {
        for (by, place, who, outcome) in results {
            match outcome {
                ItemOutcome::Added | ItemOutcome::Changed | ItemOutcome::Reactivated => {
                    self.passes_on((*place, *by, *who), false, after, now);
                    self.is_given(*place, *who, true, after);
                }
                ItemOutcome::Removed => self.goes(*place, *who),
                _ => {}
            }
        }
        for entry in self.entries.iter_mut().flatten() {
            entry.stays_until_jobs = false;
        }
        self.tell();
    }

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

    /// What the account's own side gives, or somebody of the adversary's through its doors.
    fn gives(
        &mut self,
        on: On,
        change: &Change,
        is_new: bool,
        changed: bool,
        (before, after): (&Facts, &Facts),
        now: Time,
    ) {
        let On { by, place, who } = on;
        if by.is_adversary() {
            let admin = change.access == Some(Access::Admin);
            self.passes_on((place, by, who), admin, before, now);
            self.is_given(place, who, changed, after);
            return;
        }
        let may = change.access.map(|access| self.keys(access));
        let held = |facts: &Facts| facts.row(place, who).map(|row| row.access);
        let again = !is_new && held(before) == held(after);
        let is_super_admin = place.owners().contains(&by);
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
            if is_super_admin {
                entry.withheld = NOTHING;
            }
        }
        if let Some(added) = change.added {
            entry.may = entry.may.and(added.closed());
        }
        if let Some(withheld) = change.withheld {
            entry.withheld = withheld.with_bringers();
        }
        if let Some(days) = change.days {
            entry.limit = days.map(|days| now + chrono::Duration::days(days));
            if days.is_none() || is_new {
                entry.until = None;
            }
        }
        self.is_given(place, who, changed, after);
    }

    /// Somebody of the adversary's passes on what they have.
    fn passes_on(
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
    fn becomes_admin(
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
    fn is_given(&mut self, place: Place, who: Who, changed: bool, after: &Facts) {
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

    /// A membership ends by the account's own doors.
    fn ends_it(&mut self, on: On, for_good: bool, before: &Facts) {
        self.leaves(on.place, on.who, before);
        if for_good {
            self.goes(on.place, on.who);
        }
        if on.place.is_client() && !on.by.is_adversary() {
            self.entry(on.place, on.who).said_no = true;
        }
    }

    /// A membership is gone, and what was given with it.
    fn goes(&mut self, place: Place, who: Who) {
        let entry = self.entry(place, who);
        entry.let_in = false;
        entry.may = NOTHING;
        entry.until = None;
        self.said_yes[who.0][place.0] = false;
    }

    /// Somebody no longer works for a partner.
    fn leaves(&mut self, partner: Place, who: Who, before: &Facts) {
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
    fn enrols(&mut self, place: Place, enrolled: bool, before: &Facts) {
        self.enrolled[place.0] = enrolled;
        let is_first = enrolled && !std::mem::replace(&mut self.was_enrolled[place.0], true);
        if is_first {
            for who in Who::innocents() {
                self.said_yes[who.0][place.0] |= before.row(place, who).is_some();
            }
        }
    }

    fn changes_set(&mut self, by: Who, set: SetNo, keys: Keys, now: Time) {
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

    fn changes_person(&mut self, who: Who, change: Person, before: &Facts) {
        match change {
            Person::Disable => self.disabled[who.0] = true,
            Person::Enable => self.disabled[who.0] = false,
            Person::Erase => {
                for place in Place::all() {
                    self.leaves(place, who, before);
                    self.goes(place, who);
                    self.ends[place.0][who.0] = None;
                    self.entry(place, who).left = false;
                }
                self.disabled[who.0] = false;
            }
            Person::Register => {}
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
