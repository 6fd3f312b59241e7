//! Offboarding: what happens when somebody leaves a partner (D8).
//!
//! Their access in all clients stops at once (P5), except where they are super admin. An operation
//! deactivates those memberships, in the name of whoever ended the employment. What it does with
//! the other memberships is a setting.

use std::fmt;

use crate::{
    base::{
        refusal::{Conflict, Refusal},
        time::{Time, days},
        words::words,
    },
    gate::Ender,
    membership::{
        Access, EmploymentKey,
        employee::EmploymentEnd,
        member::Member,
        super_admins::{SuperAdmins, TakenBy},
    },
    partner_side,
};

words! {
    /// What offboarding does with memberships that are not super admin.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum OffboardingPolicy {
        /// Nothing: they give no access, and the partner can remove them.
        #[default]
        Offer = "offer",
        /// They are deactivated.
        Deactivate = "deactivate",
        /// They are removed.
        Remove = "remove",
    }
}

/// Whether a change breaks an employment: the person was employed, until now or until an end that has
/// passed without being recorded, and that employment does not go on. The user's and the partner
/// account's status do not matter: both can come back, and the person's access in clients with them.
pub fn breaks(before: &Member, after: Option<&Member>, now: Time) -> bool {
    let key = |member: &Member| member.membership.employment().key;
    let was_employed = before.is_employed_here(now)
        || (before.account.was_partner && before.membership.overtakes_end(now));
    let goes_on = |after: &Member| after.is_employed_here(now) && key(after) == key(before);
    was_employed && !after.is_some_and(goes_on)
}

/// The end of the employment that a change breaks: when its own end passed, or now.
pub fn end_of(before: &Member, now: Time) -> EmploymentEnd {
    let membership = &before.membership;
    let passed = membership.expires_at.filter(|end| *end <= now);
    EmploymentEnd {
        partner: membership.account,
        user: membership.user,
        employment: membership.employment().key,
        at: passed.unwrap_or(now),
    }
}

/// The outcome for one membership of somebody who left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offboarded {
    /// It was deactivated.
    Deactivated,
    /// It is to be removed.
    Removed,
    /// It gives nothing since the break, and stays to be removed by the partner.
    Suspended,
    /// Nothing had to be done.
    Unchanged,
}

/// Ends a membership that acts for the partner that the person left. What was given since the break
/// stays. Super admins are deactivated under any policy, except the last permanent one (D5).
pub fn offboard(
    ender: &Ender,
    target: &mut Member,
    super_admins: &SuperAdmins,
    policy: OffboardingPolicy,
    now: Time,
) -> Result<Offboarded, Refusal> {
    if !target.is_cut(now) {
        return Ok(Offboarded::Unchanged);
    }
    let super_admin = target.membership.access == Access::SuperAdmin;
    match policy {
        OffboardingPolicy::Offer if !super_admin => Ok(if target.membership.deactivated {
            Offboarded::Unchanged
        } else {
            Offboarded::Suspended
        }),
        OffboardingPolicy::Remove if !super_admin => {
            partner_side::remove(ender, target, super_admins)?;
            Ok(Offboarded::Removed)
        }
        OffboardingPolicy::Offer | OffboardingPolicy::Deactivate | OffboardingPolicy::Remove => {
            if target.membership.deactivated {
                return Ok(Offboarded::Unchanged);
            }
            partner_side::deactivate(ender, target, super_admins, now)?;
            target
                .membership
                .change(now, |state| state.offboarded = true);
            Ok(Offboarded::Deactivated)
        }
    }
}

/// Deactivates a super admin who left the partner they act for and had to stay as the account's last one,
/// now that there is another (D8). Tells whether that changed anything.
pub fn relieve(target: &mut Member, super_admins: &mut SuperAdmins, now: Time) -> bool {
    let user = target.membership.user;
    let last = super_admins.must_not_be_last(user, TakenBy::PARTNER);
    if !target.is_cut(now) || last.is_err() {
        return false;
    }
    super_admins.leave_out(user);
    let membership = &mut target.membership;
    membership.change(now, |state| state.deactivated = true);
    true
}

/// An employment that begins soon enough after the one before to undo its end (D8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoneBreak {
    /// The employment that ended.
    pub broken: EmploymentKey,
    /// The one that begins.
    pub begun: EmploymentKey,
}

impl fmt::Display for UndoneBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.broken, self.begun)
    }
}

impl UndoneBreak {
    /// Reads the text form again.
    pub fn parse(text: &str) -> Option<Self> {
        let (broken, begun) = text.split_once(' ')?;
        Some(Self {
            broken: EmploymentKey::parse(broken)?,
            begun: EmploymentKey::parse(begun)?,
        })
    }

    /// Whether the one employment came right before the other: by the same membership, or by one that was
    /// removed. The end that is on record is always the last one.
    fn is_in_order(self) -> bool {
        let of_another = self.broken.membership != self.begun.membership;
        of_another || self.begun.previous() == Some(self.broken)
    }
}

/// Checks that an employment begins by a change of a member, and that it undoes the end of the one before:
/// that ended less than `undo_days` ago.
pub fn may_give_back(
    before: &Member,
    after: &Member,
    last_end: Option<&EmploymentEnd>,
    undo_days: u32,
    now: Time,
) -> Result<UndoneBreak, Refusal> {
    let known = before.membership.employment().key;
    let begun = after.employment_here(now).filter(|begun| *begun != known);
    let begun = begun.ok_or(Refusal::Conflict(Conflict::NoEmploymentBegins))?;
    let soon = last_end.filter(|end| now < end.at + days(undo_days));
    let undone = soon.map(|end| UndoneBreak {
        broken: end.employment,
        begun,
    });
    undone
        .filter(|undone| undone.is_in_order())
        .ok_or(Refusal::Conflict(Conflict::TooLateToGiveBack))
}

/// Gives a member back what the end of the broken employment cut, and tells whether that changed anything. What somebody has ended since stays ended, and what the account laid down holds (D9, L3).
/// Super admins are never given back.
pub fn give_back(target: &mut Member, undone: UndoneBreak, now: Time) -> Result<bool, Refusal> {
    let UndoneBreak { broken, begun } = undone;
    let was_cut = broken.gave(target.membership.given_under);
    let ended_since = target.membership.deactivated && !target.membership.offboarded;
    if !was_cut || ended_since {
        return Ok(false);
    }
    if target.current_employment(now) != Some(begun) {
        return Err(Refusal::NotAnEmployee);
    }
    if target.membership.access == Access::SuperAdmin {
        return Err(Refusal::SuperAdminTarget);
    }
    if target.terms.is_refused() {
        return Err(Refusal::ClientRefused);
    }
    if target.only_super_admins_renew() {
        return Err(Refusal::MissingPermission);
    }
    target.membership.change(now, |state| {
        state.deactivated = false;
        state.given_under = Some(begun);
    });
    Ok(true)
}
