//! What an account does with its own members: deactivate, reactivate, remove, invite again (A8, D3,
//! D5, D9, I1).
//!
//! What the account does here is its refusal: no partner brings the person back until the account
//! does (D9).

use crate::{
    base::{
        refusal::{Conflict, Refusal},
        time::{Time, days},
    },
    gate::AccountManager,
    membership::{INVITATION_DAYS, Status, member::Member, super_admins::SuperAdmins},
    permission::Catalogue,
};

/// Takes a member's access, reversibly. A member whom a partner had deactivated already counts as
/// deactivated by the account from now on (D9). Tells whether anything changed.
pub fn deactivate(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    super_admins: &SuperAdmins,
    now: Time,
) -> Result<bool, Refusal> {
    super_admins.can_spare(target.membership.user, manager.acts_for)?;
    manager.may_manage(target, catalogue)?;
    let changed = !target.membership.deactivated || !target.terms.refused;
    if changed {
        target.terms.refused = true;
        target
            .membership
            .change(now, |state| state.deactivated = true);
    }
    Ok(changed)
}

/// Gives a member back what they had. Tells whether anything changed.
pub fn reactivate(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    now: Time,
) -> Result<bool, Refusal> {
    manager.may_manage(target, catalogue)?;
    let changed = target.membership.deactivated || target.terms.refused;
    if changed {
        target.terms.refused = false;
        target
            .membership
            .change(now, |state| state.deactivated = false);
    }
    Ok(changed)
}

/// Whether a member may be removed; what the account has laid down stays, and with it the refusal.
pub fn remove(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    super_admins: &SuperAdmins,
) -> Result<(), Refusal> {
    super_admins.can_spare(target.membership.user, manager.acts_for)?;
    manager.may_manage(target, catalogue)?;
    target.terms.refused = true;
    Ok(())
}

/// Renews an invitation: it can be accepted for as long as a new one (I1), also one that has lapsed.
pub fn resend_invitation(
    catalogue: &Catalogue,
    manager: &AccountManager,
    target: &mut Member,
    now: Time,
) -> Result<(), Refusal> {
    manager.may_manage(target, catalogue)?;
    if target.membership.status() != Status::Invited {
        return Err(Refusal::Conflict(Conflict::NotInvited));
    }
    target.membership.change(now, |state| {
        state.invited_until = Some(now + days(INVITATION_DAYS));
    });
    Ok(())
}

/// Accepts an invitation that the person has (I1); one that was deactivated waits for whoever did
/// that. Tells whether anything changed.
pub fn accept(member: &mut Member, now: Time) -> Result<bool, Refusal> {
    if member.membership.deactivated {
        return Err(Refusal::Conflict(Conflict::Deactivated));
    }
    let Some(until) = member.membership.invited_until else {
        return Ok(false);
    };
    if until <= now {
        return Err(Refusal::Conflict(Conflict::InvitationLapsed));
    }
    member
        .membership
        .change(now, |state| state.invited_until = None);
    Ok(true)
}
