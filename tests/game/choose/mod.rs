//! Chooses the next move: at random, but with an eye on who has power, so that much succeeds; and now
//! and then the next step of a plot (`plots.rs`).

mod adversary;
mod plots;
mod world;

use std::collections::VecDeque;

use crate::{
    cast::{AGENCY, Keys, LinkNo, PRIVATE, Place, RIVAL, SUPER_ADMIN, SetNo, USERS_EDIT, Who},
    dice::Dice,
    facts::{Facts, Row},
    moves::Move,
};

/// How lively the clients' own side is in a game.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OwnSide {
    DoesNothing,
    DoesItsWork,
}

/// Chooses the moves of one game.
pub(crate) struct Chooser {
    dice: Dice,
    own_side: OwnSide,
    plot: VecDeque<Move>,
}

/// What a choice is made from.
struct Sight<'a> {
    dice: &'a mut Dice,
    facts: &'a Facts,
    links: usize,
}

impl Chooser {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let own_side = if dice.chance(35) {
            OwnSide::DoesNothing
        } else {
            OwnSide::DoesItsWork
        };
        Self {
            dice,
            own_side,
            plot: VecDeque::new(),
        }
    }

    pub(crate) fn next(&mut self, facts: &Facts, links: usize) -> Move {
        let mut sight = Sight {
            dice: &mut self.dice,
            facts,
            links,
        };
        if self.plot.is_empty() && sight.dice.chance(6) {
            self.plot.extend(sight.plot());
        }
        if sight.dice.chance(70)
            && let Some(next) = self.plot.pop_front()
        {
            return next;
        }
        sight.next(self.own_side)
    }
}

impl Sight<'_> {
    fn next(&mut self, own_side: OwnSide) -> Move {
        let own = own_side == OwnSide::DoesItsWork;
        match self.dice.below(100) {
            0..14 if own => self.own_side_call(),
            0..84 => self.adversary_call(),
            84..89 => self.platform_call(),
            89..93 => Move::Wait(self.dice.pick(&[1, 24, 48, 24 * 8, 24 * 31])),
            93..96 => Move::Jobs,
            _ => {
                let one = self.adversary_call();
                let other = if own && self.dice.chance(60) {
                    self.own_side_call()
                } else {
                    self.adversary_call()
                };
                if self.dice.chance(50) {
                    Move::AtOnce(Box::new(one), Box::new(other))
                } else {
                    Move::AtOnce(Box::new(other), Box::new(one))
                }
            }
        }
    }

    fn client(&mut self) -> Place {
        let all: Vec<_> = Place::clients().collect();
        self.dice.pick(&all)
    }

    fn any_place(&mut self) -> Place {
        let all: Vec<_> = Place::all().collect();
        self.dice.pick(&all)
    }

    fn adversary(&mut self) -> Who {
        let all: Vec<_> = Who::adversaries().collect();
        self.dice.pick(&all)
    }

    fn anybody(&mut self) -> Who {
        let all: Vec<_> = Who::all().collect();
        self.dice.pick(&all)
    }

    fn innocent(&mut self) -> Who {
        let all: Vec<_> = Who::innocents().collect();
        self.dice.pick(&all)
    }

    fn partner(&mut self) -> Place {
        match self.dice.below(20) {
            0..14 => AGENCY,
            14..19 => RIVAL,
            _ => PRIVATE,
        }
    }

    /// Somebody of the adversary's in the clients, as a row: where, who, and how.
    fn rows(&self, fits: impl Fn(Place, Who, &Row) -> bool) -> Vec<(Place, Who)> {
        let rows = self.facts.0.iter();
        let rows = rows.filter(|((place, who), row)| fits(*place, *who, row));
        rows.map(|(at, _)| *at).collect()
    }

    /// A member of the adversary's, where there is one like that.
    fn one_of(&mut self, fits: impl Fn(Place, Who, &Row) -> bool) -> Option<(Place, Who)> {
        let fitting = self.rows(fits);
        (!fitting.is_empty()).then(|| self.dice.pick(&fitting))
    }

    /// Somebody of the adversary's who has power over people in a client.
    fn with_power(&mut self) -> Option<(Place, Who)> {
        let power = Keys(SUPER_ADMIN.0 | USERS_EDIT.0);
        self.one_of(|place, who, row| {
            place.is_client() && who.is_adversary() && row.may.meets(power)
        })
    }

    fn link(&mut self) -> LinkNo {
        LinkNo(self.dice.below(self.links.max(1)))
    }

    fn set(&mut self) -> SetNo {
        let all: Vec<_> = SetNo::all().collect();
        self.dice.pick(&all)
    }

    fn days(&mut self) -> i64 {
        self.dice.pick(&[1, 3, 10, 40])
    }

    fn keys(&mut self) -> Keys {
        let mut keys = Keys::default();
        for _ in 0..=self.dice.below(2) {
            // `super_admins.manage` cannot be given as a single permission.
            let bit = self.dice.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 15]);
            keys = keys.and(Keys(1 << bit));
        }
        keys
    }
}
