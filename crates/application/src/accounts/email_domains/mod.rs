//! The email domains of a partner (I2). Its super admins and the platform see and replace them;
//! public email domains are not allowed.

mod by_platform;
mod by_super_admin;

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::{
        ids::AccountId,
        reference::AccountRef,
        refusal::{Conflict, FieldErrors, Refusal},
    },
    gate::{self, Need},
    people::{account::Account, email::EmailDomain, public_domains::PublicDomain, token::Scope},
    ports::{Reader, UnitOfWork},
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{Accounts, find};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, lists, ready::Ready},
    gates::partner::manager,
};

/// The maximum number of domains of a partner.
pub const MOST_DOMAINS: usize = 100;

/// Replaces the domains of a partner.
#[derive(Debug, Clone)]
pub struct SetEmailDomains {
    /// The partner; a user must give its Latchkey id.
    pub partner: AccountRef,
    /// The new list of domains.
    pub domains: Vec<EmailDomain>,
}

impl SetEmailDomains {
    fn wanted(&self) -> BTreeSet<EmailDomain> {
        self.domains.iter().cloned().collect()
    }
}

/// The partner's Latchkey id, which users must give.
fn id_of(partner: &AccountRef) -> Result<AccountId, Refusal> {
    match partner {
        AccountRef::Id(id) => Ok(*id),
        AccountRef::External(_) => Err(Refusal::NotFound),
    }
}

fn must_be_partner(account: &Account) -> Result<(), Refusal> {
    if account.was_partner {
        Ok(())
    } else {
        Err(Refusal::Conflict(Conflict::NotAPartner))
    }
}

impl Accounts {
    /// Shows the domains of a partner to its super admins and to the platform.
    pub async fn email_domains(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
    ) -> Result<BTreeSet<EmailDomain>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        if cx.origin.principal.user().is_some() {
            let partner = id_of(partner)?;
            let manager = manager(&self.ports, cx, &mut *reader, partner, Need::View).await?;
            manager.must_be_super_admin()?;
        } else {
            gate::platform(&cx.origin, Scope::Provision)?;
        }
        let account = find::account(&mut *reader, partner).await?;
        must_be_partner(&account)?;
        Ok(account.email_domains.clone())
    }

    /// Replaces the domains of a partner.
    pub async fn set_email_domains(
        &self,
        cx: &RequestContext,
        cmd: SetEmailDomains,
    ) -> Result<Ready<BTreeSet<EmailDomain>>, UseCaseError> {
        let mut attempted = Event::new(EventKind::EmailDomainsChanged);
        if let AccountRef::Id(id) = cmd.partner {
            attempted = attempted.in_account(id).with_partner(id);
        }
        let work = self.try_set_email_domains(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_set_email_domains(
        &self,
        cx: &RequestContext,
        cmd: SetEmailDomains,
    ) -> Result<Ready<BTreeSet<EmailDomain>>, UseCaseError> {
        lists::must_have_at_most(MOST_DOMAINS, "/domains", cmd.domains.len())?;
        if cx.origin.principal.user().is_some() {
            self.set_as_super_admin(cx, &cmd).await
        } else {
            self.set_as_platform(cx, &cmd).await
        }
    }

    fn refuse_public(&self, cmd: &SetEmailDomains, account: &Account) -> Result<(), UseCaseError> {
        let public = &self.ports.settings.public_domains;
        let added = |domain: &EmailDomain| !account.email_domains.contains(domain);
        let mut errors = FieldErrors::default();
        let domains = cmd.domains.iter().enumerate();
        for (at, domain) in domains.filter(|(_, domain)| added(domain)) {
            let detail = match public.find(domain) {
                Some(PublicDomain::Mail) => {
                    "is a public email domain, where anyone can have an address"
                }
                Some(PublicDomain::Suffix) => {
                    "is a public suffix such as co.uk, below which anyone can have a domain"
                }
                None => continue,
            };
            errors.add(format_args!("/domains/{at}"), detail);
        }
        Ok(errors.into_result()?)
    }

    async fn replace(
        &self,
        cx: &RequestContext,
        permit: &Permit,
        mut unit: Box<dyn UnitOfWork>,
        mut account: Account,
        losers: Vec<(Account, BTreeSet<EmailDomain>)>,
        cmd: &SetEmailDomains,
    ) -> Result<Ready<BTreeSet<EmailDomain>>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        cx.must_match(account.version)?;
        let before = account.email_domains.clone();
        if !account.set_email_domains(cmd.wanted(), now) {
            return Ok(Ready::unchanged(before));
        }
        let mut events = Vec::new();
        for (mut loser, lost) in losers {
            let had = loser.email_domains.clone();
            loser.set_email_domains(&had - &lost, now);
            unit.save_account(&mut loser).await?;
            events.push(changed(&loser, &had));
        }
        unit.save_account(&mut account).await?;
        let event = changed(&account, &before);
        let domains = account.email_domains.clone();
        events.push(event);
        Ok(Ready::of(domains, unit, permit, events, (ports, now)))
    }
}

/// The other partners that own a domain to be added, each with those domains.
async fn owners_of_added(
    reader: &mut dyn Reader,
    account: &Account,
    cmd: &SetEmailDomains,
) -> Result<BTreeMap<AccountId, BTreeSet<EmailDomain>>, UseCaseError> {
    let mut owners: BTreeMap<AccountId, BTreeSet<EmailDomain>> = BTreeMap::new();
    for domain in cmd.wanted() {
        if account.email_domains.contains(&domain) {
            continue;
        }
        if let Some(owner) = reader.owner_of_domain(&domain).await? {
            owners.entry(owner).or_default().insert(domain);
        }
    }
    Ok(owners)
}

fn changed(account: &Account, before: &BTreeSet<EmailDomain>) -> Event {
    let names = |domains: BTreeSet<EmailDomain>| -> Vec<String> {
        domains.iter().map(ToString::to_string).collect()
    };
    Event::new(EventKind::EmailDomainsChanged)
        .in_account(account.id)
        .with_partner(account.id)
        .with("domains_added", names(&account.email_domains - before))
        .with("domains_dropped", names(before - &account.email_domains))
}
