//! Plans giving back in a client what the end of an employment cut (D8). It takes the right over employees
//! in the partner account alone: nobody gets more than they had.

use latchkey_domain::{
    gate::PartnerManager,
    partnership::offboarding::{self, UndoneBreak},
    ports::Reader,
    trail::event::{Event, EventKind},
    work::operation::Item,
};

use super::{EmployeeOutcome, EmployeeResult, Employees, Plan};
use crate::frame::{error::UseCaseError, ports::Ports};

/// Plans giving back, each item by the employment that began with the call.
pub(crate) async fn give_back(
    ports: &Ports,
    manager: &PartnerManager,
    reader: &mut dyn Reader,
    employees: Employees<'_>,
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    const KIND: EventKind = EventKind::MembershipGiven;
    let now = ports.now();
    let mut members = employees.acting(reader).await?;
    let mut plan = Plan::new(manager.permit());
    for item in items {
        let employee = item.employee;
        let undone = item.params.as_deref().and_then(UndoneBreak::parse);
        let unchanged = EmployeeResult::plain(employee, EmployeeOutcome::Unchanged);
        // Somebody has removed the membership since.
        let (Some(mut target), Some(undone)) = (members.remove(&employee), undone) else {
            plan.results.push(unchanged);
            continue;
        };
        let before = target.clone();
        match offboarding::give_back(&mut target, undone, now) {
            Ok(false) => plan.results.push(unchanged),
            Ok(true) => {
                let catalogue = &ports.catalogue;
                let event = Event::of_membership(KIND, catalogue, Some(&before), Some(&target));
                plan.events.push(event);
                plan.results.push(EmployeeResult {
                    permissions: catalogue.names(target.granted(catalogue)),
                    expires_at: target.membership.expires_at,
                    ..EmployeeResult::plain(employee, EmployeeOutcome::Reactivated)
                });
                plan.changed.push(target.membership);
            }
            Err(refusal) => plan.refuse(employees.attempted(KIND, employee), employee, refusal),
        }
    }
    Ok(plan)
}
