//! Accounts: created and changed by the platform, their policy and their email domains.

use std::collections::BTreeSet;

use latchkey_application::accounts::{
    Accounts, ChangeAccount as RealChangeAccount, SetEmailDomains, SetPolicy as RealSetPolicy,
};
use latchkey_domain::{
    base::{reference::AccountRef, text::Name},
    membership::super_admins::LastSuperAdmin,
    people::{
        account::{AccountStatus, NewAccount as RealNewAccount, PartnerAdminsBy, Program},
        email::EmailDomain,
    },
    permission::seat::SeatPricing,
};

use crate::{
    chooser::{Chooser, OTHER_DOMAINS, PARTNERS, PEOPLE_OF_PARTNERS},
    command::{Command, Driving},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Acc, Access, Account, Model, No, Usr, refuse},
    },
};

/// Anybody can have an address there (I2).
pub(crate) const PUBLIC_DOMAIN: &str = "gmail.com";

/// Only ever in the opening of a world.
#[derive(Debug)]
pub(crate) struct NewAccount {
    pub(crate) enrolled: bool,
}

impl Command for NewAccount {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.new_account(self.enrolled);
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let name = format!("Account {}", driver.accounts.len());
            let new = RealNewAccount {
                external_id: None,
                name: Name::parse(&name).unwrap(),
                program: self.enrolled.then_some(Program::SolutionsPartner),
                seat_pricing: SeatPricing::SeatBased,
            };
            let ready = Accounts::new(driver.ports()).create(&cx, new).await;
            let (got, account) = driver.settle(&cx, ready).await;
            driver.accounts.push(account.unwrap().id);
            (got, Answer::Nothing)
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AccountChange {
    Enrol(bool),
    Close,
    /// With the word of the platform that it may be without a super admin, or not.
    Reopen {
        anyway: bool,
    },
    Legacy(bool),
}

#[derive(Debug)]
pub(crate) struct ChangeAccount {
    pub(crate) account: Acc,
    pub(crate) change: AccountChange,
}

impl Command for ChangeAccount {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .change_account(self.account, self.change)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let account = AccountRef::Id(driver.accounts[self.account]);
            let mut wanted = RealChangeAccount::of(account);
            match self.change {
                AccountChange::Enrol(enrol) => {
                    wanted.program = Some(enrol.then_some(Program::SolutionsPartner));
                }
                AccountChange::Close => wanted.status = Some(AccountStatus::Closed),
                AccountChange::Reopen { anyway } => {
                    wanted.status = Some(AccountStatus::Active);
                    if anyway {
                        wanted.last_super_admin = LastSuperAdmin::MayGo;
                    }
                }
                AccountChange::Legacy(true) => wanted.seat_pricing = Some(SeatPricing::Legacy),
                AccountChange::Legacy(false) => wanted.seat_pricing = Some(SeatPricing::SeatBased),
            }
            let ready = Accounts::new(driver.ports()).change(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

/// Who may make partner admins in an account (L3).
#[derive(Debug)]
pub(crate) struct SetPolicy {
    pub(crate) by: Usr,
    pub(crate) account: Acc,
    pub(crate) only_super_admins: bool,
}

impl Command for SetPolicy {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .set_policy(self.by, self.account, self.only_super_admins)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = RealSetPolicy {
                account: driver.accounts[self.account].into(),
                partner_admins_by: if self.only_super_admins {
                    PartnerAdminsBy::SuperAdmin
                } else {
                    PartnerAdminsBy::UsersEdit
                },
            };
            let ready = Accounts::new(driver.ports()).set_policy(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

/// Who asks for domains.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    Platform,
    User(Usr),
}

/// The domains by whose addresses a partner's people are recognised (I2).
#[derive(Debug)]
pub(crate) struct SetDomains {
    pub(crate) by: By,
    pub(crate) partner: Acc,
    pub(crate) domains: BTreeSet<&'static str>,
}

impl Command for SetDomains {
    fn actor(&self) -> Option<Usr> {
        match self.by {
            By::User(by) => Some(by),
            By::Platform => None,
        }
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .set_domains(self.by, self.partner, &self.domains)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = match self.by {
                By::Platform => driver.as_platform(),
                By::User(by) => driver.as_user(by),
            };
            let domains = self.domains.iter();
            let wanted = SetEmailDomains {
                partner: AccountRef::Id(driver.accounts[self.partner]),
                domains: domains
                    .map(|text| EmailDomain::parse(text).unwrap())
                    .collect(),
            };
            let accounts = Accounts::new(driver.ports());
            let ready = accounts.set_email_domains(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_account(&mut self) -> Box<dyn Command> {
        let closed: Vec<_> = (0..self.it.accounts.len())
            .filter(|account| !self.it.accounts[*account].active)
            .collect();
        let left: Vec<_> = (0..PARTNERS)
            .filter(|partner| !self.it.accounts[*partner].enrolled)
            .collect();
        if !closed.is_empty() && self.dice.chance(70) {
            let account = self.dice.pick(&closed);
            let anyway = self.dice.chance(45);
            let change = AccountChange::Reopen { anyway };
            return Box::new(ChangeAccount { account, change });
        }
        if !left.is_empty() && self.dice.chance(45) {
            let account = self.dice.pick(&left);
            let change = AccountChange::Enrol(true);
            return Box::new(ChangeAccount { account, change });
        }
        let account = self.any_account();
        let change = match self.dice.below(100) {
            0..30 => AccountChange::Close,
            30..55 => AccountChange::Legacy(self.dice.chance(50)),
            _ => AccountChange::Enrol(account >= PARTNERS && self.dice.chance(15)),
        };
        let account = match change {
            AccountChange::Enrol(false) => {
                let acting = self.it.members.values().filter_map(|member| {
                    let partner = member.partner?;
                    (member.access == Access::SuperAdmin).then_some(partner)
                });
                let acting: Vec<_> = acting.collect();
                let other = self.partner();
                self.dice.prefer(60, &acting, &[other])
            }
            _ => account,
        };
        Box::new(ChangeAccount { account, change })
    }

    pub(crate) fn set_policy(&mut self) -> Box<dyn Command> {
        let account = self.any_account();
        let admins: Vec<_> = self
            .users()
            .into_iter()
            .filter(|user| self.it.is_super_admin(account, *user))
            .collect();
        let users = self.users();
        Box::new(SetPolicy {
            by: self.dice.prefer(85, &admins, &users),
            account,
            only_super_admins: self.dice.chance(45),
        })
    }

    pub(crate) fn set_domains(&mut self) -> Box<dyn Command> {
        let partner = if self.dice.chance(8) {
            self.any_account()
        } else {
            self.partner()
        };
        let admins: Vec<_> = self
            .users()
            .into_iter()
            .filter(|user| self.it.is_super_admin(partner, *user))
            .collect();
        let users = self.users();
        let by = if self.dice.chance(45) {
            By::Platform
        } else {
            By::User(self.dice.prefer(85, &admins, &users))
        };
        let mut domains = BTreeSet::new();
        let old: Vec<_> = self.it.accounts[partner].domains.iter().copied().collect();
        if !old.is_empty() && self.dice.chance(70) {
            domains.extend(old);
        }
        if domains.is_empty() || self.dice.chance(60) {
            let own = match by {
                By::User(by) => self.it.users[by].domain,
                By::Platform => PEOPLE_OF_PARTNERS[partner % PARTNERS],
            };
            let all = [&PEOPLE_OF_PARTNERS[..], &OTHER_DOMAINS].concat();
            domains.insert(self.dice.prefer(50, &[own], &all));
        }
        Box::new(SetDomains {
            by,
            partner,
            domains,
        })
    }
}

impl Model {
    fn new_account(&mut self, enrolled: bool) {
        self.accounts.push(Account {
            active: true,
            enrolled,
            was_partner: enrolled,
            legacy: false,
            only_super_admins_make_pa: false,
            domains: BTreeSet::new(),
        });
    }

    fn change_account(&mut self, number: Acc, change: AccountChange) -> Result<(), No> {
        let account = &mut self.accounts[number];
        match change {
            AccountChange::Enrol(enrolled) => {
                account.enrolled = enrolled;
                account.was_partner |= enrolled;
            }
            AccountChange::Close => account.active = false,
            AccountChange::Reopen { anyway } => {
                let closed = !account.active;
                account.active = true;
                if closed && !anyway && self.permanent(number, None).is_empty() {
                    return refuse("last-super-admin", "D5 reopen");
                }
            }
            AccountChange::Legacy(legacy) => account.legacy = legacy,
        }
        Ok(())
    }

    fn set_policy(&mut self, by: Usr, account: Acc, only: bool) -> Result<(), No> {
        if !self.is_super_admin(account, by) {
            return self.stranger_or(account, by, "L3 set policy");
        }
        if !only && self.is_bound(account, by) {
            return refuse("exceeds-own-permissions", "A8 bound policy");
        }
        self.accounts[account].only_super_admins_make_pa = only;
        Ok(())
    }

    fn set_domains(
        &mut self,
        by: By,
        partner: Acc,
        domains: &BTreeSet<&'static str>,
    ) -> Result<(), No> {
        let was_partner = self.accounts[partner].was_partner;
        match by {
            By::Platform if !was_partner => return refuse("conflict", "I2 no partner"),
            By::User(_) if !was_partner => return refuse("not-found", "I2 no partner"),
            By::User(by) if !self.is_super_admin(partner, by) => {
                return self.stranger_or(partner, by, "I2");
            }
            By::Platform | By::User(_) => {}
        }
        let had = self.accounts[partner].domains.clone();
        let new: Vec<_> = domains.difference(&had).copied().collect();
        let mut no = No::default();
        no.when(new.contains(&PUBLIC_DOMAIN), "invalid", "I2 public");
        if let By::User(by) = by {
            let own = &self.users[by];
            let off = |domain: &&'static str| !own.confirmed || own.domain != *domain;
            no.when(new.iter().any(off), "conflict", "I2 not on it");
            let taken = |domain: &&'static str| {
                self.accounts
                    .iter()
                    .any(|account| account.domains.contains(domain))
            };
            no.when(new.iter().any(taken), "conflict", "I2 taken");
        }
        no.settle()?;
        for account in &mut self.accounts {
            account.domains.retain(|domain| !new.contains(domain));
        }
        self.accounts[partner].domains.clone_from(domains);
        Ok(())
    }
}
