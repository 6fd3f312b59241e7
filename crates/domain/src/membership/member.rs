//! Members: memberships with everything their rights depend on, so that granted and effective
//! permissions are computed in one place (P5).

use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
        words::words,
    },
    membership::{
        Access, Engagement, Membership, Status,
        employee::Employee,
        grant::{Grant, HeldSet},
        standing::{Backing, StandingFacts},
        super_admins::PermanentSuperAdmin,
        terms::Terms,
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        email::EmailAddress,
        user::{User, UserStatus},
    },
    permission::{
        Catalogue, Permissions,
        seat::{SeatHolding, SeatPricing},
    },
};

pub use crate::membership::{Employment, EmploymentKey};

/// The user of a membership: what its rights and its readers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Latchkey's id of the user.
    pub id: UserId,
    /// The e-mail address; `None` once erased.
    pub email: Option<EmailAddress>,
    /// Whether the address is confirmed (I1).
    pub confirmed: bool,
    /// The name that others see.
    pub name: Name,
    /// Whether they are a stub: invited, and not known yet (I6).
    pub stub: bool,
    /// Whether the user is active, disabled or erased.
    pub status: UserStatus,
}

/// What stands in place of a stub's name for readers who may not see addresses (I6).
pub const NOT_CONFIRMED_YET: &str = "not confirmed yet";

impl Person {
    /// The user, without what neither rights nor readers need.
    pub fn of(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            confirmed: user.confirmed,
            name: user.name.clone(),
            stub: user.stub,
            status: user.status,
        }
    }

    /// The name for readers who may see addresses: that of a stub is the address (I6).
    pub fn shown_name(&self) -> Name {
        match &self.email {
            Some(email) if self.stub => Name::stored(email.to_string()),
            _ => self.name.clone(),
        }
    }
}

/// The account of a membership: what its rights need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Latchkey's id of the account.
    pub id: AccountId,
    /// The official name.
    pub name: Name,
    /// Whether the account is active or closed.
    pub status: AccountStatus,
    /// Whether the account is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether the account is or was a partner.
    pub was_partner: bool,
    /// Whether a partner seat opens paid features (S3).
    pub seat_pricing: SeatPricing,
    /// Who may make partner admins in the account (L3).
    pub partner_admins_by: PartnerAdminsBy,
}

/// The partner that a membership acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, read together"
)]
pub struct Acting {
    /// Latchkey's id of the partner account.
    pub partner: AccountId,
    /// The official name.
    pub name: Name,
    /// Whether the partner account is active or closed.
    pub status: AccountStatus,
    /// Whether the account is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether the account is or was a partner.
    pub was_partner: bool,
    /// The member's own membership in the partner account.
    pub employment: Option<Employment>,
    /// What the partner calls the person; `None`: they are no member of its account.
    pub engagement: Option<Engagement>,
    /// Whether the member's confirmed address is on one of the partner's domains.
    pub verified: bool,
    /// Whether the partner has linked the member in this account (A10).
    pub linked: bool,
}

impl Acting {
    /// The facts about the partner that decide whether the membership gives anything.
    pub const fn backing(&self) -> Backing {
        Backing {
            status: self.status,
            enrolled: self.enrolled,
            was_partner: self.was_partner,
            employment: self.employment,
        }
    }

    /// Whether the person is an active employee of the partner. The user's own status is not
    /// checked here, but in [`Member::standing`].
    pub fn is_employee(&self, now: Time) -> bool {
        self.backing().is_employee(now)
    }

    /// Why the partner recognises the person; `None`: it does not.
    pub const fn recognized(&self) -> Option<Recognized> {
        match (self.verified, self.linked) {
            (true, _) => Some(Recognized::Verified),
            (false, true) => Some(Recognized::Linked),
            (false, false) => None,
        }
    }
}

