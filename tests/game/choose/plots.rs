//! Plots: what an adversary would try, step by step. Each step is open enough to go wrong in many ways,
//! and other moves come between.

use super::{Sight, adversary::boss};
use crate::{
    cast::{AGENCY, LinkNo, PRIVATE, SetNo},
    moves::{Access, At, Change, Move, On, Person, View},
};

impl Sight<'_> {
    pub(super) fn plot(&mut self) -> Vec<Move> {
        match self.dice.below(8) {
            0 => self.works_on_after_an_end(),
            1 => self.leaves_and_comes_back(),
            2 => self.takes_an_account_over(),
            3 => self.hires_somebody_unasked(),
            4 => self.asks_about_a_guess(),
            5 => self.comes_back_after_a_no(),
            6 => self.comes_back_as_somebody_else(),
            _ => self.sends_somebody_else(),
        }
    }

    /// The end of an employment passes, and is put off before anybody notes it.
    fn works_on_after_an_end(&mut self) -> Vec<Move> {
        let on = self.colleague();
        let end = |days| Change {
            days: Some(days),
            ..Change::default()
        };
        let later = self.dice.chance(50).then(|| self.days());
        vec![
            Move::Change(on, end(Some(1))),
            Move::Wait(48),
            Move::Change(on, end(later)),
        ]
    }

    fn leaves_and_comes_back(&mut self) -> Vec<Move> {
        let on = self.colleague();
        let mut change = self.change(AGENCY);
        change.access = Some(self.access(AGENCY));
        match self.dice.below(3) {
            0 => vec![Move::Deactivate(on), Move::Jobs, Move::Reactivate(on)],
            1 => vec![
                Move::Remove(on),
                Move::Create(on, change),
                Move::Accept(on.who, AGENCY),
            ],
            _ => vec![
                Move::Leave(on.who, AGENCY),
                Move::Create(on, change),
                Move::Accept(on.who, AGENCY),
            ],
        }
    }

    /// One of the adversary's with power over people ends those who had it before.
    fn takes_an_account_over(&mut self) -> Vec<Move> {
        let Some((place, by)) = self.with_power() else {
            return Vec::new();
        };
        let mut all = Vec::new();
        let helper = self.adversary();
        let made = On {
            by,
            place,
            who: helper,
        };
        let access = Change {
            access: Some(Access::Super),
            ..Change::default()
        };
        all.push(Move::Create(made, access));
        all.push(Move::Accept(helper, place));
        for owner in place.owners() {
            let by = if self.dice.chance(50) { by } else { helper };
            let on = On {
                by,
                place,
                who: *owner,
            };
            all.push(match self.dice.below(4) {
                0 => Move::Deactivate(on),
                1 => Move::Remove(on),
                _ => Move::Change(on, self.change(place)),
            });
        }
        all
    }

    /// An innocent person is made a member of an account that is, or becomes, a partner.
    fn hires_somebody_unasked(&mut self) -> Vec<Move> {
        let place = self.dice.pick(&[AGENCY, PRIVATE]);
        let on = On {
            by: boss(place),
            place,
            who: self.innocent(),
        };
        let change = Change {
            access: Some(Access::Set(SetNo(0))),
            ..Change::default()
        };
        vec![
            Move::Enrol(place, false),
            Move::Create(on, change),
            Move::Enrol(place, true),
        ]
    }

    /// A call about an id that was only guessed, and what the own trail then says.
    fn asks_about_a_guess(&mut self) -> Vec<Move> {
        let mut at = self.at();
        at.by = boss(at.partner);
        at.who = self.innocent();
        let call = match self.dice.below(5) {
            0 => Move::Add(at, SetNo(0), None),
            1 => Move::DeactivateEmployee(at),
            2 => Move::Link(at),
            3 => Move::Issue {
                by: at.by,
                partner: at.partner,
                who: at.who,
            },
            _ => Move::ReactivateEmployee(at),
        };
        vec![call, Move::Look(at.by, View::TrailOfPartner(at.partner))]
    }

    fn comes_back_after_a_no(&mut self) -> Vec<Move> {
        let at = self.at_adversary();
        let by = self.dice.pick(at.client.managers());
        let no = On {
            by,
            place: at.client,
            who: at.who,
        };
        let mut all = vec![match self.dice.below(3) {
            0 => Move::Deactivate(no),
            1 => Move::Remove(no),
            _ => Move::Sever {
                by,
                place: at.client,
                partner: at.partner,
            },
        }];
        all.push(self.way_back(at));
        all.push(self.way_back(at));
        all
    }

    fn way_back(&mut self, at: At) -> Move {
        let on = On {
            by: at.by,
            place: at.client,
            who: at.who,
        };
        match self.dice.below(7) {
            0 => Move::Add(at, SetNo(0), None),
            1 => Move::ReactivateEmployee(at),
            2 => Move::RemoveEmployee(at),
            3 => Move::EmployeeToPartnerAdmin(at, false),
            4 => Move::Reactivate(on),
            5 => {
                let mut change = self.change(at.client);
                change.access = Some(self.access(at.client));
                Move::Create(on, change)
            }
            _ => Move::ReactivateMany(at),
        }
    }

    /// Somebody whom a client refused is erased, and known again by the same address.
    fn comes_back_as_somebody_else(&mut self) -> Vec<Move> {
        let at = self.at_adversary();
        let by = self.dice.pick(at.client.managers());
        let no = On {
            by,
            place: at.client,
            who: at.who,
        };
        let home = On {
            by: boss(at.partner),
            place: at.partner,
            who: at.who,
        };
        let mut change = self.change(at.partner);
        change.access = Some(Access::Set(SetNo(0)));
        vec![
            Move::Remove(no),
            Move::Person(at.who, Person::Erase),
            Move::Person(at.who, Person::Register),
            Move::Create(home, change),
            Move::Accept(at.who, at.partner),
            Move::Add(at, SetNo(0), None),
        ]
    }

    /// A partner admin brings in a colleague; the client ends the one who did.
    fn sends_somebody_else(&mut self) -> Vec<Move> {
        let at = self.at_adversary();
        let by = self.dice.pick(at.client.managers());
        let issued = Move::Issue {
            by: boss(at.partner),
            partner: at.partner,
            who: at.who,
        };
        let approved = Move::Approve {
            by,
            link: LinkNo(self.links),
            place: at.client,
            days: None,
        };
        let no = On {
            by,
            place: at.client,
            who: at.by,
        };
        vec![
            issued,
            approved,
            Move::Deactivate(no),
            self.way_back(At {
                by: at.who,
                who: at.by,
                ..at
            }),
        ]
    }

    /// One of the adversary's in a client.
    fn at_adversary(&mut self) -> At {
        let at = self.at();
        if at.who.is_adversary() {
            return at;
        }
        let who = self.adversary();
        At { who, ..at }
    }

    /// Somebody of the agency, seen from its boss.
    fn colleague(&mut self) -> On {
        let boss = boss(AGENCY);
        let others =
            self.one_of(|place, who, _| place == AGENCY && who != boss && who.is_adversary());
        let who = others.map_or_else(|| self.adversary(), |(_, who)| who);
        On {
            by: boss,
            place: AGENCY,
            who,
        }
    }
}
