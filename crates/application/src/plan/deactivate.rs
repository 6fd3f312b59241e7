//! Plans deactivating employees in a client, which can be undone (D1).

use latchkey_domain::{
    base::refusal::Refusal,
    partner_side,
    trail::event::{Event, EventKind},
};

use super::{EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts};
use crate::frame::ports::Ports;

/// Plans deactivating employees in a client.
pub(crate) fn deactivate(ports: &Ports, facts: &mut PlanFacts, employees: Employees<'_>) -> Plan {
    const KIND: EventKind = EventKind::MembershipDeactivated;
    let now = ports.now();
    let ender = facts.manager.ender();
    let mut super_admins = facts.take_super_admins(employees.client);

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
        match partner_side::deactivate(&ender, &mut target, &super_admins, now) {
            Ok(true) => {
                super_admins.leave_out(employee);
                let event =
                    Event::of_membership(KIND, &ports.catalogue, Some(&before), Some(&target));
                plan.events.push(event);
                plan.changed.push(target.membership);
                let outcome = EmployeeOutcome::Deactivated;
                plan.results.push(EmployeeResult::plain(employee, outcome));
            }
            Ok(false) => {
                let outcome = EmployeeOutcome::Unchanged;
                plan.results.push(EmployeeResult::plain(employee, outcome));
            }
            Err(refusal) => plan.refuse(employees.attempted(KIND, employee), employee, refusal),
        }
    }
    plan
}