/// Whether a person is verified: their confirmed address is on one of the partner's domains (I1,
/// I2).
pub fn is_verified(person: &Person, partner: &Account) -> bool {
    let domain = person
        .email
        .as_ref()
        .filter(|_| person.confirmed)
        .map(EmailAddress::domain);
    domain.is_some_and(|domain| partner.email_domains.contains(&domain))
}

words! {
    /// Why a partner recognises a person.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Recognized {
        /// The confirmed address is on one of the partner's domains (I2).
        Verified = "verified",
        /// The partner declared it in one client (A10), or the person acts for it there.
        Linked = "linked",
    }
}

/// A membership with everything its rights depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The membership itself.
    pub membership: Membership,
    /// The user.
    pub user: Person,
    /// The account.
    pub account: Tenant,
    /// The set version held; `None` for super admins and partner admins.
    pub set: Option<HeldSet>,
    /// What the account has laid down about the member (D9).
    pub terms: Terms,
    /// The partner the member acts for; `None`: nobody.
    pub acting: Option<Acting>,
}

impl Member {
    /// The person as the account sees them: a stub under the name that the account gave them (I6).
    pub fn shown_person(&self) -> Person {
        let given = self.membership.given_name.clone();
        Person {
            name: given
                .filter(|_| self.user.stub)
                .unwrap_or_else(|| self.user.shown_name()),
            ..self.user.clone()
        }
    }

