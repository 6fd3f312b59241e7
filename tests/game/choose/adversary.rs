//! The adversary's calls.

use super::Sight;
use crate::{
    cast::{
        AGENCY, AGENCY_BOSS, AGENCY_DOMAIN, PRIVATE, PRIVATE_A, Place, RIVAL, RIVAL_BOSS,
        RIVAL_DOMAIN, SETS, SetNo, Who,
    },
    moves::{Access, At, Change, Move, On, View},
};

impl Sight<'_> {
    pub(super) fn adversary_call(&mut self) -> Move {
        match self.dice.below(100) {
            0..30 => self.partner_side_call(),
            30..52 => self.in_a_client(),
            52..66 => self.at_home(),
            66..76 => self.with_links(),
            76..80 => self.by_oneself(),
            80..84 => self.about_sets(),
            _ => {
                let by = self.reader();
                Move::Look(by, self.view())
            }
        }
    }

    /// An employee in a client: mostly with an actor who is partner admin there.
    pub(super) fn at(&mut self) -> At {
        let partner = self.partner();
        let able = self.one_of(|place, who, row| {
            place.is_client() && who.is_adversary() && row.partner == Some(partner) && row.in_force
        });
        let (client, by) = match able {
            Some(able) if self.dice.chance(85) => able,
            _ => (self.client(), self.adversary()),
        };
        let by = if self.dice.chance(12) {
            boss(partner)
        } else {
            by
        };
        let acting = self.one_of(|place, _, row| place == client && row.partner == Some(partner));
        let employed = self.one_of(|place, who, _| place == partner && who.is_adversary());
        let who = match (self.dice.below(20), acting, employed) {
            (0..9, Some((_, who)), _) | (9..17, _, Some((_, who))) => who,
            (17..19, ..) => self.adversary(),
            _ => self.anybody(),
        };
        At {
            by,
            partner,
            client,
            who,
        }
    }

    fn partner_side_call(&mut self) -> Move {
        let at = self.at();
        let set = self.set_of(at.partner);
        match self.dice.below(100) {
            0..24 => {
                let days = self.dice.chance(15).then(|| self.days());
                Move::Add(at, set, days)
            }
            24..42 => {
                let days = match self.dice.below(6) {
                    0 => Some(None),
                    1 => Some(Some(self.days())),
                    _ => None,
                };
                Move::ChangeEmployee(at, set, days)
            }
            42..52 => Move::DeactivateEmployee(at),
            52..66 => Move::ReactivateEmployee(at),
            66..76 => Move::EmployeeToPartnerAdmin(at, self.dice.chance(50)),
            76..80 => Move::Link(at),
            80..82 => Move::Unlink(at),
            82..88 => Move::Assign(at, set),
            88..91 => Move::ReactivateMany(at),
            91..93 => Move::DeactivateMany(at),
            93..96 => Move::RemoveEmployee(at),
            96..98 => Move::EndServices {
                by: at.by,
                partner: at.partner,
                client: at.client,
            },
            _ => Move::ResumeServices {
                by: at.by,
                partner: at.partner,
                client: at.client,
            },
        }
    }

    /// A set that somebody of the partner's may choose.
    fn set_of(&mut self, partner: Place) -> SetNo {
        let fits = SetNo::all().filter(|set| SETS[set.0].owner.is_none_or(|it| it == partner));
        let fits: Vec<_> = fits.collect();
        if self.dice.chance(92) {
            self.dice.pick(&fits)
        } else {
            self.set()
        }
    }

    /// The doors of a client's own side, tried by the adversary.
    fn in_a_client(&mut self) -> Move {
        let able = self.with_power();
        let (place, by) = match able {
            Some(able) if self.dice.chance(85) => able,
            _ => (self.client(), self.adversary()),
        };
        let who = match self.dice.below(10) {
            0..4 => {
                let staff = place.staff();
                self.dice.pick(staff)
            }
            4..9 => self.adversary(),
            _ => self.anybody(),
        };
        let on = On { by, place, who };
        match self.dice.below(100) {
            0..28 => {
                let mut change = self.change(place);
                change.access = Some(self.access(place));
                Move::Create(on, change)
            }
            28..60 => Move::Change(on, self.change(place)),
            60..70 => Move::Deactivate(on),
            70..78 => Move::Reactivate(on),
            78..84 => Move::Remove(on),
            84..92 => {
                let partner = self.dice.chance(40).then(|| self.partner());
                Move::ToPartnerAdmin(on, partner, self.dice.chance(50))
            }
            92..94 => Move::Resend(on),
            94..96 => Move::Sever {
                by,
                place,
                partner: self.partner(),
            },
            _ => Move::Policy {
                by,
                place,
                only_super_admins: self.dice.chance(50),
            },
        }
    }

    pub(super) fn access(&mut self, place: Place) -> Access {
        match self.dice.below(10) {
            0..3 => Access::Super,
            3..6 => Access::Admin,
            _ => Access::Set(self.set_of(place)),
        }
    }

    pub(super) fn change(&mut self, place: Place) -> Change {
        let mut change = Change::default();
        if self.dice.chance(60) {
            change.access = Some(self.access(place));
        }
        if self.dice.chance(25) {
            let partner = self.partner();
            change.partner = Some(self.dice.chance(75).then_some(partner));
        }
        if self.dice.chance(15) {
            change.added = Some(self.keys());
        }
        if self.dice.chance(10) {
            change.withheld = Some(self.keys());
        }
        if self.dice.chance(15) {
            let days = self.days();
            change.days = Some(self.dice.chance(75).then_some(days));
        }
        change
    }

    /// What the adversary does in an account of its own.
    fn at_home(&mut self) -> Move {
        let place = match self.dice.below(10) {
            0..7 => AGENCY,
            7..9 => RIVAL,
            _ => PRIVATE,
        };
        let by = if self.dice.chance(90) {
            boss(place)
        } else {
            self.adversary()
        };
        let who = if self.dice.chance(80) {
            self.adversary()
        } else {
            self.innocent()
        };
        let on = On { by, place, who };
        match self.dice.below(100) {
            0..24 => {
                let mut change = self.change(place);
                change.access = Some(self.access(place));
                change.partner = None;
                Move::Create(on, change)
            }
            24..52 => {
                let mut change = self.change(place);
                if self.dice.chance(70) {
                    change.partner = None;
                }
                Move::Change(on, change)
            }
            52..66 => Move::Deactivate(on),
            66..82 => Move::Reactivate(on),
            82..90 => Move::Remove(on),
            90..94 => Move::Engage {
                by,
                partner: place,
                who,
                contractor: self.dice.chance(50),
            },
            _ => {
                let mut domains = Vec::new();
                for domain in [
                    AGENCY_DOMAIN,
                    RIVAL_DOMAIN,
                    "free.example",
                    "bakery.example",
                ] {
                    if self.dice.chance(50) {
                        domains.push(domain);
                    }
                }
                Move::Domains {
                    by,
                    partner: place,
                    domains,
                }
            }
        }
    }

    fn with_links(&mut self) -> Move {
        let link = self.link();
        match self.dice.below(10) {
            0..4 => {
                let partner = self.partner();
                Move::Issue {
                    by: boss(partner),
                    partner,
                    who: self.adversary(),
                }
            }
            4 => Move::Rotate(self.adversary(), link),
            5 => Move::Revoke(self.adversary(), link),
            it => {
                let able = self.with_power();
                let (place, by) = match able {
                    Some(able) if self.dice.chance(85) => able,
                    _ => (self.client(), self.adversary()),
                };
                if it == 6 {
                    return Move::Decline { by, link, place };
                }
                let days = self.dice.chance(20).then(|| self.days());
                Move::Approve {
                    by,
                    link,
                    place,
                    days,
                }
            }
        }
    }

    fn by_oneself(&mut self) -> Move {
        let who = self.adversary();
        let place = self.any_place();
        if self.dice.chance(70) {
            Move::Accept(who, place)
        } else {
            Move::Leave(who, place)
        }
    }

    fn about_sets(&mut self) -> Move {
        let set = self.set();
        let by = match (SETS[set.0].owner, self.dice.below(4)) {
            (Some(owner), 0..3) if !owner.is_client() => boss(owner),
            _ => self.adversary(),
        };
        if self.dice.chance(30) {
            return Move::ApplySet { by, set };
        }
        let keys = self.keys();
        Move::ChangeSet { by, set, keys }
    }

    fn reader(&mut self) -> Who {
        if self.dice.chance(50) {
            let partner = self.partner();
            boss(partner)
        } else {
            self.adversary()
        }
    }

    fn view(&mut self) -> View {
        let partner = self.partner();
        match self.dice.below(16) {
            0 => View::TrailOfAccount(self.any_place()),
            1..5 => View::TrailOfPartner(partner),
            5 => View::Members(self.any_place()),
            6 => View::Member(self.any_place(), self.anybody()),
            7 => View::Explained(self.any_place(), self.anybody()),
            8 => View::Assignable(self.any_place(), self.anybody()),
            9 => View::PartnersOf(self.any_place()),
            10 => View::Clients(partner),
            11 => View::ClientEmployees(partner, self.any_place()),
            12 => View::Employees(partner),
            13 => View::Employee(partner, self.anybody()),
            14 => View::Review(partner, self.any_place(), self.anybody()),
            _ if self.dice.chance(50) => View::Links(partner),
            _ => View::Link(self.link()),
        }
    }
}

/// Who leads one of the adversary's accounts.
pub(super) const fn boss(place: Place) -> Who {
    match place {
        RIVAL => RIVAL_BOSS,
        PRIVATE => PRIVATE_A,
        _ => AGENCY_BOSS,
    }
}
