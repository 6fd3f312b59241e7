//! Decisions: a pure function of a few facts (Q1).

use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{member::Member, standing::StandingFacts},
    people::{account::AccountStatus, user::UserStatus},
    permission::{Asked, Catalogue, Level, PermissionKey, Permissions, seat::SeatHolding},
};

/// The facts that a decision depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The user; `None` if unknown.
    pub user: Option<(UserId, UserStatus)>,
    /// The account; `None` if unknown.
    pub account: Option<(AccountId, AccountStatus)>,
    /// The user's membership in the account; `None` if there is none.
    pub member: Option<Member>,
}

/// The part of [`Facts`] that a decision reads, small enough for a node to cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecisionFacts {
    /// The status of the user; `None` if unknown.
    pub user: Option<UserStatus>,
    /// The status of the account; `None` if unknown.
    pub account: Option<AccountStatus>,
    /// The user's membership in the account; `None` if there is none.
    pub membership: Option<Held>,
}

/// The part of a membership that a decision reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The facts that tell whether it gives anything now.
    pub standing_facts: StandingFacts,
    /// The granted permissions (P5).
    pub granted: Permissions,
    /// The seats, and the seat pricing of the account (S3).
    pub seats: SeatHolding,
}

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Why the answer is no; `None`: yes.
    pub denied: Option<Denial>,
    /// The highest effective level, for a permission with levels.
    pub level: Option<Level>,
}

impl Decision {
    /// Denies for this reason.
    pub const fn no(denial: Denial) -> Self {
        Self {
            denied: Some(denial),
            level: None,
        }
    }
}

impl Facts {
    /// Reduces the facts to what a decision reads.
    pub fn decision_facts(&self, catalogue: &Catalogue) -> DecisionFacts {
        DecisionFacts {
            user: self.user.map(|(_, status)| status),
            account: self.account.map(|(_, status)| status),
            membership: self.member.as_ref().map(|member| Held {
                standing_facts: member.standing_facts(),
                granted: member.granted(catalogue),
                seats: member.seat_holding(),
            }),
        }
    }
}

/// Decides whether the user may do `key` in the account at `now`. No key means the text asked for
/// is not a valid key.
pub fn decide(
    catalogue: &Catalogue,
    facts: &Facts,
    key: Option<&PermissionKey>,
    now: Time,
) -> Decision {
    let asked = key.and_then(|key| catalogue.asked(key.as_str()));
    facts
        .decision_facts(catalogue)
        .decide(catalogue, asked, now)
}

impl DecisionFacts {
    /// Decides whether the user may do what is asked in the account at `now`. `None` asks for
    /// something the catalogue does not have.
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
        if let Err(denial) = held.standing_facts.standing(now) {
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
