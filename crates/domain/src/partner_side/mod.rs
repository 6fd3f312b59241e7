//! What a partner does with its employees in a client: add, change, deactivate, reactivate
//! (A1 to A6, A9, D1, D2, D9).
//!
//! Everything given here passes the delegation rule (A2): a [`Delegator`] gives or takes only what
//! they hold.

use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::{Time, earlier_end, ends_after},
    },
    gate::{Delegator, Ender},
    membership::{
        Access, Adjustments, HeldVersion,
        employee::Employee,
        grant::HeldSet,
        member::Member,
        super_admins::{ActsFor, SuperAdmins},
        terms::Terms,
    },
    permission::{
        Catalogue, Delegated, Delegation, Gain, PermissionSet, Permissions, Restated, SetOwner,
        restate,
    },
    work::removal::may_remove,
};

/// A permission set as somebody chose it for others.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Which version.
    pub held: HeldVersion,
    /// What it holds.
    pub set: HeldSet,
}

impl Chosen {
    /// Rule A5: the newest version of a set for somebody in `client` who acts for `partner`, or for
    /// nobody. The standard sets, the client's and the partner's own are theirs to be given; any
    /// other account's set is unknown.
    pub fn offered(
        set: &PermissionSet,
        client: AccountId,
        partner: Option<AccountId>,
    ) -> Result<Self, Refusal> {
        match set.owner() {
            SetOwner::Standard => {}
            SetOwner::Account(owner) if owner == client || Some(owner) == partner => {}
            SetOwner::Account(_) => return Err(Refusal::NotFound),
        }
        let latest = set.current().number();
        Ok(Self {
            held: HeldVersion {
                set: set.id(),
                version: latest,
            },
            set: HeldSet {
                owner: set.owner(),
                name: set.name().clone(),
                permissions: set.permissions().to_vec(),
                latest,
            },
        })
    }
}

/// A person who is to be added to a client.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Who.
    pub user: UserId,
    /// Their membership in the partner's account.
    pub employment: Option<&'a Employee>,
    /// Whether they are a member of the client already, whatever the status.
    pub is_member: bool,
    /// What the client has laid down about them.
    pub terms: &'a Terms,
}

/// What the delegation rule made of a chosen set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// How it is stored on top of the set.
    pub adjustments: Adjustments,
    /// What the person holds now, what was withheld, what was retained (A3).
    pub delegated: Delegated,
    /// When their access ends: clipped to the actor's own, and to what the client set (A9).
    pub expires_at: Option<Time>,
}

/// Rule A6 for whoever is given anything by a partner: not oneself, an active employee.
fn must_be_other_employee(
    delegator: &Delegator,
    user: UserId,
    employment: Option<&Employee>,
    now: Time,
) -> Result<(), Refusal> {
    if user == delegator.user {
        return Err(Refusal::SelfTarget);
    }
    if employment.is_some_and(|employee| employee.is_active(now)) {
        Ok(())
    } else {
        Err(Refusal::NotAnEmployee)
    }
}

/// How `new` permissions are kept on top of a base (A2).
fn adjustments(catalogue: &Catalogue, base: Permissions, new: Permissions) -> Adjustments {
    let restated = restate(base, new);
    Adjustments {
        added: catalogue.names(restated.added),
        clipped: catalogue.expanded_keys(restated.clipped),
    }
}

/// What stored adjustments do to a base, however their keys were written.
fn meaning(catalogue: &Catalogue, base: Permissions, adjustments: &Adjustments) -> Restated {
    let given = base | catalogue.grant(&adjustments.added);
    restate(base, given - catalogue.withhold(&adjustments.clipped))
}

/// Adds an employee to a client with a set (A1, A2, A6, A9, D9).
pub fn add(
    catalogue: &Catalogue,
    delegator: &Delegator,
    chosen: &Chosen,
    candidate: Candidate<'_>,
    wanted_end: Option<Time>,
    now: Time,
) -> Result<Given, Refusal> {
    must_be_other_employee(delegator, candidate.user, candidate.employment, now)?;
    if candidate.is_member {
        return Err(Refusal::AlreadyAMember);
    }
    if candidate.terms.refused {
        return Err(Refusal::ClientRefused);
    }
    let set = catalogue.grant(&chosen.set.permissions);
    let delegated = Delegation {
        chosen: set,
        actor: delegator.may_give,
        current: Permissions::EMPTY,
        ceiling: catalogue.all(),
        withheld_by_client: catalogue.withhold(candidate.terms.withheld_keys()),
        gain: Gain::Allowed,
    }
    .apply(catalogue);
    let end = earlier_end(wanted_end, delegator.access_ends);
    Ok(Given {
        adjustments: adjustments(catalogue, set, delegated.permissions),
        delegated,
        expires_at: earlier_end(end, candidate.terms.limit_at()),
    })
}

