//! What the clients' own people do every day, and the platform.

use super::Sight;
use crate::{
    cast::{AGENCY, PRIVATE, RIVAL, Who},
    moves::{Access, Change, Move, On, Person},
};

impl Sight<'_> {
    /// The own side approves links, makes partner admins, looks after who is there, and says no.
    pub(super) fn own_side_call(&mut self) -> Move {
        let place = self.client();
        let by = self.dice.pick(place.managers());
        let here = self.one_of(|at, who, _| at == place && who.is_adversary());
        let who = match here {
            Some((_, who)) if self.dice.chance(80) => who,
            _ => self.adversary(),
        };
        let on = On { by, place, who };
        match self.dice.below(100) {
            0..22 => {
                let days = self.dice.chance(20).then(|| self.days());
                Move::Approve {
                    by,
                    link: self.link(),
                    place,
                    days,
                }
            }
            22..30 => {
                let access = match self.dice.below(10) {
                    0..6 => Access::Admin,
                    _ => Access::Set(crate::cast::READER),
                };
                let change = Change {
                    access: Some(access),
                    ..Change::default()
                };
                Move::Create(on, change)
            }
            30..48 => {
                let mut change = self.change(place);
                // The own side hands nobody of the adversary's the whole account for good.
                if change.access == Some(Access::Super) {
                    change.access = Some(Access::Admin);
                }
                let row = self.facts.row(place, who);
                if row.is_some_and(|row| row.is_super_admin) {
                    change.partner = None;
                }
                Move::Change(on, change)
            }
            48..62 => Move::Deactivate(on),
            62..72 => Move::Reactivate(on),
            72..82 => Move::Remove(on),
            82..86 => Move::ToPartnerAdmin(on, None, false),
            86..92 => Move::Sever {
                by,
                place,
                partner: self.partner(),
            },
            92..96 => Move::Policy {
                by,
                place,
                only_super_admins: self.dice.chance(50),
            },
            _ => Move::Decline {
                by,
                link: self.link(),
                place,
            },
        }
    }

    pub(super) fn platform_call(&mut self) -> Move {
        let who = self.adversary();
        match self.dice.below(16) {
            12 | 13 => {
                let place = self.any_place();
                let mut change = self.change(place);
                if change.access == Some(Access::Super) {
                    change.access = Some(Access::Admin);
                }
                let row = self.facts.row(place, who);
                if row.is_some_and(|row| row.is_super_admin) {
                    change.partner = None;
                }
                let active = self
                    .dice
                    .pick(&[None, None, Some(true), Some(true), Some(false)]);
                Move::Put(place, who, change, active)
            }
            14 => Move::PutAway(self.any_place(), who),
            15 => Move::Jobs,
            0 => Move::Close(AGENCY),
            1 | 2 => Move::Reopen(AGENCY),
            3 => Move::Enrol(AGENCY, self.dice.chance(60)),
            4 => Move::Enrol(RIVAL, self.dice.chance(60)),
            5 => Move::Enrol(PRIVATE, self.dice.chance(60)),
            6 => Move::Close(self.client()),
            7 => Move::Reopen(self.client()),
            8 => Move::Person(who, Person::Erase),
            9 => {
                let unknown = [Who(8), Who(9), who];
                Move::Person(self.dice.pick(&unknown), Person::Register)
            }
            10 => Move::Person(who, Person::Disable),
            _ => Move::Person(who, Person::Enable),
        }
    }
}