    /// The inputs of the granted permissions.
    pub fn grant(&self) -> Grant<'_> {
        Grant {
            access: self.membership.access,
            set: self.set.as_ref(),
            adjustments: &self.membership.adjustments,
            terms: &self.terms,
        }
    }

    /// The base: what the access gives before any adjustment (P5).
    pub fn base(&self, catalogue: &Catalogue) -> Permissions {
        self.grant().base(catalogue)
    }

    /// What the client withholds, with everything that implies it (W of rule A2).
    pub fn withheld_by_client(&self, catalogue: &Catalogue) -> Permissions {
        catalogue.withhold(self.terms.withheld_keys())
    }

    /// *Granted* (P5): complete under implication, regardless of status, seat and clock.
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        self.grant().granted(catalogue)
    }

    /// Whether the membership gives anything now (P5). If not, the first reason in the order of Q1.
    pub fn standing(&self, now: Time) -> Result<(), Denial> {
        self.standing_facts().standing(now)
    }

    /// The facts that decide whether the membership gives anything.
    pub fn standing_facts(&self) -> StandingFacts {
        StandingFacts {
            user: self.user.status,
            account: self.account.status,
            access: self.membership.access,
            status: self.membership.status(),
            expires_at: self.membership.expires_at,
            backing: self.acting.as_ref().map(Acting::backing),
            given_under: self.membership.given_under,
        }
    }

    /// *Effective* (P5): what is granted and the seat lets through (S3), if the membership gives
    /// anything now; otherwise nothing.
    pub fn effective(&self, catalogue: &Catalogue, now: Time) -> Permissions {
        if self.standing(now).is_err() {
            return Permissions::EMPTY;
        }
        self.granted(catalogue) & catalogue.usable_with(self.seat_holding())
    }

    /// The seats held, and the seat pricing of the account (S3).
    pub fn seat_holding(&self) -> SeatHolding {
        SeatHolding {
            seat: self.membership.seat,
            paid: self.membership.paid_seats,
            pricing: self.account.seat_pricing,
        }
    }

    /// Whether the member is super admin now, with every right of the account, whether or not they
    /// act for a partner (A11).
    pub fn is_super_admin(&self, now: Time) -> bool {
        self.membership.access == Access::SuperAdmin && self.standing(now).is_ok()
    }

    /// Whether only a super admin gives this access again: the member is partner admin, and the account
    /// leaves partner admins to its super admins (L3).
    pub fn only_super_admins_renew(&self) -> bool {
        self.membership.access == Access::PartnerAdmin
            && self.account.partner_admins_by == PartnerAdminsBy::SuperAdmin
    }

    /// The account the member acts from: the partner's if they act for one, otherwise this account
    /// (T1, T2).
    pub fn acts_from(&self) -> AccountId {
        self.membership.partner.unwrap_or(self.account.id)
    }

    /// The member as one who counts as permanent super admin, or will once they take it: active,
    /// without an end date, user enabled, in an account that is not closed, and not for a partner whose
    /// account is closed (D5, P5).
    pub fn permanent_super_admin(&self) -> Option<PermanentSuperAdmin> {
        let membership = &self.membership;
        let closed = AccountStatus::Closed;
        let counts = membership.access == Access::SuperAdmin
            && membership.status() == Status::Active
            && membership.expires_at.is_none()
            && self.user.status == UserStatus::Active
            && self.account.status != closed
            && self.acting.as_ref().is_none_or(|it| it.status != closed);
        counts.then_some(PermanentSuperAdmin {
            user: self.user.id,
            acts_for: membership.partner,
            taken: membership.offered_by.is_none(),
        })
    }

    /// The employment under which the partner they act for could give something now; `None`: they act
    /// for nobody, or are no active employee of it.
    pub fn current_employment(&self, now: Time) -> Option<EmploymentKey> {
        let acting = self.acting.as_ref()?;
        let enabled = self.user.status == UserStatus::Active;
        acting.backing().current_employment(now).filter(|_| enabled)
    }

    /// Whether a break of the employment cut what was given: the member acts for a partner and has left
    /// it since, whether or not they are back.
    pub fn is_cut(&self, now: Time) -> bool {
        let given = self.membership.given_under;
        self.acting
            .as_ref()
            .is_some_and(|acting| !acting.backing().is_unbroken_since(given, now))
    }

    /// The key of the employment in this account, if the member is an active employee of it.
    pub fn employment_here(&self, now: Time) -> Option<EmploymentKey> {
        self.employee().current_employment(now)
    }

    /// Whether they are a super admin of the account's own side, as seen by somebody who acts for a partner
    /// there. Being disabled, having an end ahead or not having taken the access does not matter, except
    /// for one whom that person made themself.
    pub fn is_own_super_admin_beside(&self, visitor: UserId, now: Time) -> bool {
        let membership = &self.membership;
        membership.access == Access::SuperAdmin
            && membership.partner.is_none()
            && !membership.deactivated
            && !membership.is_expired(now)
            && self.user.status != UserStatus::Erased
            && membership.offered_by != Some(visitor)
    }

    /// Why the partner they act for recognises them: whoever is not verified is shown as linked. `None`:
    /// they act for nobody.
    pub fn recognized(&self) -> Option<Recognized> {
        let acting = self.acting.as_ref()?;
        acting.recognized().or(Some(Recognized::Linked))
    }

    /// Employee or contractor: what the partner calls a member who acts for it, or else this account.
    pub fn engagement(&self) -> Engagement {
        let by_partner = self.acting.as_ref().and_then(|acting| acting.engagement);
        by_partner.unwrap_or(self.membership.engagement)
    }

    /// Whether there is a newer version of the set than the one held (A7).
    pub fn is_outdated(&self) -> bool {
        match (self.membership.access, &self.set) {
            (Access::PermissionSet(held), Some(set)) => held.version < set.latest,
            _ => false,
        }
    }

    /// Reads the member as an employee of this account, whether or not they are one.
    pub fn employee(&self) -> Employee {
        Employee {
            user: self.user.id,
            status: self.user.status,
            confirmed: self.user.confirmed,
            backing: Backing {
                status: self.account.status,
                enrolled: self.account.enrolled,
                was_partner: self.account.was_partner,
                employment: Some(self.membership.employment()),
            },
        }
    }

    /// Whether the member is an active employee of this account.
    pub fn is_employee_here(&self, now: Time) -> bool {
        self.employee().is_active(now)
    }

    /// Whether the membership is an employment now, regardless of the user's and the account's
    /// status (D8).
    pub fn is_employed_here(&self, now: Time) -> bool {
        self.account.was_partner && self.membership.employment().lasts(now)
    }
}
