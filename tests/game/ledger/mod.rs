//! What was said and done, without the rules' help: whom the own side of an account let in, with what,
//! whom it refused, who passed on what they had, and who left.
//!
//! The ledger errs on the adversary's side: it counts as given whatever somebody who was given it
//! might have passed on. What is beyond that was given by nobody.

mod gifts;
mod leaving;
mod telling;

use latchkey_domain::{
    base::{ids::OperationId, time::Time},
    membership::Access as HeldAccess,
    work::operation::ItemOutcome,
};

use crate::{
    cast::{EVERYTHING, Keys, NOTHING, PEOPLE, PLACES, PRIVATE, Place, SETS, TEMPLATE, Who},
    facts::Facts,
    moves::{Access, Change, Got, Move, On, Outcome},
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
    /// Whether a super admin took it: nobody else gives it back.
    withheld_by_owner: bool,
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
                self.gives(*on, change, true, (before, after), now);
                self.is_given(on.place, on.who, changed, after);
            }
            Move::Change(on, change) if on.place.is_client() => {
                self.gives(*on, change, false, (before, after), now);
                self.is_given(on.place, on.who, changed, after);
            }
            Move::Create(on, change) | Move::Change(on, change) => {
                self.employs(on.place, on.who, change, before, now);
            }
            Move::Put(place, who, change, active) => {
                self.puts((*place, *who), change, *active, (before, after), now);
            }
            Move::PutAway(place, who) => {
                self.leaves(*place, *who, before);
                self.goes(*place, *who);
                self.entry(*place, *who).said_no = true;
            }
            Move::Reactivate(on) if on.place.is_client() => {
                if on.by.is_adversary() {
                    self.passes_on((on.place, on.by, on.who), false, before, now);
                } else {
                    // A super admin answers to the account alone, wherever they work.
                    let row = after.row(on.place, on.who);
                    let is_super_admin = row.is_some_and(|row| row.is_super_admin);
                    let entry = self.entry(on.place, on.who);
                    entry.said_no = false;
                    entry.let_in = true;
                    entry.left &= !is_super_admin;
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
                // To who is partner admin in force already nothing is given by it, whatever end it asks.
                let row = before.row(*place, link.who);
                let is_admin =
                    row.is_some_and(|row| row.in_force && row.access == HeldAccess::PartnerAdmin);
                if changed && !is_admin {
                    self.gives(on, &change, true, (before, after), now);
                    self.is_given(*place, link.who, true, after);
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
}
