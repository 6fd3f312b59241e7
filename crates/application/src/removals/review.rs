//! A manager looks at what removing employees from clients would do (D6): one employee in chosen
//! clients or in all, chosen or all employees of one client, or each of these in each of those. It
//! needs the right in the partner account alone (D1).

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
    operations::begin,
    removals::reviewed::{keep, look},
};

/// Asks what removing employees from clients would do.
#[derive(Debug, Clone)]
pub struct ReviewRemoval {
    /// The partner.
    pub partner: AccountRef,
    /// These people; `None`: all who act for the partner in the clients.
    pub employees: Option<Vec<UserRef>>,
    /// In these clients; `None`: wherever the people act for the partner.
    pub clients: Option<Vec<AccountRef>>,
}

/// What a review is asked of, looked up.
struct Asked {
    partner: AccountId,
    employees: Option<Vec<UserId>>,
    clients: Option<Vec<AccountId>>,
}

impl Asked {
    /// Whoever is named and turned up nowhere is still one of the partner's own: a client with a
    /// relationship, a person who is a member of the partner's account or acts for it elsewhere. Anybody else is not to be known of (A6).
    async fn must_be_the_partners(
        &self,
        reader: &mut dyn Reader,
        found: &[ActingMember],
    ) -> Result<(), UseCaseError> {
        let clients: BTreeSet<_> = found.iter().map(|member| member.client).collect();
        let missing: Vec<_> = self
            .clients
            .iter()
            .flatten()
            .copied()
            .filter(|client| !clients.contains(client))
            .collect();
        if !missing.is_empty() {
            let known = reader.clients_among(self.partner, &missing).await?;
            if known.len() < missing.len() {
                return Err(Refusal::NotFound.into());
            }
        }
        let people: BTreeSet<_> = found.iter().map(|member| member.person.id).collect();
        let missing: Vec<_> = self
            .employees
            .iter()
            .flatten()
            .copied()
            .filter(|employee| !people.contains(employee))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let known = reader.people_of_partner(self.partner, &missing).await?;
        if known.len() < missing.len() {
            return Err(Refusal::NotFound.into());
        }
        Ok(())
    }
}

impl Removals {
    /// Looks at what removing employees would do, and keeps that for an hour.
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
        begin::check_selection(employees, clients)?;
        let mut reader = ports.store.reader();
        let manager = manager_of(ports, cx, &mut *reader, &cmd.partner, Need::Edit).await?;
        let selected = begin::selected(ports, &mut *reader, employees, clients).await?;
        let (employees, clients) = selected;
        let asked = Asked {
            partner: manager.partner,
            employees,
            clients,
        };
        let scope = ReviewScope::Chosen {
            clients: asked.clients.clone(),
            employees: asked.employees.clone(),
        };
        let found = reader
            .acting_members(asked.partner, &scope, MOST_ITEMS + 1)
            .await?;
        if found.len() > MOST_ITEMS {
            return Err(begin::too_many());
        }
        asked.must_be_the_partners(&mut *reader, &found).await?;
        let items = look(&mut *reader, &manager, found, ports.now()).await?;
        drop(reader);
        keep(ports, &manager, items).await
    }
}
