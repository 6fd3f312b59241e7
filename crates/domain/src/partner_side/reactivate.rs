//! Reactivating an employee in a client.

use super::{adjustments, must_be_other_employee};
use crate::{
    base::{
        refusal::Refusal,
        time::{Time, earlier_end},
    },
    gate::Delegator,
    membership::{Access, employee::Employee, member::Member},
    permission::{Catalogue, Delegation, Gain, Permissions},
};

/// Gives an employee their former access back, after they were deactivated or a break of their employment
/// cut it, and tells whether that changed anything.
/// The delegation rule clips it as if they held nothing (D2, A2), and it ends no later than the
/// actor's own (A9).
pub fn reactivate(
    catalogue: &Catalogue,
    delegator: &Delegator,
    target: &mut Member,
    employment: Option<&Employee>,
    now: Time,
) -> Result<bool, Refusal> {
    let user = target.membership.user;
    if user == delegator.user {
        return Err(Refusal::SelfTarget);
    }
    if target.membership.access == Access::SuperAdmin {
        return Err(Refusal::SuperAdminTarget);
    }
    if target.only_super_admins_renew() {
        return Err(Refusal::MissingPermission);
    }
    let employment = must_be_other_employee(delegator, user, employment, now)?;
    if target.terms.is_refused() {
        return Err(Refusal::ClientRefused);
    }
    if !target.membership.deactivated && !target.is_cut(now) {
        return Ok(false);
    }
    let base = target.base(catalogue);
    let delegated = Delegation {
        chosen: target.granted(catalogue),
        actor: delegator.may_give,
        current: Permissions::EMPTY,
        ceiling: catalogue.all(),
        withheld_by_client: target.withheld_by_client(catalogue),
        gain: Gain::Allowed,
    }
    .apply(catalogue);
    let kept = adjustments(catalogue, base, delegated.permissions);
    let end = earlier_end(target.membership.expires_at, delegator.access_ends);
    target.membership.change(now, |state| {
        state.deactivated = false;
        state.adjustments = kept;
        state.expires_at = end;
        state.given_under = Some(employment);
    });
    Ok(true)
}
