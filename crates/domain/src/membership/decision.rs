//! Deciding: a pure function of a few facts (section 11).

use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{member::Member, standing::Footing},
    people::{account::AccountStatus, user::UserStatus},
    permission::{Asked, Catalogue, Level, PermissionKey, Permissions, seat::SeatHolding},
};

/// All that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The user asked about, if there is one.
    pub user: Option<(UserId, UserStatus)>,
    /// The account asked about, if there is one.
    pub account: Option<(AccountId, AccountStatus)>,
    /// Their membership, if there is one.
    pub member: Option<Member>,
}

/// All that a decision rests on, small: what a node keeps of [`Facts`] comes back as this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Basis {
    /// The status of the user asked about, if there is one.
    pub user: Option<UserStatus>,
    /// The status of the account asked about, if there is one.
    pub account: Option<AccountStatus>,
    /// Their membership, if there is one.
    pub membership: Option<Held>,
}

/// What a membership brings to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// What its standing rests on.
    pub footing: Footing,
    /// What it grants (P5).
    pub granted: Permissions,
    /// The seats, and how the account counts them (S3).
    pub seats: SeatHolding,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// `None`: yes. Else why not.
    pub denied: Option<Denial>,
    /// The highest level of the permission that is effective, for a permission with levels.
    pub level: Option<Level>,
}

impl Decision {
    /// No, for this reason.
    pub const fn no(denial: Denial) -> Self {
        Self {
            denied: Some(denial),
            level: None,
        }
    }
}

impl Facts {
    /// What a decision takes of them.
    pub fn basis(&self, catalogue: &Catalogue) -> Basis {
        Basis {
            user: self.user.map(|(_, status)| status),
            account: self.account.map(|(_, status)| status),
            membership: self.member.as_ref().map(|member| Held {
                footing: member.footing(),
                granted: member.granted(catalogue),
                seats: member.seat_holding(),
            }),
        }
    }
}

/// Decides whether the user may do `key` in the account at `now`; no key stands for a text that can
/// be none.
pub fn decide(
    catalogue: &Catalogue,
    facts: &Facts,
    key: Option<&PermissionKey>,
    now: Time,
) -> Decision {
    let asked = key.and_then(|key| catalogue.asked(key.as_str()));
    facts.basis(catalogue).decide(catalogue, asked, now)
}

impl Basis {
    /// Decides whether the user may do what is asked in the account at `now`; `None` asks for what
    /// the catalogue does not have.
    pub fn decide(&self, catalogue: &Catalogue, asked: Option<Asked<'_>>, now: Time) -> Decision {
        let Some(user) = self.user else {
            return Decision::no(Denial::UnknownSubject);
        };
        let Some(account) = self.account else {
            return Decision::no(Denial::UnknownResource);
        };
        let Some(asked) = asked else {
            return Decision::no(Denial::UnknownAction);
        };
        if user != UserStatus::Active {
            return Decision::no(Denial::UserDisabled);
        }
        if account != AccountStatus::Active {
            return Decision::no(Denial::AccountClosed);
        }
        let Some(held) = &self.membership else {
            return Decision::no(Denial::NoMembership);
        };
        if let Err(denial) = held.footing.standing(now) {
            return Decision::no(denial);
        }
        let usable = held.granted & catalogue.usable_with(held.seats);
        let denied = if !held.granted.contains(asked.index()) {
            Some(Denial::NotGranted)
        } else if !usable.contains(asked.index()) {
            Some(Denial::Seat)
        } else {
            None
        };
        let level = asked.highest_level(usable);
        Decision { denied, level }
    }
}
