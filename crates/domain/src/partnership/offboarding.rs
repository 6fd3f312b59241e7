//! Offboarding: what happens when somebody leaves a partner (D8).
//!
//! Their access in all clients stops at once (P5), except where they are super admin. An operation
//! deactivates those memberships, in the name of whoever ended the employment. What it does with
//! the other memberships is a setting.

use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    gate::Ender,
    membership::{Access, member::Member, super_admins::SuperAdmins},
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

/// Whether somebody who was employed at `then` is no longer employed at `now`. The user's and the
/// partner account's status do not matter: both can come back, and the person's access in clients
/// with them.
pub fn leaves(before: &Member, then: Time, after: Option<&Member>, now: Time) -> bool {
    before.is_employed_here(then) && !after.is_some_and(|member| member.is_employed_here(now))
}

/// The outcome for one membership of somebody who left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offboarded {
    /// It was deactivated.
    Deactivated,
    /// It is to be removed.
    Removed,
    /// Nothing had to be done.
    Unchanged,
}

/// Ends a membership that acts for the partner that the person left. Nothing changes if the person
/// is an employee again. Super admins are deactivated under any policy, except the last permanent
/// one (D5).
pub fn offboard(
    ender: &Ender,
    target: &mut Member,
    super_admins: &SuperAdmins,
    policy: OffboardingPolicy,
    now: Time,
) -> Result<Offboarded, Refusal> {
    if target
        .acting
        .as_ref()
        .is_some_and(|acting| acting.is_employee(now))
    {
        return Ok(Offboarded::Unchanged);
    }
    let super_admin = target.membership.access == Access::SuperAdmin;
    match policy {
        OffboardingPolicy::Offer if !super_admin => Ok(Offboarded::Unchanged),
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
