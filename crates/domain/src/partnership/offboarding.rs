//! What follows when somebody leaves the account of a partner (D8).
//!
//! Whoever leaves loses effect in all clients at once (P5), except where they are super admin: there an
//! operation deactivates them, in the name of whoever ended the employment. What it does with their
//! other memberships is the operator's choice.

use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    gate::Ender,
    membership::{Access, member::Member, super_admins::SuperAdmins},
    partner_side,
};

words! {
    /// What is done with memberships that are not super admin.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum OffboardingPolicy {
        /// Nothing by itself: they give nothing any more, and the partner may remove them.
        #[default]
        Offer = "offer",
        /// They are deactivated.
        Deactivate = "deactivate",
        /// They are removed.
        Remove = "remove",
    }
}

/// Whether somebody who was employed at `then` is not at `now`. Whoever is disabled just then, or whose
/// partner is closed, leaves all the same: both may come back later, and with them what the person holds
/// in clients.
pub fn leaves(before: &Member, then: Time, after: Option<&Member>, now: Time) -> bool {
    before.is_employed_here(then) && !after.is_some_and(|member| member.is_employed_here(now))
}

/// What became of a membership that somebody had who left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offboarded {
    /// It is deactivated now.
    Deactivated,
    /// It is to be removed.
    Removed,
    /// Nothing was to be done.
    Unchanged,
}

/// Ends a membership that acts for the partner whose account the person left. Who is an employee again by
/// now stays as they are; super admins are deactivated whatever the policy, but for a last permanent one
/// (D5).
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
