//! Offboarding: what happens when somebody leaves a partner (D8).
//!
//! Their access in all clients stops at once (P5), except where they are super admin. An operation
//! deactivates those memberships, in the name of whoever ended the employment. What it does with
//! the other memberships is a setting.

use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    gate::Ender,
    membership::{
        Access,
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
            let changed = partner_side::deactivate(ender, target, super_admins, now)?;
            Ok(if changed {
                Offboarded::Deactivated
            } else {
                Offboarded::Unchanged
            })
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
