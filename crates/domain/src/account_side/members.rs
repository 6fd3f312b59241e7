//! What an account does with its members: deactivate, reactivate, remove, renew an invitation (A8,
//! D3, D5, D9, I1).
//!
//! Deactivating and removing here is the account's refusal: no partner brings the person back until
//! the account does (D9).

use crate::{
    base::{
        refusal::{Conflict, Refusal},
        time::{Time, days},
    },
    gate::AccountManager,
    membership::{
        INVITATION_DAYS, Status,
        member::Member,
        super_admins::{LastSuperAdmin, SuperAdmins, TakenBy},
        terms::Rank,
    },
    permission::Catalogue,
};

/// Deactivates a member, and tells whether that changed anything. If a partner had deactivated the
/// member before, from now on it counts as the account's act (D9).
pub fn deactivate(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    super_admins: &SuperAdmins,
    now: Time,
) -> Result<bool, Refusal> {
    super_admins.can_spare(&target.membership, manager.taken_by())?;
    manager.may_manage(target, catalogue)?;
    let refused = target.terms.refuse(manager.rank);
    let changed = target.membership.can_be_ended() || refused;
    if changed {
        target.membership.deactivate(now);
    }
    Ok(changed)
}

/// Reactivates a member with their former access, also one whom a break of their employment cut off and
/// who is employed again. Tells whether anything changed.
pub fn reactivate(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    now: Time,
) -> Result<bool, Refusal> {
    manager.may_manage(target, catalogue)?;
    manager.may_renew(target)?;
    manager.may_bring_back(target)?;
    manager.may_let_in(&target.terms)?;
    let employment = target.current_employment(now);
    let given_again = target.is_cut(now) && employment.is_some();
    let changed = target.membership.deactivated || target.terms.is_refused() || given_again;
    if changed {
        target.terms.refused = None;
        target.membership.change(now, |state| {
            state.deactivated = false;
            state.given_under = employment.or(state.given_under);
        });
    }
    Ok(changed)
}

/// Checks whether a member may be removed, and lays down the account's refusal, which stays with
/// the person (D9).
pub fn remove(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    super_admins: &SuperAdmins,
) -> Result<(), Refusal> {
    super_admins.can_spare(&target.membership, manager.taken_by())?;
    manager.may_manage(target, catalogue)?;
    target.terms.refuse(manager.rank);
    Ok(())
}

/// Checks whether the platform may remove a member, and lays down the account's refusal (D9). Tells
/// whether that leaves the account without a permanent super admin (D5).
pub fn remove_by_platform(
    target: &mut Member,
    super_admins: &SuperAdmins,
    last: LastSuperAdmin,
) -> Result<bool, Refusal> {
    let stays = super_admins.can_spare(&target.membership, TakenBy::PLATFORM);
    let leaves_without = stays.is_err();
    if leaves_without {
        last.may_go()?;
    }
    target.terms.refuse(Rank::SuperAdmin);
    Ok(leaves_without)
}

/// Checks whether a member may leave the account, or decline an invitation to it, and notes that they
/// did (I4).
pub fn leave(member: &mut Member, super_admins: &SuperAdmins) -> Result<(), Refusal> {
    super_admins.can_spare(&member.membership, TakenBy::PLATFORM)?;
    member.terms.left = true;
    Ok(())
}

/// Renews an invitation, expired or not. It can then be accepted for as long as a new one (I1).
pub fn resend_invitation(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    now: Time,
) -> Result<(), Refusal> {
    manager.may_manage(target, catalogue)?;
    manager.may_renew(target)?;
    if target.membership.status() != Status::Invited {
        return Err(Refusal::Conflict(Conflict::NotInvited));
    }
    target.membership.change(now, |state| {
        state.invited_until = Some(now + days(INVITATION_DAYS));
    });
    Ok(())
}

/// Accepts an invitation, or takes the super admin's access that is active already, and tells whether
/// anything changed. A deactivated membership must be reactivated first (I1, D3).
pub fn accept(member: &mut Member, now: Time) -> Result<bool, Refusal> {
    if member.membership.deactivated {
        return Err(Refusal::Conflict(Conflict::Deactivated));
    }
    let Some(until) = member.membership.invited_until else {
        return Ok(member.membership.take(now));
    };
    if until <= now {
        return Err(Refusal::Conflict(Conflict::InvitationLapsed));
    }
    member.terms.left = false;
    member.membership.change(now, |state| {
        state.invited_until = None;
        state.offered_by = None;
    });
    Ok(true)
}
