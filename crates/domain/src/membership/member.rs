//! A member: a membership with all that its rights rest on, so that granted and effective
//! permissions (P5) are computed in one place for every reader.

use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
        words::words,
    },
    membership::{
        Access, Membership, Status,
        employee::Employee,
        grant::{Grant, HeldSet},
        standing::{Backing, Footing},
        terms::Terms,
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        email::EmailAddress,
        user::UserStatus,
    },
    permission::{
        Catalogue, Permissions,
        seat::{SeatHolding, SeatPricing},
    },
};

pub use crate::membership::standing::Employment;

/// The person of a membership, as far as its rights and its readers need them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their address; `None` once erased.
    pub email: Option<EmailAddress>,
    /// Whether the address is known to be theirs.
    pub confirmed: bool,
    /// Their name.
    pub name: Name,
    /// Whether they may act at all.
    pub status: UserStatus,
}

/// The account of a membership, as far as its rights need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: AccountId,
    /// Its official name.
    pub name: Name,
    /// Whether it is in use.
    pub status: AccountStatus,
    /// Whether it is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether it is or was a partner.
    pub was_partner: bool,
    /// How paid seats count.
    pub seat_pricing: SeatPricing,
    /// Who may make partner admins there.
    pub partner_admins_by: PartnerAdminsBy,
}

/// The partner that a membership acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, read together"
)]
pub struct Acting {
    /// The partner.
    pub partner: AccountId,
    /// Its official name.
    pub name: Name,
    /// Whether the partner's account is in use.
    pub status: AccountStatus,
    /// Whether it is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether it is or was a partner.
    pub was_partner: bool,
    /// The person's own membership in the partner's account.
    pub employment: Option<Employment>,
    /// Whether the person's confirmed address is on one of the partner's domains.
    pub verified: bool,
    /// Whether the partner has declared the person its own in this account.
    pub linked: bool,
}

impl Acting {
    /// What the standing of a membership that acts for it rests on.
    pub const fn backing(&self) -> Backing {
        Backing {
            status: self.status,
            enrolled: self.enrolled,
            was_partner: self.was_partner,
            employment: self.employment,
        }
    }

    /// Whether the person is an active employee of the partner (section 1); their user's status is
    /// asked first, by [`Member::standing`].
    pub fn is_employee(&self, now: Time) -> bool {
        self.backing().is_employee(now)
    }

    /// Why the partner counts the person as its own; `None`: it does not.
    pub const fn recognized(&self) -> Option<Recognized> {
        match (self.verified, self.linked) {
            (true, _) => Some(Recognized::Verified),
            (false, true) => Some(Recognized::Linked),
            (false, false) => None,
        }
    }
}

/// Whether a person's confirmed address is on one of a partner's domains (I1, I2): the check mark.
pub fn is_verified(person: &Person, partner: &Account) -> bool {
    let domain = person
        .email
        .as_ref()
        .filter(|_| person.confirmed)
        .map(EmailAddress::domain);
    domain.is_some_and(|domain| partner.email_domains.contains(&domain))
}

words! {
    /// Why a partner counts a person as its own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Recognized {
        /// By their confirmed address.
        Verified = "verified",
        /// By declaration, in one client.
        Linked = "linked",
    }
}

/// A membership with all that its rights rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The membership itself.
    pub membership: Membership,
    /// The person.
    pub user: Person,
    /// The account.
    pub account: Tenant,
    /// The set version held; `None` for super admins and partner admins.
    pub set: Option<HeldSet>,
    /// What the account has laid down about the person.
    pub terms: Terms,
    /// The partner they act for.
    pub acting: Option<Acting>,
}

