//! Taking employees' access in a client, reversibly (D1).

use latchkey_domain::{
    authority::Need,
    client_access,
    event::{Event, EventKind},
    ports::Reader,
    refusal::Refusal,
};

use super::{Employees, ItemOutcome, ItemResult, Plan};
use crate::{client_access::gate, context::RequestContext, error::UseCaseError, ports::Ports};

/// Plans to deactivate employees in a client.
pub(crate) async fn deactivate(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    whom: Employees<'_>,
) -> Result<Plan, UseCaseError> {
    const KIND: EventKind = EventKind::MembershipDeactivated;
    let now = ports.now();
    let manager = gate::manager(ports, cx, reader, whom.partner, Need::Edit).await?;
    let ender = manager.ender();
    let mut members = whom.acting(reader).await?;
    let mut super_admins = reader.permanent_super_admins(whom.client).await?;

    let mut plan = Plan::new(manager.permit());
    for &employee in whom.users {
        let Some(mut target) = members.remove(&employee) else {
            plan.refuse(whom.attempted(KIND, employee), employee, Refusal::NotFound);
            continue;
        };
        let before = target.clone();
        match client_access::deactivate(&ender, &mut target, &super_admins, now) {
            Ok(true) => {
                super_admins.leave(employee);
                let event =
                    Event::of_membership(KIND, &ports.catalogue, Some(&before), Some(&target));
                plan.events.push(event);
                plan.changed.push(target.membership);
                let outcome = ItemOutcome::Deactivated;
                plan.results.push(ItemResult::plain(employee, outcome));
            }
            Ok(false) => {
                let outcome = ItemOutcome::Unchanged;
                plan.results.push(ItemResult::plain(employee, outcome));
            }
            Err(refusal) => plan.refuse(whom.attempted(KIND, employee), employee, refusal),
        }
    }
    Ok(plan)
}
