//! What is to become of several employees in one client: planned by reading alone, then written in a
//! unit, or shown where it is a dry run. Single calls and operations plan in the same way, so that a
//! rule has one place (A3, A4).

mod add;
mod apply;
mod deactivate;
mod facts;
mod offboard;
mod reactivate;
mod remove;

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
    offboard::offboard,
    reactivate::reactivate,
    remove::remove,
};
use crate::steps::hand_over;

/// What became of one employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmployeeOutcome {
    /// A member of the client now.
    Added,
    /// Holds the set now.
    Changed,
    /// Was already as it should be (T4).
    Unchanged,
    /// Has no access any more, reversibly.
    Deactivated,
    /// Has access again.
    Reactivated,
    /// Is no member any more.
    Removed,
    /// A rule said no.
    Refused(Refusal),
}

/// The result for one employee, in the order asked (A3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeResult {
    /// Who.
    pub employee: UserId,
    /// What became of them.
    pub outcome: EmployeeOutcome,
    /// What they are granted there now.
    pub permissions: Vec<PermissionKey>,
    /// What the set has and they did not get.
    pub withheld: Vec<PermissionKey>,
    /// What they kept because the caller does not hold it.
    pub retained: Vec<PermissionKey>,
    /// When their access ends.
    pub expires_at: Option<Time>,
}

impl EmployeeResult {
    /// A result of which nothing more is to be said.
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

    /// The result of a set that was given.
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

/// The employees meant, in a client of a partner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Employees<'a> {
    /// The partner.
    pub(crate) partner: AccountId,
    /// The client.
    pub(crate) client: AccountId,
    /// Whom.
    pub(crate) users: &'a [UserId],
}

impl Employees<'_> {
    /// Each of them with the client.
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

    /// Their memberships in the client that act for the partner: whoever else is a member there is
    /// not to be known of (A6). One statement.
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

/// What is to be written, and what is to be answered.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The right to do it.
    pub(crate) permit: Permit,
    /// One for each employee, in the order asked.
    pub(crate) results: Vec<EmployeeResult>,
    /// What happens.
    pub(crate) events: Vec<Event>,
    /// What a rule says no to, with the attempted event (T1).
    pub(crate) refused: Vec<(Event, Refusal)>,
    new: Vec<Membership>,
    changed: Vec<Membership>,
    reconnected: Option<Relationship>,
    departures: Option<Departures>,
}

/// Memberships of one account that go, and what becomes of what the people own there (D3, D7).
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

    /// Writes what is planned; the events and results are still to be kept.
    pub(crate) async fn write(&mut self, unit: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        if !self.new.is_empty() {
            unit.insert_memberships(&self.new).await?;
        }
        // In the order in which reported activities lock them, so that neither waits for the other.
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