impl Member {
    /// What its granted permissions are made of.
    pub fn grant(&self) -> Grant<'_> {
        Grant {
            access: self.membership.access,
            set: self.set.as_ref(),
            adjustments: &self.membership.adjustments,
            terms: &self.terms,
        }
    }

    /// What the kind of access brings before any adjustment (P5).
    pub fn base(&self, catalogue: &Catalogue) -> Permissions {
        self.grant().base(catalogue)
    }

    /// What the client withholds, with everything that implies it (W of A2).
    pub fn withheld_by_client(&self, catalogue: &Catalogue) -> Permissions {
        catalogue.withhold(self.terms.withheld_keys())
    }

    /// *Granted* (P5): closed, whatever status, seat or clock.
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        self.grant().granted(catalogue)
    }

    /// Whether the membership gives anything now, and if not why (P5, Q1), in the order of Q1.
    pub fn standing(&self, now: Time) -> Result<(), Denial> {
        self.footing().standing(now)
    }

    /// What its standing rests on.
    pub fn footing(&self) -> Footing {
        Footing {
            user: self.user.status,
            account: self.account.status,
            access: self.membership.access,
            status: self.membership.status(),
            expires_at: self.membership.expires_at,
            backing: self.acting.as_ref().map(Acting::backing),
        }
    }

    /// *Effective* (P5): granted, cut by the seat (S3), while the membership stands; else nothing.
    pub fn effective(&self, catalogue: &Catalogue, now: Time) -> Permissions {
        if self.standing(now).is_err() {
            return Permissions::EMPTY;
        }
        self.granted(catalogue) & catalogue.usable_with(self.seat_holding())
    }

    /// The seats held, and how the account counts them (S3).
    pub fn seat_holding(&self) -> SeatHolding {
        SeatHolding {
            seat: self.membership.seat,
            paid: self.membership.paid_seats,
            pricing: self.account.seat_pricing,
        }
    }

    /// Whether the person is a super admin whose membership stands: holds every right of the
    /// account, for whomever they act (A11).
    pub fn is_super_admin(&self, now: Time) -> bool {
        self.membership.access == Access::SuperAdmin && self.standing(now).is_ok()
    }

    /// The account on whose side the person stands when they act here: the partner's, where they act
    /// for one (T1, T2).
    pub fn acts_from(&self) -> AccountId {
        self.membership.partner.unwrap_or(self.account.id)
    }

    /// Whether the person counts for D5: active, without an end, user enabled.
    pub fn is_permanent_super_admin(&self) -> bool {
        self.membership.access == Access::SuperAdmin
            && self.membership.status() == Status::Active
            && self.membership.expires_at.is_none()
            && self.user.status == UserStatus::Active
    }

    /// Why the partner they act for counts them as its own; `None`: it does not, or they act for
    /// nobody.
    pub fn recognized(&self) -> Option<Recognized> {
        self.acting.as_ref()?.recognized()
    }

    /// Whether a newer version of the set is there than the one held (A7).
    pub fn is_outdated(&self) -> bool {
        match (self.membership.access, &self.set) {
            (Access::PermissionSet(held), Some(set)) => held.version < set.latest,
            _ => false,
        }
    }

    /// The membership as an employment, whether or not it is one.
    pub fn employment(&self) -> Employment {
        Employment {
            status: self.membership.status(),
            expires_at: self.membership.expires_at,
            acts_for_another: self.membership.partner.is_some(),
        }
    }

    /// The person as an employee of the account this membership is in, whether or not they are one.
    pub fn employee(&self) -> Employee {
        Employee {
            user: self.user.id,
            status: self.user.status,
            confirmed: self.user.confirmed,
            backing: Backing {
                status: self.account.status,
                enrolled: self.account.enrolled,
                was_partner: self.account.was_partner,
                employment: Some(self.employment()),
            },
        }
    }

    /// Whether the person is an active employee of the account this membership is in (section 1).
    pub fn is_employee_here(&self, now: Time) -> bool {
        self.employee().is_active(now)
    }

    /// Whether the membership by itself is an employment now (D8).
    pub fn is_employed_here(&self, now: Time) -> bool {
        self.account.was_partner && self.employment().lasts(now)
    }
}
