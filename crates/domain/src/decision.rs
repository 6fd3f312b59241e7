//! Deciding: a pure function of a few facts (section 11).

pub use crate::denial::Denial;
use crate::{
    account::AccountStatus,
    ids::{AccountId, UserId},
    member::Member,
    permission::{Catalogue, Level, PermissionKey},
    time::Time,
    user::UserStatus,
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

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// `None`: yes. Else why not.
    pub denied: Option<Denial>,
    /// The highest level of the permission that is effective, for a permission with levels.
    pub level: Option<Level>,
}

/// Decides whether the user may do `key` in the account at `now`; no key stands for a text that can
/// be none.
pub fn decide(
    catalogue: &Catalogue,
    facts: &Facts,
    key: Option<&PermissionKey>,
    now: Time,
) -> Decision {
    let no = |denial| Decision {
        denied: Some(denial),
        level: None,
    };
    let Some((_, user_status)) = facts.user else {
        return no(Denial::UnknownSubject);
    };
    let Some((_, account_status)) = facts.account else {
        return no(Denial::UnknownResource);
    };
    let asked = key.and_then(|key| Some((key, catalogue.index_of(key)?)));
    let Some((key, index)) = asked else {
        return no(Denial::UnknownAction);
    };
    if user_status != UserStatus::Active {
        return no(Denial::UserDisabled);
    }
    if account_status != AccountStatus::Active {
        return no(Denial::AccountClosed);
    }
    let Some(member) = &facts.member else {
        return no(Denial::NoMembership);
    };
    if let Err(denial) = member.standing(now) {
        return no(denial);
    }
    let granted = member.granted(catalogue);
    let usable = granted & catalogue.usable_with(member.seat_holding());
    let level = catalogue.highest_level(key, usable);
    let denied = if !granted.contains(index) {
        Some(Denial::NotGranted)
    } else if !usable.contains(index) {
        Some(Denial::Seat)
    } else {
        None
    };
    Decision { denied, level }
}
