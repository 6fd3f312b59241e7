//! Giving an employee another set in a client.

use super::{Chosen, Given, adjustments, must_be_other_employee};
use crate::{
    base::{
        refusal::Refusal,
        time::{Time, earlier_end, ends_after},
    },
    gate::Delegator,
    membership::{
        Access, Adjustments, EmploymentKey, employee::Employee, member::Member, terms::Terms,
    },
    permission::{Catalogue, Delegation, Gain, Permissions, Restated, restate},
};

/// The end of access that a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedEnd {
    /// The call does not mention an end: the present one stays.
    Keep,
    /// The call sets an end, or clears it with `None`.
    At(Option<Time>),
}

/// Returns the end that changed access gets, and whether anything may be gained. Somebody whose
/// access ends after the actor's gains nothing, unless the call moves the end within the actor's
/// (A9).
fn changed_end(
    current: Option<Time>,
    wanted: WantedEnd,
    delegator: &Delegator,
    terms: &Terms,
) -> (Option<Time>, Gain) {
    let limit = delegator.access_ends;
    // An end can be put off as far as the actor's own; a later one can only be moved earlier.
    let farthest = if ends_after(current, limit) {
        current
    } else {
        limit
    };
    let end = match wanted {
        WantedEnd::At(end) => earlier_end(end, farthest),
        WantedEnd::Keep => current,
    };
    let end = earlier_end(end, terms.limit_at());
    let gain = if ends_after(end, limit) {
        Gain::Nothing
    } else {
        Gain::Allowed
    };
    (end, gain)
}

/// Returns what stored adjustments do to a base, however their keys are spelt.
fn meaning(catalogue: &Catalogue, base: Permissions, adjustments: &Adjustments) -> Restated {
    let given = base | catalogue.grant(&adjustments.added);
    restate(base, given - catalogue.withhold(&adjustments.clipped))
}

/// Checks whether somebody may be given another set, whichever it is (A6). Returns the employment under
/// which it is given.
pub fn may_change(
    delegator: &Delegator,
    target: &Member,
    employment: Option<&Employee>,
    now: Time,
) -> Result<EmploymentKey, Refusal> {
    let user = target.membership.user;
    if user == delegator.user {
        return Err(Refusal::SelfTarget);
    }
    if target.membership.access == Access::SuperAdmin {
        return Err(Refusal::SuperAdminTarget);
    }
    must_be_other_employee(delegator, user, employment, now)
}

/// Gives an employee another set, and changes the member in place. The delegation rule clips what
/// they get (A2, A9). A partner admin who is given a set is no longer partner admin (A6).
pub fn change(
    catalogue: &Catalogue,
    delegator: &Delegator,
    chosen: &Chosen,
    target: &mut Member,
    employment: Option<&Employee>,
    wanted_end: WantedEnd,
    now: Time,
) -> Result<Given, Refusal> {
    let employment = may_change(delegator, target, employment, now)?;
    let (end, gain) = changed_end(
        target.membership.expires_at,
        wanted_end,
        delegator,
        &target.terms,
    );
    let set = catalogue.grant(&chosen.set.permissions);
    // What a break cut is not there to be kept: it is given anew, or not (D2).
    let current = if target.is_cut(now) {
        Permissions::EMPTY
    } else {
        target.granted(catalogue)
    };
    let delegated = Delegation {
        chosen: set,
        actor: delegator.may_give,
        current,
        ceiling: catalogue.all(),
        withheld_by_client: target.withheld_by_client(catalogue),
        gain,
    }
    .apply(catalogue);
    let given = Given {
        adjustments: adjustments(catalogue, set, delegated.permissions),
        delegated,
        expires_at: end,
        employment,
        invited: false,
    };
    let access = Access::PermissionSet(chosen.held);
    let same = target.membership.access == access
        && meaning(catalogue, set, &target.membership.adjustments)
            == restate(set, delegated.permissions)
        && target.membership.expires_at == end
        && !target.is_cut(now);
    if !same {
        target.membership.change(now, |state| {
            state.access = access;
            state.adjustments = given.adjustments.clone();
            state.expires_at = end;
            state.given_under = Some(employment);
        });
        target.set = Some(chosen.set.clone());
    }
    Ok(given)
}
