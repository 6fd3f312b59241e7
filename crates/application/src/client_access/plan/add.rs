//! Adding employees to a client with a set (A1, A2, A6, A9, D9).

use std::collections::HashMap;

use latchkey_domain::{
    authority::Delegator,
    client_access::{self, Candidate, Chosen, Given},
    employee::Employee,
    event::{AccessSummary, Details, Event, EventKind},
    ids::{Ids, PermissionSetId, UserId},
    membership::{Access, Engagement, INVITATION_DAYS, Membership, NewMembership},
    ports::Reader,
    refusal::Refusal,
    seat::{PaidSeats, Seat},
    terms::Terms,
    time::{Time, days},
};

use super::{Employees, ItemOutcome, ItemResult, Plan, people::People};
use crate::{client_access::gate, context::RequestContext, error::UseCaseError, ports::Ports};

/// Whom to add, with what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Adding<'a> {
    /// Whom, and where.
    pub(crate) whom: Employees<'a>,
    /// With which set.
    pub(crate) permission_set: PermissionSetId,
    /// Until when, at the latest.
    pub(crate) expires_at: Option<Time>,
}

/// Plans to add employees to a client; a caller who may not do that there is refused as a whole.
pub(crate) async fn add(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    adding: Adding<'_>,
) -> Result<Plan, UseCaseError> {
    let now = ports.now();
    let whom = adding.whom;
    let mut people = People::load(ports, cx, reader, whom).await?;
    let set = adding.permission_set;
    let chosen = gate::chosen_set(reader, whom.partner, whom.client, set).await?;
    let terms = terms(reader, whom).await?;

    let delegator = &people.delegator;
    let mut plan = Plan::new(people.manager.permit());
    for terms in &terms {
        let candidate = Candidate {
            user: terms.user,
            employment: people.employees.get(&terms.user),
            is_member: people.members.contains_key(&terms.user),
            terms,
        };
        let catalogue = &ports.catalogue;
        let end = adding.expires_at;
        match client_access::add(catalogue, delegator, &chosen, candidate, end, now) {
            Ok(given) => {
                let employment = candidate.employment.ok_or(Refusal::NotAnEmployee)?;
                let membership = begin(
                    &*ports.ids,
                    whom,
                    delegator,
                    &chosen,
                    employment,
                    &given,
                    now,
                );
                let outcome = ItemOutcome::Added;
                let result = ItemResult::of_given(catalogue, candidate.user, outcome, &given);
                plan.events.push(created(&membership, &result));
                plan.results.push(result);
                plan.new.push(membership);
            }
            Err(refusal) => {
                let attempted = whom.attempted(EventKind::MembershipCreated, candidate.user);
                plan.refuse(attempted, candidate.user, refusal);
            }
        }
    }
    // R4: an addition starts services again that were ended on purpose.
    if !plan.new.is_empty() && people.relationship.reconnect(now) {
        let connected = Event::new(EventKind::RelationshipConnected);
        plan.events
            .push(connected.in_account(whom.client).with_partner(whom.partner));
        plan.reconnected = Some(people.relationship);
    }
    Ok(plan)
}

fn begin(
    ids: &dyn Ids,
    whom: Employees<'_>,
    delegator: &Delegator,
    chosen: &Chosen,
    employment: &Employee,
    given: &Given,
    now: Time,
) -> Membership {
    let new = NewMembership {
        account: whom.client,
        user: employment.user,
        access: Access::PermissionSet(chosen.held),
        adjustments: given.adjustments.clone(),
        seat: Seat::Partner,
        paid_seats: PaidSeats::default(),
        invited_until: (!employment.confirmed).then(|| now + days(INVITATION_DAYS)),
        partner: Some(delegator.partner),
        engagement: Engagement::Employee,
        expires_at: given.expires_at,
    };
    Membership::begin(ids.next(), new, now)
}

fn created(membership: &Membership, result: &ItemResult) -> Event {
    let mut event = Event::new(EventKind::MembershipCreated)
        .in_account(membership.account)
        .about(membership.user)
        .with_partner(membership.partner)
        .on(membership.id);
    event.details = Details {
        after: Some(AccessSummary::of(membership)),
        added: result.permissions.clone(),
        withheld: result.withheld.clone(),
        ..Details::default()
    };
    event
}

/// What the client has laid down about each of them, in the order asked.
async fn terms(reader: &mut dyn Reader, whom: Employees<'_>) -> Result<Vec<Terms>, UseCaseError> {
    let terms = reader.terms_among(whom.client, whom.users).await?;
    let mut laid_down: HashMap<UserId, Terms> =
        terms.into_iter().map(|terms| (terms.user, terms)).collect();
    let each = whom.users.iter().map(|user| {
        laid_down
            .remove(user)
            .unwrap_or_else(|| Terms::none(whom.client, *user))
    });
    Ok(each.collect())
}
