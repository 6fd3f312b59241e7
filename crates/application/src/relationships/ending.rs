//! The end of a relationship and its effect on the partner's people in the client (R5).

use latchkey_domain::{
    base::page::PageRequest,
    partnership::relationship::{Relationship, deactivate_at_end},
    ports::{MemberFilter, UnitOfWork},
    trail::event::{Event, EventKind},
};

use crate::frame::{
    error::UseCaseError,
    ports::{OnEnd, Ports},
};

/// Returns the event of an ended relationship. If the operator has set it so, also deactivates
/// everyone who acts for the partner, with one event each.
pub(crate) async fn ended(
    ports: &Ports,
    unit: &mut dyn UnitOfWork,
    kind: EventKind,
    relationship: &Relationship,
) -> Result<Vec<Event>, UseCaseError> {
    let mut events = vec![event_of(ports, kind, relationship)];
    if kind != EventKind::RelationshipEnded || ports.settings.on_end == OnEnd::Keep {
        return Ok(events);
    }
    let (partner, client) = (relationship.partner, relationship.client);
    let now = ports.now();
    let mut super_admins = unit.permanent_super_admins(client).await?;
    let mut next = PageRequest::new(PageRequest::MAX_LIMIT, None);
    while let Some(page) = next {
        let members = unit
            .members(client, &MemberFilter::acting_for(partner), &page)
            .await?;
        for before in members.items {
            let mut after = before.clone();
            if deactivate_at_end(&mut after, &mut super_admins, now) {
                unit.save_membership(&mut after.membership).await?;
                events.push(Event::of_membership(
                    EventKind::MembershipDeactivated,
                    &ports.catalogue,
                    Some(&before),
                    Some(&after),
                ));
            }
        }
        let after = members.next;
        next = after.and_then(|after| PageRequest::new(PageRequest::MAX_LIMIT, Some(after)));
    }
    Ok(events)
}

/// The event of a change of a relationship.
pub(super) fn event_of(ports: &Ports, kind: EventKind, relationship: &Relationship) -> Event {
    relationship.event(kind, ports.settings.ends_after_days)
}
