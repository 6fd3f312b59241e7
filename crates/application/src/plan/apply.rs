//! Plans moving holders of an older version of the partner's set to the newest one (A7), within
//! what the caller may delegate (A2).

use latchkey_domain::{
    base::{ids::PermissionSetId, refusal::Refusal},
    membership::{Access, member::Member},
    partner_side::{self, WantedEnd},
    trail::event::{Event, EventKind},
};

use super::{EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts};
use crate::frame::{error::UseCaseError, ports::Ports};

/// Plans giving the newest version of a set to its holders in a client. Members who hold another
/// set by now are left unchanged.
pub(crate) fn apply(
    ports: &Ports,
    facts: &mut PlanFacts,
    employees: Employees<'_>,
    set: PermissionSetId,
) -> Result<Plan, UseCaseError> {
    const KIND: EventKind = EventKind::MembershipChanged;
    let now = ports.now();
    let delegating = facts.take_delegating(employees.client)?;
    let chosen = facts.chosen(employees.client)?;

    let mut plan = Plan::new(facts.manager.permit());
    for &employee in employees.users {
        let Some(mut target) = facts.take_acting((employees.client, employee)) else {
            plan.refuse(
                employees.attempted(KIND, employee),
                employee,
                Refusal::NotFound,
            );
            continue;
        };
        if !holds(&target, set) {
            let outcome = EmployeeOutcome::Unchanged;
            plan.results.push(EmployeeResult::plain(employee, outcome));
            continue;
        }
        let before = target.clone();
        let given = partner_side::change(
            &ports.catalogue,
            &delegating.delegator,
            &chosen,
            &mut target,
            facts.employees.get(&employee),
            WantedEnd::Keep,
            now,
        );
        let given = match given {
            Ok(given) => given,
            Err(refusal) => {
                plan.refuse(employees.attempted(KIND, employee), employee, refusal);
                continue;
            }
        };
        let changed = target != before;
        let outcome = if changed {
            EmployeeOutcome::Changed
        } else {
            EmployeeOutcome::Unchanged
        };
        let result = EmployeeResult::of_given(&ports.catalogue, employee, outcome, &given);
        if changed {
            let mut event =
                Event::of_membership(KIND, &ports.catalogue, Some(&before), Some(&target));
            event.details.withheld.clone_from(&result.withheld);
            event.details.retained.clone_from(&result.retained);
            plan.events.push(event);
            plan.changed.push(target.membership);
        }
        plan.results.push(result);
    }
    Ok(plan)
}

fn holds(member: &Member, set: PermissionSetId) -> bool {
    match member.membership.access {
        Access::PermissionSet(held) => held.set == set,
        Access::SuperAdmin | Access::PartnerAdmin => false,
    }
}
