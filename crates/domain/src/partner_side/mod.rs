//! What a partner does with its employees in a client: add, change, deactivate, reactivate, remove.
//!
//! A [`Delegator`] gives and takes only what they hold themselves: every change of access goes
//! through the delegation rule (A2).

mod add;
mod change;
mod end;
mod offer;
mod reactivate;

pub use self::{
    add::{Candidate, add},
    change::{WantedEnd, change, may_change},
    end::{deactivate, remove},
    offer::Chosen,
    reactivate::reactivate,
};
use crate::{
    base::{ids::UserId, refusal::Refusal, time::Time},
    gate::Delegator,
    membership::{Adjustments, EmploymentKey, employee::Employee},
    permission::{Catalogue, Delegated, Permissions, restate},
};

/// The result of the delegation rule for a chosen set (A2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The adjustments to store on top of the set.
    pub adjustments: Adjustments,
    /// The permissions held now, and those withheld and retained (A3).
    pub delegated: Delegated,
    /// When access ends: no later than the actor's own, nor than the client allows (A9).
    pub expires_at: Option<Time>,
    /// The employment under which it is given.
    pub employment: EmploymentKey,
    /// Whether a new member accepts first.
    pub invited: bool,
}

/// Checks the two rules for everyone who is given access by a partner: the actor is somebody else,
/// and the person is an active employee (A6). Returns the employment under which it is given.
fn must_be_other_employee(
    delegator: &Delegator,
    user: UserId,
    employment: Option<&Employee>,
    now: Time,
) -> Result<EmploymentKey, Refusal> {
    if user == delegator.user {
        return Err(Refusal::SelfTarget);
    }
    let current = employment.and_then(|employee| employee.current_employment(now));
    current.ok_or(Refusal::NotAnEmployee)
}

/// Returns the adjustments that turn a base into the `new` permissions (A2).
fn adjustments(catalogue: &Catalogue, base: Permissions, new: Permissions) -> Adjustments {
    let restated = restate(base, new);
    Adjustments {
        added: catalogue.names(restated.added),
        clipped: catalogue.expanded_keys(restated.clipped),
    }
}
