//! Bringing holders of an older version of the partner's set to the newest one (A7), by A2.

use latchkey_domain::{
    authority::Need,
    client_access::{self, WantedEnd},
    event::{Event, EventKind},
    ids::PermissionSetId,
    member::Member,
    membership::Access,
    ports::Reader,
    refusal::Refusal,
};

use super::{Employees, ItemOutcome, ItemResult, Plan};
use crate::{client_access::gate, context::RequestContext, error::UseCaseError, ports::Ports};

/// Plans to give the newest version of a set to those who hold it in a client. Who holds another set
/// by now stays as they are.
pub(crate) async fn apply(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    whom: Employees<'_>,
    set: PermissionSetId,
) -> Result<Plan, UseCaseError> {
    const KIND: EventKind = EventKind::MembershipChanged;
    let now = ports.now();
    let manager = gate::manager(ports, cx, reader, whom.partner, Need::Edit).await?;
    let (_, delegator) = gate::delegator_in(ports, reader, &manager, whom.client).await?;
    let chosen = gate::chosen_set(reader, whom.partner, whom.client, set).await?;
    let mut members = whom.acting(reader).await?;
    let employments = whom.employments(reader).await?;

    let mut plan = Plan::new(manager.permit());
    for &employee in whom.users {
        let Some(mut target) = members.remove(&employee) else {
            plan.refuse(whom.attempted(KIND, employee), employee, Refusal::NotFound);
            continue;
        };
        if !holds(&target, set) {
            let outcome = ItemOutcome::Unchanged;
            plan.results.push(ItemResult::plain(employee, outcome));
            continue;
        }
        let before = target.clone();
        let given = client_access::change(
            &ports.catalogue,
            &delegator,
            &chosen,
            &mut target,
            employments.get(&employee),
            WantedEnd::Keep,
            now,
        );
        let given = match given {
            Ok(given) => given,
            Err(refusal) => {
                plan.refuse(whom.attempted(KIND, employee), employee, refusal);
                continue;
            }
        };
        let changed = target != before;
        let outcome = if changed {
            ItemOutcome::Changed
        } else {
            ItemOutcome::Unchanged
        };
        let result = ItemResult::of_given(&ports.catalogue, employee, outcome, &given);
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
