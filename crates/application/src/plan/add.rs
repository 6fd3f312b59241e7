//! Plans adding employees to a client with a set (A1, A2, A6, A9, D9).

use latchkey_domain::{
    base::{
        ids::Ids,
        refusal::Refusal,
        time::{Time, days},
    },
    gate::Delegator,
    membership::{
        Access, Engagement, INVITATION_DAYS, Membership, NewMembership, employee::Employee,
        terms::Terms,
    },
    partner_side::{self, Candidate, Chosen, Given},
    permission::seat::{PaidSeats, Seat},
    trail::event::{AccessSummary, Details, Event, EventKind, StandingSummary},
};

use super::{EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts};
use crate::frame::{error::UseCaseError, ports::Ports};

/// The employees to add to a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Adding<'a> {
    /// The employees and the client.
    pub(crate) employees: Employees<'a>,
    /// When their access ends at the latest.
    pub(crate) expires_at: Option<Time>,
}

/// Plans adding employees to a client. A caller without the right there is refused as a whole.
pub(crate) fn add(
    ports: &Ports,
    facts: &mut PlanFacts,
    adding: Adding<'_>,
) -> Result<Plan, UseCaseError> {
    let (now, ends_after) = (ports.now(), ports.settings.ends_after_days);
    let employees = adding.employees;
    let mut delegating = facts.take_delegating(employees.client)?;
    let chosen = facts.chosen(employees.client)?;

    let delegator = &delegating.delegator;
    let mut plan = Plan::new(facts.manager.permit());
    for &user in employees.users {
        let terms = facts.take_terms((employees.client, user));
        let candidate = Candidate {
            user,
            employment: facts.employees.get(&user),
            is_member: facts.is_member(&(employees.client, user)),
            terms: &terms,
        };
        let catalogue = &ports.catalogue;
        let end = adding.expires_at;
        match partner_side::add(catalogue, delegator, &chosen, candidate, end, now) {
            Ok(given) => {
                let employment = candidate.employment.ok_or(Refusal::NotAnEmployee)?;
                let membership = begin(
                    &*ports.ids,
                    employees,
                    delegator,
                    &chosen,
                    employment,
                    &given,
                    now,
                );
                let outcome = EmployeeOutcome::Added;
                let result = EmployeeResult::of_given(catalogue, candidate.user, outcome, &given);
                plan.events.push(created(&membership, &terms, &result));
                plan.results.push(result);
                plan.new.push(membership);
            }
            Err(refusal) => {
                let attempted = employees.attempted(EventKind::MembershipCreated, candidate.user);
                plan.refuse(attempted, candidate.user, refusal);
            }
        }
    }
    // An addition restarts services that were ended on purpose (R4).
    if !plan.new.is_empty() && delegating.relationship.reconnect(now) {
        let connected = EventKind::RelationshipConnected;
        plan.events
            .push(delegating.relationship.event(connected, ends_after));
        plan.reconnected = Some(delegating.relationship);
    }
    Ok(plan)
}

fn begin(
    ids: &dyn Ids,
    employees: Employees<'_>,
    delegator: &Delegator,
    chosen: &Chosen,
    employment: &Employee,
    given: &Given,
    now: Time,
) -> Membership {
    let new = NewMembership {
        account: employees.client,
        user: employment.user,
        access: Access::PermissionSet(chosen.held),
        offered_by: None,
        adjustments: given.adjustments.clone(),
        seat: Seat::Partner,
        paid_seats: PaidSeats::default(),
        invited_until: given.invited.then(|| now + days(INVITATION_DAYS)),
        partner: Some(delegator.partner),
        engagement: Engagement::Employee,
        expires_at: given.expires_at,
        given_under: Some(given.employment),
    };
    Membership::begin(ids.next(), new, now)
}

fn created(membership: &Membership, terms: &Terms, result: &EmployeeResult) -> Event {
    let mut event = Event::new(EventKind::MembershipCreated)
        .in_account(membership.account)
        .about(membership.user)
        .with_partner(membership.partner)
        .on(membership.id);
    event.details = Details {
        after: Some(AccessSummary::of(membership, terms)),
        standing: Some(StandingSummary::of(membership)),
        added: result.permissions.clone(),
        withheld: result.withheld.clone(),
        ..Details::default()
    };
    event
}
