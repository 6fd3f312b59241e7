//! Plans reactivating employees in a client (D2).

use latchkey_domain::{
    base::refusal::Refusal,
    partner_side,
    trail::event::{Event, EventKind},
};

use super::{EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts};
use crate::frame::{error::UseCaseError, ports::Ports};

/// Plans reactivating employees in a client. A caller who is not partner admin there is refused as
/// a whole (A1).
pub(crate) fn reactivate(
    ports: &Ports,
    facts: &mut PlanFacts,
    employees: Employees<'_>,
) -> Result<Plan, UseCaseError> {
    const KIND: EventKind = EventKind::MembershipReactivated;
    let now = ports.now();
    let delegating = facts.take_delegating(employees.client)?;

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
        let before = target.clone();
        let employment = facts.employees.get(&employee);
        let (catalogue, delegator) = (&ports.catalogue, &delegating.delegator);
        match partner_side::reactivate(catalogue, delegator, &mut target, employment, now) {
            Ok(true) => {
                let event = Event::of_membership(KIND, catalogue, Some(&before), Some(&target));
                plan.events.push(event);
                // The permissions they had and did not get back (A3).
                let (had, has) = (before.granted(catalogue), target.granted(catalogue));
                plan.results.push(EmployeeResult {
                    permissions: catalogue.names(has),
                    withheld: catalogue.names(had - has),
                    expires_at: target.membership.expires_at,
                    ..EmployeeResult::plain(employee, EmployeeOutcome::Reactivated)
                });
                plan.changed.push(target.membership);
            }
            Ok(false) => {
                let outcome = EmployeeOutcome::Unchanged;
                plan.results.push(EmployeeResult::plain(employee, outcome));
            }
            Err(refusal) => plan.refuse(employees.attempted(KIND, employee), employee, refusal),
        }
    }
    Ok(plan)
}
