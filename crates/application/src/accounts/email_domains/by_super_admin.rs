//! A super admin of a partner replaces its domains. They may add only the domain of their own
//! confirmed address, and may keep or remove existing ones (I2).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    gate::Need,
    people::email::{EmailAddress, EmailDomain},
    ports::Locks,
};

use super::{SetEmailDomains, id_of, owners_of_added};
use crate::{
    accounts::Accounts,
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::partner::manager,
};

impl Accounts {
    pub(super) async fn set_as_super_admin(
        &self,
        cx: &RequestContext,
        cmd: &SetEmailDomains,
    ) -> Result<Ready<BTreeSet<EmailDomain>>, UseCaseError> {
        let ports = &*self.ports;
        let partner = id_of(&cmd.partner)?;
        let mut unit = ports.store.begin(Locks::none().changing(partner)).await?;
        let manager = manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        manager.must_be_super_admin()?;
        let account = unit.account(partner).await?.ok_or(Refusal::NotFound)?;
        self.refuse_public(cmd, &account)?;
        let caller = unit.user(manager.user).await?.ok_or(Refusal::NotFound)?;
        let own = caller.email.as_ref().filter(|_| caller.confirmed);
        let own = own.map(EmailAddress::domain);
        account.may_add(&cmd.wanted(), own.as_ref())?;
        if !owners_of_added(&mut *unit, &account, cmd).await?.is_empty() {
            return Err(Refusal::Conflict(Conflict::DomainTaken).into());
        }
        self.replace(cx, &manager.permit(), unit, account, Vec::new(), cmd)
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{base::reference::AccountRef, people::account::Account};
    use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn domains(bed: &UseCaseBed, domains: &[&str]) -> SetEmailDomains {
        SetEmailDomains {
            partner: AccountRef::Id(bed.world.northwind),
            domains: domains
                .iter()
                .map(|text| EmailDomain::parse(text).unwrap())
                .collect(),
        }
    }

    fn conflict<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> Conflict {
        match result {
            Err(UseCaseError::Refused(Refusal::Conflict(conflict))) => conflict,
            other => panic!("expected a conflict, got {other:?}"),
        }
    }

    async fn has(bed: &UseCaseBed, domains: &[&str]) -> bool {
        let northwind: Account = bed.world.account(bed.world.northwind).await;
        northwind
            .email_domains
            .iter()
            .map(EmailDomain::as_str)
            .eq(domains.iter().copied())
    }

    #[tokio::test]
    async fn i2_dropping_a_domain_and_adding_ones_own_is_free() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        for wanted in [&[][..], &["northwind.example"]] {
            let cmd = domains(&bed, wanted);
            let ready = accounts.set_email_domains(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
            assert!(has(&bed, wanted).await);
        }
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.partner, Some(bed.world.northwind));
        assert_eq!(
            line.event.details.more["domains_added"][0],
            "northwind.example"
        );
    }

    #[tokio::test]
    async fn i2_a_super_admin_adds_only_domains_they_are_on() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        for other in ["other.example", "sub.northwind.example"] {
            let cmd = domains(&bed, &["northwind.example", other]);
            let result = accounts.set_email_domains(&cx, cmd).await;
            assert_eq!(conflict(result), Conflict::NotOnDomain);
        }
        assert!(has(&bed, &["northwind.example"]).await);
    }

    #[tokio::test]
    async fn i2_an_address_that_is_not_confirmed_adds_nothing() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let nobodys = |account: &mut Account, now| {
            account.set_email_domains(BTreeSet::new(), now);
        };
        world.change_account(world.northwind, nobodys).await;
        let unconfirm = |user: &mut latchkey_domain::people::user::User, now| {
            let email = user.email.clone().unwrap();
            user.readdress(email, false, now);
        };
        world.change_user(world.marit, unconfirm).await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let result = accounts
            .set_email_domains(&cx, domains(&bed, &["northwind.example"]))
            .await;
        assert_eq!(conflict(result), Conflict::NotOnDomain);
    }

    #[tokio::test]
    async fn i2_another_partners_domain_is_not_taken() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let rival = AccountBuilder::new("Rival").partner();
        let rival = world.add_account(rival).await;
        world
            .add_member(MembershipBuilder::new(rival, world.marit))
            .await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cmd = SetEmailDomains {
            partner: AccountRef::Id(rival),
            ..domains(&bed, &["northwind.example"])
        };
        let result = accounts
            .set_email_domains(&bed.as_user(world.marit), cmd)
            .await;
        assert_eq!(conflict(result), Conflict::DomainTaken);
    }

    #[tokio::test]
    async fn i2_others_neither_see_nor_set_domains() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.tomas);
        let cmd = domains(&bed, &[]);
        let read = accounts.email_domains(&cx, &cmd.partner).await;
        assert_eq!(refused(read), "missing-permission");
        let result = accounts.set_email_domains(&cx, cmd).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
