//! Adding an employee to a client.

use super::{Chosen, Given, adjustments, must_be_other_employee};
use crate::{
    base::{
        ids::UserId,
        refusal::Refusal,
        time::{Time, earlier_end},
    },
    gate::Delegator,
    membership::{employee::Employee, terms::Terms},
    permission::{Catalogue, Delegation, Gain, Permissions},
};

/// A person to add to a client.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The person.
    pub user: UserId,
    /// Their membership in the partner account.
    pub employment: Option<&'a Employee>,
    /// Whether they are a member of the client already, whatever the status.
    pub is_member: bool,
    /// What the client has laid down about them.
    pub terms: &'a Terms,
}

impl Candidate<'_> {
    /// Whether the person is invited first: their address is not confirmed (I1), or they left the client
    /// or declined (I4).
    fn is_invited(&self) -> bool {
        self.terms.left || self.employment.is_some_and(|employee| !employee.confirmed)
    }
}

/// Adds an employee to a client with a set. The delegation rule clips what they get (A2), and their
/// access ends no later than the actor's (A9). Members (A6) and people whom the client refused (D9)
/// cannot be added.
pub fn add(
    catalogue: &Catalogue,
    delegator: &Delegator,
    chosen: &Chosen,
    candidate: Candidate<'_>,
    wanted_end: Option<Time>,
    now: Time,
) -> Result<Given, Refusal> {
    let employment = must_be_other_employee(delegator, candidate.user, candidate.employment, now)?;
    if candidate.is_member {
        return Err(Refusal::AlreadyAMember);
    }
    if candidate.terms.is_refused() {
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
        employment,
        invited: candidate.is_invited(),
    })
}