/// An end that a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedEnd {
    /// The call says nothing: the end stays.
    Keep,
    /// The call names an end, or none at all.
    At(Option<Time>),
}

/// Rule A9 when access is changed: the end it gets, and whether anything may be gained. Nothing is
/// gained by somebody whose access ends after the actor's, unless the call brings the end within it.
fn changed_end(
    current: Option<Time>,
    wanted: WantedEnd,
    delegator: &Delegator,
    terms: &Terms,
) -> (Option<Time>, Gain) {
    let limit = delegator.access_ends;
    // An end moves out as far as the actor's own; one that lies beyond is only brought nearer.
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

/// Gives an employee another set (A1, A2, A6, A9). A partner admin's template ends with it. The
/// member is changed in place.
pub fn change(
    catalogue: &Catalogue,
    delegator: &Delegator,
    chosen: &Chosen,
    target: &mut Member,
    employment: Option<&Employee>,
    wanted_end: WantedEnd,
    now: Time,
) -> Result<Given, Refusal> {
    let user = target.membership.user;
    if user == delegator.user {
        return Err(Refusal::SelfTarget);
    }
    if target.membership.access == Access::SuperAdmin {
        return Err(Refusal::SuperAdminTarget);
    }
    must_be_other_employee(delegator, user, employment, now)?;
    let (end, gain) = changed_end(
        target.membership.expires_at,
        wanted_end,
        delegator,
        &target.terms,
    );
    let set = catalogue.grant(&chosen.set.permissions);
    let delegated = Delegation {
        chosen: set,
        actor: delegator.may_give,
        current: target.granted(catalogue),
        ceiling: catalogue.all(),
        withheld_by_client: target.withheld_by_client(catalogue),
        gain,
    }
    .apply(catalogue);
    let given = Given {
        adjustments: adjustments(catalogue, set, delegated.permissions),
        delegated,
        expires_at: end,
    };
    let access = Access::PermissionSet(chosen.held);
    let same = target.membership.access == access
        && meaning(catalogue, set, &target.membership.adjustments)
            == restate(set, delegated.permissions)
        && target.membership.expires_at == end;
    if !same {
        target.membership.change(now, |state| {
            state.access = access;
            state.adjustments = given.adjustments.clone();
            state.expires_at = end;
        });
        target.set = Some(chosen.set.clone());
    }
    Ok(given)
}

/// Rule D1: takes an employee's access in a client, reversibly. Needs only the right in the partner
/// account; whoever the person is there by now. Whoever acts for nobody, or for another partner, is
/// not to be known of (A6). Tells whether anything changed.
pub fn deactivate(
    ender: &Ender,
    target: &mut Member,
    super_admins: &SuperAdmins,
    now: Time,
) -> Result<bool, Refusal> {
    if target.membership.partner != Some(ender.partner) {
        return Err(Refusal::NotFound);
    }
    super_admins.can_spare(target.membership.user, ActsFor::Partner)?;
    let changed = !target.membership.deactivated;
    if changed {
        target
            .membership
            .change(now, |state| state.deactivated = true);
    }
    Ok(changed)
}

/// Rule D5: whether a partner may remove an employee from a client: a super admin is only deactivated
/// or migrated, the last permanent one is left alone. Needs only the right in the partner account
/// (D1), and lifts nothing that the client laid down (D9): that stays with the person.
pub fn remove(ender: &Ender, target: &Member, super_admins: &SuperAdmins) -> Result<(), Refusal> {
    let membership = &target.membership;
    if membership.partner != Some(ender.partner) {
        return Err(Refusal::NotFound);
    }
    may_remove(membership.user, membership.access, super_admins)
}

/// Rule D2: gives a deactivated employee back what they had, clipped by A2 with nothing held, and
/// within the actor's own end (A9). Tells whether anything changed.
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
    must_be_other_employee(delegator, user, employment, now)?;
    if target.terms.refused {
        return Err(Refusal::ClientRefused);
    }
    if !target.membership.deactivated {
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
    });
    Ok(true)
}
