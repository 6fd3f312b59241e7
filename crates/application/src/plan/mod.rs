//! Plans a change for several employees in one client. A plan only reads; it is then written in a
//! unit, or shown by a dry run. Single calls and operations share these plans, so every rule has
//! one place (A3, A4).

mod add;
mod apply;
mod deactivate;
mod facts;
mod give_back;
mod offboard;
mod reactivate;
mod remove;
pub(crate) mod selection;

use std::collections::HashMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::Time,
    },
    membership::{Membership, member::Member},
    partner_side::Given,
    partnership::relationship::Relationship,
    permission::{Catalogue, PermissionKey},
    ports::{Reader, StoreError, UnitOfWork},
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
    work::asset::HandedOver,
};

pub(crate) use self::{
    add::{Adding, add},
    apply::apply,
    deactivate::deactivate,
    facts::PlanFacts,
    give_back::give_back,
    offboard::offboard,
    reactivate::reactivate,
    remove::remove,
};
use crate::steps::hand_over;

/// The outcome for one employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmployeeOutcome {
    /// They are now a member of the client.
    Added,
    /// They now hold the set.
    Changed,
    /// Nothing had to change (T4).
    Unchanged,
    /// They lost their access; this can be undone.
    Deactivated,
    /// They have access again.
    Reactivated,
    /// They are no longer a member.
    Removed,
    /// A rule refused it.
    Refused(Refusal),
}

/// The result for one employee, in the requested order (A3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeResult {
    /// The employee.
    pub employee: UserId,
    /// The outcome.
    pub outcome: EmployeeOutcome,
    /// The permissions they are now granted there.
    pub permissions: Vec<PermissionKey>,
    /// Permissions of the set that they did not get.
    pub withheld: Vec<PermissionKey>,
    /// Permissions they kept because the caller does not hold them.
    pub retained: Vec<PermissionKey>,
    /// When their access ends.
    pub expires_at: Option<Time>,
}

impl EmployeeResult {
    /// A result with only an outcome.
    pub(crate) const fn plain(employee: UserId, outcome: EmployeeOutcome) -> Self {
        Self {
            employee,
            outcome,
            permissions: Vec::new(),
            withheld: Vec::new(),
            retained: Vec::new(),
            expires_at: None,
        }
    }

    /// Why it was refused, if it was.
    pub const fn refusal(&self) -> Option<Refusal> {
        match self.outcome {
            EmployeeOutcome::Refused(refusal) => Some(refusal),
            EmployeeOutcome::Added
            | EmployeeOutcome::Changed
            | EmployeeOutcome::Unchanged
            | EmployeeOutcome::Deactivated
            | EmployeeOutcome::Reactivated
            | EmployeeOutcome::Removed => None,
        }
    }

    /// The result of giving a set.
    pub(crate) fn of_given(
        catalogue: &Catalogue,
        employee: UserId,
        outcome: EmployeeOutcome,
        given: &Given,
    ) -> Self {
        Self {
            employee,
            outcome,
            permissions: catalogue.names(given.delegated.permissions),
            withheld: catalogue.names(given.delegated.withheld),
            retained: catalogue.names(given.delegated.retained),
            expires_at: given.expires_at,
        }
    }
}

/// The employees of a partner that a plan covers in one client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Employees<'a> {
    /// The partner.
    pub(crate) partner: AccountId,
    /// The client.
    pub(crate) client: AccountId,
    /// The employees.
    pub(crate) users: &'a [UserId],
}

impl Employees<'_> {
    /// The client paired with each employee.
    pub(crate) fn pairs(self) -> Vec<(AccountId, UserId)> {
        let with_client = |user: &UserId| (self.client, *user);
        self.users.iter().map(with_client).collect()
    }

    /// The event of an attempt on one of them.
    fn attempted(self, kind: EventKind, employee: UserId) -> Event {
        Event::new(kind)
            .in_account(self.client)
            .about(employee)
            .with_partner(self.partner)
    }

    /// Reads their memberships in the client that act for the partner, with one statement. Other
    /// members are hidden from the caller (A6).
    async fn acting(self, reader: &mut dyn Reader) -> Result<HashMap<UserId, Member>, StoreError> {
        let members = reader.members_among(self.client, self.users).await?;
        let acting = members
            .into_iter()
            .filter(|member| member.membership.partner == Some(self.partner));
        Ok(by_user(acting))
    }
}

fn by_user(members: impl IntoIterator<Item = Member>) -> HashMap<UserId, Member> {
    members
        .into_iter()
        .map(|member| (member.membership.user, member))
        .collect()
}

/// What to write, and what to answer.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The right to do it.
    pub(crate) permit: Permit,
    /// One result per employee, in the requested order.
    pub(crate) results: Vec<EmployeeResult>,
    /// The events to record.
    pub(crate) events: Vec<Event>,
    /// The refusals, each with the attempted event (T1).
    pub(crate) refused: Vec<(Event, Refusal)>,
    new: Vec<Membership>,
    changed: Vec<Membership>,
    reconnected: Option<Relationship>,
    departures: Option<Departures>,
}

/// Memberships of one account to remove, and what happens to the members' assets there (D3, D7).
#[derive(Debug)]
struct Departures {
    account: AccountId,
    removed: Vec<UserId>,
    handed: HandedOver,
    at: Time,
}

impl Departures {
    async fn write(&self, unit: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        if self.removed.is_empty() {
            return Ok(());
        }
        unit.remove_memberships(self.account, &self.removed).await?;
        hand_over::write(unit, self.account, &self.handed, self.at).await
    }
}

impl Plan {
    const fn new(permit: Permit) -> Self {
        Self {
            permit,
            results: Vec::new(),
            events: Vec::new(),
            refused: Vec::new(),
            new: Vec::new(),
            changed: Vec::new(),
            reconnected: None,
            departures: None,
        }
    }

    fn refuse(&mut self, attempted: Event, employee: UserId, refusal: Refusal) {
        self.refused.push((attempted, refusal));
        let outcome = EmployeeOutcome::Refused(refusal);
        self.results.push(EmployeeResult::plain(employee, outcome));
    }

    /// Writes the plan, except its events and results, which the caller stores.
    pub(crate) async fn write(&mut self, unit: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        if !self.new.is_empty() {
            unit.insert_memberships(&self.new).await?;
        }
        // Reports of activities lock memberships in the same order, which prevents deadlocks.
        self.changed.sort_by_key(|membership| membership.user);
        for membership in &mut self.changed {
            unit.save_membership(membership).await?;
        }
        if let Some(relationship) = &mut self.reconnected {
            unit.save_relationship(relationship).await?;
        }
        if let Some(departures) = &self.departures {
            departures.write(unit).await?;
        }
        Ok(())
    }
}
