//! Plans removing or deactivating employees in a client as a manager confirmed it in a review (D1,
//! D3, D5, D6), and handing over their assets there (D7).

use std::collections::{BTreeSet, HashMap};

use latchkey_domain::{
    base::{ids::UserId, refusal::Refusal, time::Time},
    gate::{Need, PartnerManager},
    membership::{member::Member, super_admins::SuperAdmins},
    partner_side,
    ports::{Reader, StoreError},
    trail::event::{Event, EventKind},
    work::{
        asset::Leaving,
        operation::Item,
        removal::{Action, RemovalOrder, ReviewReach, may_receive_from_partner},
    },
};

use super::{Departures, EmployeeOutcome, EmployeeResult, Employees, Plan, by_user};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::partner,
    steps::hand_over,
};

/// Plans removing or deactivating employees in a client. The items contain what was confirmed for
/// each.
pub(crate) async fn remove(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    employees: Employees<'_>,
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let now = ports.now();
    let manager = partner::manager(ports, cx, reader, employees.partner, Need::Edit).await?;
    let orders = orders(items)?;
    let mut client = ClientUnderRemoval::read(reader, &manager, employees, &orders, now).await?;

    let mut plan = Plan::new(manager.permit());
    let mut leaving = Vec::new();
    let mut removed = Vec::new();
    for (employee, order) in orders {
        let kind = match order.action {
            Action::Remove => EventKind::MembershipRemoved,
            Action::Deactivate => EventKind::MembershipDeactivated,
        };
        let done = match client.target(employee, &order) {
            None => Err(Refusal::NotFound),
            Some(target) => client.carry_out(target, &order, now),
        };
        match done {
            Ok(RemovalDone::Removed(target)) => {
                let event = Event::of_membership(kind, &ports.catalogue, Some(&target), None);
                plan.events.push(event);
                let outcome = EmployeeOutcome::Removed;
                plan.results.push(EmployeeResult::plain(employee, outcome));
                removed.push(employee);
                leaving.push(Leaving {
                    user: employee,
                    partner: target.membership.partner,
                    handover: order.handover,
                });
            }
            Ok(RemovalDone::Deactivated { before, after }) => {
                let event =
                    Event::of_membership(kind, &ports.catalogue, Some(&before), Some(&after));
                plan.events.push(event);
                plan.changed.push(after.membership);
                let outcome = EmployeeOutcome::Deactivated;
                plan.results.push(EmployeeResult::plain(employee, outcome));
            }
            Ok(RemovalDone::Nothing) => {
                let outcome = EmployeeOutcome::Unchanged;
                plan.results.push(EmployeeResult::plain(employee, outcome));
            }
            Err(refusal) => plan.refuse(employees.attempted(kind, employee), employee, refusal),
        }
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

/// What was confirmed for each item.
fn orders(items: &[Item]) -> Result<Vec<(UserId, RemovalOrder)>, StoreError> {
    let orders = items.iter().map(|item| {
        let order = item.params.as_deref().and_then(RemovalOrder::parse);
        let order = order.ok_or_else(|| {
            let bug = "an item of a removal has no confirmed action";
            StoreError::Corrupt(bug.into())
        })?;
        Ok((item.employee, order))
    });
    orders.collect()
}

/// What happened to a member.
enum RemovalDone {
    /// They were removed.
    Removed(Box<Member>),
    /// They were deactivated.
    Deactivated {
        before: Box<Member>,
        after: Box<Member>,
    },
    /// They had no access before.
    Nothing,
}

/// A client with all employees a unit touches: those to be removed, those who get what they own,
/// and the assets, and the manager.
struct ClientUnderRemoval<'a> {
    manager: &'a PartnerManager,
    members: HashMap<UserId, Member>,
    super_admins: SuperAdmins,
    reach: ReviewReach,
}

impl<'a> ClientUnderRemoval<'a> {
    async fn read(
        reader: &mut dyn Reader,
        manager: &'a PartnerManager,
        employees: Employees<'_>,
        orders: &[(UserId, RemovalOrder)],
        now: Time,
    ) -> Result<Self, StoreError> {
        let mut people: BTreeSet<UserId> = employees.users.iter().copied().collect();
        let receivers = orders.iter();
        people.extend(receivers.flat_map(|(_, order)| order.handover.receivers()));
        people.insert(manager.user);
        let people: Vec<_> = people.into_iter().collect();
        let members = by_user(reader.members_among(employees.client, &people).await?);
        Ok(Self {
            manager,
            super_admins: reader.permanent_super_admins(employees.client).await?,
            reach: ReviewReach::of(members.get(&manager.user), now),
            members,
        })
    }

    /// The reviewed member, if that membership still exists and acts for the partner.
    fn target(&self, employee: UserId, order: &RemovalOrder) -> Option<Member> {
        let member = self.members.get(&employee)?;
        let is_meant = member.membership.id == order.membership
            && member.membership.partner == Some(self.manager.partner);
        is_meant.then(|| member.clone())
    }

    fn carry_out(
        &mut self,
        target: Member,
        order: &RemovalOrder,
        now: Time,
    ) -> Result<RemovalDone, Refusal> {
        let mut target = Box::new(target);
        match order.action {
            Action::Deactivate => {
                let before = target.clone();
                let admins = &self.super_admins;
                if !partner_side::deactivate(&self.manager.ender(), &mut target, admins, now)? {
                    return Ok(RemovalDone::Nothing);
                }
                self.super_admins.leave_out(target.membership.user);
                Ok(RemovalDone::Deactivated {
                    before,
                    after: target,
                })
            }
            Action::Remove => {
                partner_side::remove(&self.manager.ender(), &target, &self.super_admins)?;
                let mut receivers = order.handover.receivers();
                if receivers.all(|receiver| self.may_receive(receiver, now)) {
                    Ok(RemovalDone::Removed(target))
                } else {
                    Err(Refusal::StaleReview)
                }
            }
        }
    }

    /// Whether a receiver may still be given assets, as when the review was confirmed.
    fn may_receive(&self, receiver: UserId, now: Time) -> bool {
        let partner = self.manager.partner;
        let member = self.members.get(&receiver);
        member.is_some_and(|member| may_receive_from_partner(member, self.reach, partner, now))
    }
}
