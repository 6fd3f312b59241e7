//! Plans ending the access that someone who left the partner still has in a client (D8), with the
//! right of whoever ended the employment.

use latchkey_domain::{
    base::refusal::Refusal,
    gate::Ender,
    partnership::offboarding::{self, Offboarded, OffboardingPolicy},
    ports::Reader,
    trail::event::{Event, EventKind},
    work::{
        asset::{Handover, Leaving},
        operation::Item,
    },
};

use super::{Departures, EmployeeOutcome, EmployeeResult, Employees, Plan};
use crate::{
    frame::{error::UseCaseError, ports::Ports},
    steps::hand_over,
};

/// Plans ending memberships in a client, by the policy at the time when the employment ended.
pub(crate) async fn offboard(
    ports: &Ports,
    ender: &Ender,
    reader: &mut dyn Reader,
    employees: Employees<'_>,
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let now = ports.now();
    let mut members = employees.acting(reader).await?;
    let mut super_admins = reader.permanent_super_admins(employees.client).await?;

    let mut plan = Plan::new(ender.permit());
    let (mut leaving, mut removed) = (Vec::new(), Vec::new());
    for item in items {
        let employee = item.employee;
        // The membership is already gone.
        let Some(mut target) = members.remove(&employee) else {
            let outcome = EmployeeOutcome::Unchanged;
            plan.results.push(EmployeeResult::plain(employee, outcome));
            continue;
        };
        let policy = item.params.as_deref().and_then(OffboardingPolicy::parse);
        let policy = policy.unwrap_or_default();
        let before = target.clone();
        let came = offboarding::offboard(ender, &mut target, &super_admins, policy, now);
        let event =
            |kind, after| Event::of_membership(kind, &ports.catalogue, Some(&before), after);
        let outcome = match came {
            Ok(Offboarded::Unchanged) => EmployeeOutcome::Unchanged,
            Ok(Offboarded::Suspended) => {
                let kind = EventKind::MembershipSuspended;
                plan.events.push(event(kind, Some(&target)));
                EmployeeOutcome::Unchanged
            }
            Ok(Offboarded::Deactivated) => {
                super_admins.leave_out(employee);
                let kind = EventKind::MembershipDeactivated;
                plan.events.push(event(kind, Some(&target)));
                plan.changed.push(target.membership);
                EmployeeOutcome::Deactivated
            }
            Ok(Offboarded::Removed) => {
                plan.events.push(event(EventKind::MembershipRemoved, None));
                removed.push(employee);
                leaving.push(Leaving {
                    user: employee,
                    partner: target.membership.partner,
                    handover: Handover::all(None),
                });
                EmployeeOutcome::Removed
            }
            Err(refusal) => {
                if refusal == Refusal::LastSuperAdmin {
                    plan.events
                        .push(event(EventKind::MembershipKept, Some(&before)));
                }
                let attempted = employees.attempted(EventKind::MembershipDeactivated, employee);
                plan.refuse(attempted, employee, refusal);
                continue;
            }
        };
        plan.results.push(EmployeeResult::plain(employee, outcome));
    }
    let mut handed = hand_over::left_behind(reader, employees.client, &leaving).await?;
    plan.events.append(&mut handed.events);
    plan.departures = Some(Departures {
        account: employees.client,
        removed,
        handed,
        at: now,
    });
    Ok(plan)
}
