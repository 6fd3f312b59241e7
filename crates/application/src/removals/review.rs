//! A manager reviews what removing employees from clients would do (D6): for some employees or all,
//! in some clients or all. This needs only the right in the partner account (D1).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
    },
    gate::{self, Need},
    ports::{Reader, ReviewScope},
    trail::event::EventKind,
    work::{operation::MOST_ITEMS, removal::ActingMember},
};

use super::{Removals, ReviewView};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::partner::manager_of,
    plan::selection,
    removals::review_items::{keep, review_items},
};

/// Reviews the removal of employees from clients.
#[derive(Debug, Clone)]
pub struct ReviewRemoval {
    /// The partner.
    pub partner: AccountRef,
    /// The employees; `None` for all who act for the partner in the clients.
    pub employees: Option<Vec<UserRef>>,
    /// The clients; `None` for all in which the employees act for the partner.
    pub clients: Option<Vec<AccountRef>>,
}

/// The selection of a review, with its names looked up.
struct ReviewedSelection {
    partner: AccountId,
    employees: Option<Vec<UserId>>,
    clients: Option<Vec<AccountId>>,
}

impl ReviewedSelection {
    /// Checks that every named client and person without a match belongs to the partner: a client
    /// with a relationship, or a person who is a member of the partner's account or acts for it
    /// elsewhere. Anyone else is hidden from the caller: 404 (A6).
    async fn must_be_the_partners(
        &self,
        reader: &mut dyn Reader,
        found: &[ActingMember],
    ) -> Result<(), UseCaseError> {
        let clients: BTreeSet<_> = found.iter().map(|member| member.client).collect();
        let unmatched: Vec<_> = self
            .clients
            .iter()
            .flatten()
            .copied()
            .filter(|client| !clients.contains(client))
            .collect();
        if !unmatched.is_empty() {
            let known = reader.clients_among(self.partner, &unmatched).await?;
            if known.len() < unmatched.len() {
                return Err(Refusal::NotFound.into());
            }
        }
        let people: BTreeSet<_> = found.iter().map(|member| member.person.id).collect();
        let unmatched: Vec<_> = self
            .employees
            .iter()
            .flatten()
            .copied()
            .filter(|employee| !people.contains(employee))
            .collect();
        if unmatched.is_empty() {
            return Ok(());
        }
        let known = reader.people_of_partner(self.partner, &unmatched).await?;
        if known.len() < unmatched.len() {
            return Err(Refusal::NotFound.into());
        }
        Ok(())
    }
}

impl Removals {
    /// Reviews what removing employees would do, and stores the review for an hour.
    pub async fn review(
        &self,
        cx: &RequestContext,
        cmd: ReviewRemoval,
    ) -> Result<Ready<ReviewView>, UseCaseError> {
        let attempted = Attempted::new(EventKind::MembershipRemoved)
            .in_account(&cmd.partner)
            .with_partner(&cmd.partner);
        let work = self.try_review(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_review(
        &self,
        cx: &RequestContext,
        cmd: &ReviewRemoval,
    ) -> Result<Ready<ReviewView>, UseCaseError> {
        let ports = &*self.ports;
        let (employees, clients) = (cmd.employees.as_deref(), cmd.clients.as_deref());
        gate::user(&cx.origin, Need::Edit)?;
        selection::check(employees, clients)?;
        let mut reader = ports.store.reader();
        let manager = manager_of(ports, cx, &mut *reader, &cmd.partner, Need::Edit).await?;
        let selected = selection::find(ports, &mut *reader, employees, clients).await?;
        let (employees, clients) = selected;
        let selection = ReviewedSelection {
            partner: manager.partner,
            employees,
            clients,
        };
        let scope = ReviewScope::Chosen {
            clients: selection.clients.clone(),
            employees: selection.employees.clone(),
        };
        let found = reader
            .acting_members(selection.partner, &scope, MOST_ITEMS + 1)
            .await?;
        if found.len() > MOST_ITEMS {
            return Err(selection::too_many());
        }
        selection.must_be_the_partners(&mut *reader, &found).await?;
        let items = review_items(&mut *reader, &manager, found, ports.now()).await?;
        drop(reader);
        keep(ports, &manager, items).await
    }
}
