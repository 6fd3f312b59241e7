//! The platform replaces the domains of a partner (scope `provision`). A domain of another partner
//! moves in the same unit (I2).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::refusal::Refusal,
    gate,
    people::{email::EmailDomain, token::Scope},
    ports::Locks,
};

use super::{SetEmailDomains, must_be_partner, owners_of_added};
use crate::{
    accounts::{Accounts, find},
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ready::Ready,
        retry::{overtaken, while_overtaken},
    },
};

impl Accounts {
    /// Replaces the domains. All partners that lose or gain a domain are locked before the owners
    /// are read.
    pub(super) async fn set_as_platform(
        &self,
        cx: &RequestContext,
        cmd: &SetEmailDomains,
    ) -> Result<Ready<BTreeSet<EmailDomain>>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let permit = &permit;
        while_overtaken(|| async move {
            let mut reader = ports.store.reader();
            let account = find::account(&mut *reader, &cmd.partner).await?;
            let partner = account.id;
            must_be_partner(&account)?;
            self.refuse_public(cmd, &account)?;
            let owners = owners_of_added(&mut *reader, &account, cmd).await?;
            drop(reader);

            let locks = Locks::none().changing(partner);
            let locks = owners
                .keys()
                .fold(locks, |locks, owner| locks.changing(*owner));
            let mut unit = ports.store.begin(locks).await?;
            let account = unit.account(partner).await?.ok_or(Refusal::NotFound)?;
            let owners_now = owners_of_added(&mut *unit, &account, cmd).await?;
            if !owners_now.keys().all(|owner| owners.contains_key(owner)) {
                return Err(overtaken());
            }
            let mut losers = Vec::new();
            for (owner, lost) in owners_now {
                let loser = unit.account(owner).await?.ok_or(Refusal::NotFound)?;
                losers.push((loser, lost));
            }
            self.replace(cx, permit, unit, account, losers, cmd).await
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{reference::AccountRef, refusal::Conflict, text::ExternalId},
        people::email::EmailDomain,
        trail::event::EventKind,
    };
    use latchkey_testing::builders::AccountBuilder;

    use super::*;
    use crate::{
        accounts::MOST_DOMAINS,
        testing::{UseCaseBed, refused},
    };

    fn domains(partner: &str, domains: &[&str]) -> SetEmailDomains {
        SetEmailDomains {
            partner: AccountRef::External(ExternalId::parse(partner).unwrap()),
            domains: domains
                .iter()
                .map(|text| EmailDomain::parse(text).unwrap())
                .collect(),
        }
    }

    #[tokio::test]
    async fn i2_a_domain_moves_between_partners_in_one_act() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let orchard = AccountBuilder::new("Orchard")
            .external_id("orchard")
            .partner();
        let orchard = world.add_account(orchard).await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = domains("orchard", &["orchard.example", "northwind.example"]);
        let ready = accounts.set_email_domains(&cx, cmd).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.len(), 2);
        assert!(
            world
                .account(world.northwind)
                .await
                .email_domains
                .is_empty()
        );
        let trail = world.trail().await;
        let accounts: Vec<_> = trail
            .iter()
            .take(2)
            .map(|line| line.event.account.unwrap())
            .collect();
        assert_eq!(accounts, [orchard, world.northwind]);
        assert_eq!(
            trail[1].event.details.more["domains_dropped"][0],
            "northwind.example"
        );
    }

    #[tokio::test]
    async fn i2_a_public_mail_domain_is_refused_by_its_place() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cmd = domains("northwind", &["northwind.example", "gmail.com"]);
        let result = accounts.set_email_domains(&bed.as_platform(), cmd).await;
        let Err(UseCaseError::Invalid(errors)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(
            (errors.len(), errors.listed()[0].pointer.as_str()),
            (1, "/domains/1")
        );
    }

    #[tokio::test]
    async fn a_partner_has_at_most_100_domains() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let many: Vec<String> = (0..=MOST_DOMAINS)
            .map(|n| format!("d{n}.example"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let result = accounts
            .set_email_domains(&cx, domains("northwind", &many))
            .await;
        assert!(matches!(result, Err(UseCaseError::Invalid(_))));
        let cmd = domains("northwind", &many[1..]);
        let ready = accounts.set_email_domains(&cx, cmd).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.len(), MOST_DOMAINS);
    }

    #[tokio::test]
    async fn an_account_that_never_was_a_partner_has_no_domains() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cmd = domains("harbour", &["harbourpine.example"]);
        let result = accounts.set_email_domains(&bed.as_platform(), cmd).await;
        let no_partner = Refusal::Conflict(Conflict::NotAPartner);
        assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == no_partner));
    }

    #[tokio::test]
    async fn t4_the_same_domains_again_write_no_event() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = domains("northwind", &["NORTHWIND.example", "northwind.example"]);
        let ready = accounts.set_email_domains(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(bed.trail(1).await, []);
    }

    #[tokio::test]
    async fn without_the_scope_provision_nothing_is_seen_or_set() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Admin]));
        let cmd = domains("northwind", &[]);
        let read = accounts.email_domains(&cx, &cmd.partner).await;
        assert_eq!(refused(read), "missing-permission");
        assert_eq!(
            refused(accounts.set_email_domains(&cx, cmd).await),
            "missing-permission"
        );
        let noted = (
            EventKind::EmailDomainsChanged,
            Some("missing-permission".to_owned()),
        );
        assert_eq!(bed.trail(1).await, [noted]);
    }
}
