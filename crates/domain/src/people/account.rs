//! Accounts: the tenants of the platform, some of them partners.

use std::collections::BTreeSet;

use crate::{
    base::{
        aggregate::aggregate,
        ids::AccountId,
        refusal::{Conflict, Refusal},
        text::{ExternalId, Name},
        time::Time,
        version::Version,
        words::words,
    },
    people::email::EmailDomain,
    permission::seat::SeatPricing,
};

words! {
    /// Whether an account is in use.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AccountStatus {
        /// In use.
        Active = "active",
        /// Nobody may do anything in it (P5), and it has no employees.
        Closed = "closed",
    }

    /// The partner program an account is enrolled in.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Program {
        /// A solutions partner.
        SolutionsPartner = "solutions_partner",
        /// A solutions provider.
        SolutionsProvider = "solutions_provider",
    }

    /// Who may make partner admins in an account (L3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum PartnerAdminsBy {
        /// Super admins and holders of `users.edit`.
        #[default]
        UsersEdit = "users_edit",
        /// Super admins only.
        SuperAdmin = "super_admin",
    }
}

/// The state of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// Latchkey's id of the account.
    pub id: AccountId,
    /// The platform's id of the account.
    pub external_id: Option<ExternalId>,
    /// The official name.
    pub name: Name,
    /// Whether the account is active or closed.
    pub status: AccountStatus,
    /// The partner program the account is enrolled in; `None`: not enrolled.
    pub program: Option<Program>,
    /// Whether the account is or was a partner; no other account has employees.
    pub was_partner: bool,
    /// Whether a partner seat opens paid features (S3).
    pub seat_pricing: SeatPricing,
    /// Who may make partner admins in the account (L3).
    pub partner_admins_by: PartnerAdminsBy,
    /// The e-mail domains of its employees (I2).
    pub email_domains: BTreeSet<EmailDomain>,
    /// When the account was created.
    pub created_at: Time,
    /// When the account was last changed.
    pub updated_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// A tenant of the platform.
    Account of AccountState
}

/// What it takes to create an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The platform's id of the account.
    pub external_id: Option<ExternalId>,
    /// The official name.
    pub name: Name,
    /// The partner program; `None`: not enrolled.
    pub program: Option<Program>,
    /// Whether a partner seat opens paid features (S3).
    pub seat_pricing: SeatPricing,
}

impl Account {
    /// Creates an account.
    pub fn open(id: AccountId, new: NewAccount, now: Time) -> Self {
        Self(AccountState {
            id,
            external_id: new.external_id,
            name: new.name,
            status: AccountStatus::Active,
            program: new.program,
            was_partner: new.program.is_some(),
            seat_pricing: new.seat_pricing,
            partner_admins_by: PartnerAdminsBy::default(),
            email_domains: BTreeSet::new(),
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        })
    }

    /// Whether the account is enrolled and active (L1).
    pub const fn is_enrolled(&self) -> bool {
        self.0.program.is_some() && matches!(self.0.status, AccountStatus::Active)
    }

    /// Changes the official name. Like all changes below, it tells whether anything changed.
    pub fn rename(&mut self, name: Name, now: Time) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        self.touch(changed, now)
    }

    /// Sets or clears the platform's id.
    pub fn identify(&mut self, external_id: Option<ExternalId>, now: Time) -> bool {
        let changed = self.0.external_id != external_id;
        self.0.external_id = external_id;
        self.touch(changed, now)
    }

    /// Opens or closes the account (I3).
    pub fn set_status(&mut self, status: AccountStatus, now: Time) -> bool {
        let changed = self.0.status != status;
        self.0.status = status;
        self.touch(changed, now)
    }

    /// Enrols the account in a partner program, or ends the enrolment (L1).
    pub fn enrol(&mut self, program: Option<Program>, now: Time) -> bool {
        let changed = self.0.program != program;
        self.0.program = program;
        self.0.was_partner |= program.is_some();
        self.touch(changed, now)
    }

    /// Sets whether a partner seat opens paid features (S3).
    pub fn price_seats(&mut self, pricing: SeatPricing, now: Time) -> bool {
        let changed = self.0.seat_pricing != pricing;
        self.0.seat_pricing = pricing;
        self.touch(changed, now)
    }

    /// Sets who may make partner admins in the account (L3).
    pub fn set_policy(&mut self, by: PartnerAdminsBy, now: Time) -> bool {
        let changed = self.0.partner_admins_by != by;
        self.0.partner_admins_by = by;
        self.touch(changed, now)
    }

    /// Replaces the e-mail domains of the employees. The caller checks who may add them: a super
    /// admin by [`Self::may_add`], the platform any (I2).
    pub fn set_email_domains(&mut self, domains: BTreeSet<EmailDomain>, now: Time) -> bool {
        let changed = self.0.email_domains != domains;
        self.0.email_domains = domains;
        self.touch(changed, now)
    }

    /// Checks which domains a super admin may add: only the domain of their own confirmed address,
    /// `own`. Keeping and dropping present ones is free (I2).
    pub fn may_add(
        &self,
        domains: &BTreeSet<EmailDomain>,
        own: Option<&EmailDomain>,
    ) -> Result<(), Refusal> {
        let mut added = domains.difference(&self.0.email_domains);
        if added.all(|domain| Some(domain) == own) {
            Ok(())
        } else {
            Err(Refusal::Conflict(Conflict::NotOnDomain))
        }
    }

    fn touch(&mut self, changed: bool, now: Time) -> bool {
        if changed {
            self.0.updated_at = now;
        }
        changed
    }
}
