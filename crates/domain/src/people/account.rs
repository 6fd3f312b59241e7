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
        /// Switched off: nobody may do anything in it (P5), nobody is its employee.
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
        /// Super admins, and whoever holds `users.edit`.
        #[default]
        UsersEdit = "users_edit",
        /// Super admins alone.
        SuperAdmin = "super_admin",
    }
}

/// What is known of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// Its id.
    pub id: AccountId,
    /// The platform's id of it.
    pub external_id: Option<ExternalId>,
    /// Its official name.
    pub name: Name,
    /// Whether it is in use.
    pub status: AccountStatus,
    /// The partner program it is enrolled in; `None`: not enrolled.
    pub program: Option<Program>,
    /// Whether it is or was a partner: only then it has employees.
    pub was_partner: bool,
    /// How paid seats count beside a partner seat (S3).
    pub seat_pricing: SeatPricing,
    /// Who may make partner admins here (L3).
    pub partner_admins_by: PartnerAdminsBy,
    /// The domains of its employees' addresses (I2).
    pub email_domains: BTreeSet<EmailDomain>,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
    /// How often it was changed.
    pub version: Version,
}

aggregate! {
    /// A tenant of the platform.
    Account of AccountState
}

/// What a platform gives to make an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The platform's id of it.
    pub external_id: Option<ExternalId>,
    /// Its official name.
    pub name: Name,
    /// The partner program, for a partner.
    pub program: Option<Program>,
    /// How paid seats count beside a partner seat.
    pub seat_pricing: SeatPricing,
}

impl Account {
    /// Makes an account.
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

    /// Whether the account is an enrolled partner in use (L1).
    pub const fn is_enrolled(&self) -> bool {
        self.0.program.is_some() && matches!(self.0.status, AccountStatus::Active)
    }

    /// Gives the account another official name. Tells whether anything changed, as all below do.
    pub fn rename(&mut self, name: Name, now: Time) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        self.touch(changed, now)
    }

    /// Gives or takes the platform's id.
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

    /// Says how paid seats count beside a partner seat (S3).
    pub fn price_seats(&mut self, pricing: SeatPricing, now: Time) -> bool {
        let changed = self.0.seat_pricing != pricing;
        self.0.seat_pricing = pricing;
        self.touch(changed, now)
    }

    /// Says who may make partner admins here (L3).
    pub fn set_policy(&mut self, by: PartnerAdminsBy, now: Time) -> bool {
        let changed = self.0.partner_admins_by != by;
        self.0.partner_admins_by = by;
        self.touch(changed, now)
    }

    /// Replaces the domains of the employees' addresses. Who may add which is [`Self::may_add`]'s
    /// business and the platform's.
    pub fn set_email_domains(&mut self, domains: BTreeSet<EmailDomain>, now: Time) -> bool {
        let changed = self.0.email_domains != domains;
        self.0.email_domains = domains;
        self.touch(changed, now)
    }

    /// Rule I2: which domains a super admin whose confirmed address is on `own` may put here. What
    /// is there already may stay or go; only their own domain may be added.
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
