//! Ending an employee's access to a client: deactivating and removing.

use crate::{
    base::{refusal::Refusal, time::Time},
    gate::Ender,
    membership::{
        member::Member,
        super_admins::{SuperAdmins, TakenBy},
    },
    work::removal::may_remove,
};

/// Deactivates an employee in a client, and tells whether that changed anything. What an offboarding had
/// deactivated is ended by somebody from now on, so that giving back leaves it (D8). It takes only the right
/// in the partner account, whatever the person is there by now (D1). Members who do not act for this partner
/// are hidden from it: 404 (A6).
pub fn deactivate(
    ender: &Ender,
    target: &mut Member,
    super_admins: &SuperAdmins,
    now: Time,
) -> Result<bool, Refusal> {
    if target.membership.partner != Some(ender.partner) {
        return Err(Refusal::NotFound);
    }
    super_admins.must_not_be_last(target.membership.user, TakenBy::PARTNER)?;
    let changed = target.membership.can_be_ended();
    if changed {
        target.membership.deactivate(now);
    }
    Ok(changed)
}

/// Checks whether a partner may remove an employee from a client. A super admin can only be
/// deactivated or changed to partner admin, and the last permanent one not even that (D5). It takes
/// only the right in the partner account (D1). What the client laid down stays with the person (D9).
pub fn remove(ender: &Ender, target: &Member, super_admins: &SuperAdmins) -> Result<(), Refusal> {
    let membership = &target.membership;
    if membership.partner != Some(ender.partner) {
        return Err(Refusal::NotFound);
    }
    may_remove(membership.user, membership.access, super_admins)
}
