//! Deciding: a pure function of a few facts (section 11).

use crate::{
    account::AccountStatus,
    ids::{AccountId, UserId},
    member::Member,
    permission::{Catalogue, Level, PermissionKey},
    time::Time,
    user::UserStatus,
};

/// Why a decision is no: the first that matches, in this order (Q1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Denial {
    /// Nobody has that id.
    UnknownSubject,
    /// No account has that id.
    UnknownResource,
    /// The catalogue in force has no such permission.
    UnknownAction,
    /// The user is disabled or erased.
    UserDisabled,
    /// The account is closed.
    AccountClosed,
    /// The user is no member of the account.
    NoMembership,
    /// The invitation waits to be accepted.
    Invited,
    /// The membership is switched off.
    Deactivated,
    /// The membership has ended by itself.
    Expired,
    /// The partner that the partner admin acts for is not enrolled.
    PartnerNotEnrolled,
    /// The person is no active employee of the partner they act for.
    NotAnEmployee,
    /// The membership does not give the permission.
    NotGranted,
    /// The seat does not let the permission through.
    Seat,
}

impl Denial {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownSubject => "unknown_subject",
            Self::UnknownResource => "unknown_resource",
            Self::UnknownAction => "unknown_action",
            Self::UserDisabled => "user_disabled",
            Self::AccountClosed => "account_closed",
            Self::NoMembership => "no_membership",
            Self::Invited => "invited",
            Self::Deactivated => "deactivated",
            Self::Expired => "expired",
            Self::PartnerNotEnrolled => "partner_not_enrolled",
            Self::NotAnEmployee => "not_an_employee",
            Self::NotGranted => "not_granted",
            Self::Seat => "seat",
        }
    }
}

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
