use std::collections::BTreeSet;

use latchkey_domain::{
    base::{ids::Ids, text::ExternalId, time::Time},
    people::{
        account::{Account, AccountStatus, NewAccount, PartnerAdminsBy, Program},
        email::EmailDomain,
    },
    permission::seat::SeatPricing,
};

use super::name;
use crate::FixedClock;

/// Makes an account: active, no partner, seat based, unless told otherwise.
#[derive(Debug, Clone)]
pub struct AccountBuilder {
    new: NewAccount,
    was_partner: bool,
    status: AccountStatus,
    policy: PartnerAdminsBy,
    domains: BTreeSet<EmailDomain>,
    at: Time,
}

impl AccountBuilder {
    /// An account of that name.
    pub fn new(account_name: &str) -> Self {
        Self {
            new: NewAccount {
                external_id: None,
                name: name(account_name),
                program: None,
                seat_pricing: SeatPricing::SeatBased,
            },
            was_partner: false,
            status: AccountStatus::Active,
            policy: PartnerAdminsBy::UsersEdit,
            domains: BTreeSet::new(),
            at: FixedClock::start(),
        }
    }

    /// With the platform's id.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.new.external_id = Some(ExternalId::parse(id).unwrap());
        self
    }

    /// Enrolled as a solutions partner.
    #[must_use]
    pub const fn partner(mut self) -> Self {
        self.new.program = Some(Program::SolutionsPartner);
        self
    }

    /// A partner once, not enrolled any more.
    #[must_use]
    pub const fn former_partner(mut self) -> Self {
        self.was_partner = true;
        self.new.program = None;
        self
    }

    /// Closed.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.status = AccountStatus::Closed;
        self
    }

    /// Where a partner seat does not open paid features (S3).
    #[must_use]
    pub const fn legacy(mut self) -> Self {
        self.new.seat_pricing = SeatPricing::Legacy;
        self
    }

    /// Where only super admins make partner admins (L3).
    #[must_use]
    pub const fn partner_admins_by_super_admins(mut self) -> Self {
        self.policy = PartnerAdminsBy::SuperAdmin;
        self
    }

    /// With one more domain of its employees' addresses.
    #[must_use]
    pub fn domain(mut self, domain: &str) -> Self {
        self.domains.insert(EmailDomain::parse(domain).unwrap());
        self
    }

    /// Made at another time.
    #[must_use]
    pub const fn at(mut self, at: Time) -> Self {
        self.at = at;
        self
    }

    /// Makes the account.
    pub fn build(self, ids: &dyn Ids) -> Account {
        let program = self.new.program;
        let mut account = Account::open(ids.next(), self.new, self.at);
        if self.was_partner {
            account.enrol(Some(Program::SolutionsPartner), self.at);
            account.enrol(program, self.at);
        }
        account.set_status(self.status, self.at);
        account.set_policy(self.policy, self.at);
        account.set_email_domains(self.domains, self.at);
        account
    }
}
