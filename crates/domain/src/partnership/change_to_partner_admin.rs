//! A super admin becomes partner admin (L8): by themself, by a partner admin who acts for the same
//! partner, or by a super admin of the client.

use crate::{
    base::{
        ids::AccountId,
        refusal::{Conflict, Refusal},
        time::{Time, earlier_end, ends_after},
    },
    membership::{
        Access, Adjustments, Membership,
        member::{Acting, Member},
        super_admins::{ActsFor, SuperAdmins},
    },
    people::account::{Account, PartnerAdminsBy},
    permission::{Catalogue, Permissions, seat::Seat},
};

/// Who migrates a super admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedBy {
    /// The super admin themself, from the client access manager (L8a).
    Oneself {
        /// When their membership in the partner's account ends.
        employment_ends: Option<Time>,
    },
    /// A partner admin of the client, a super admin who acts for the same partner (L8b).
    Colleague {
        /// What the partner admin is granted in the client.
        granted: Permissions,
        /// When the partner admin's own access ends.
        access_ends: Option<Time>,
    },
    /// A super admin of the client (L8c).
    SuperAdmin {
        /// For whom they act there.
        acts_for: ActsFor,
    },
}

/// What becomes of the billing permissions that a super admin holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// They go, as all that a partner admin does not have.
    #[default]
    Drop,
    /// They are added to what a partner admin has.
    Keep,
}

/// All that a migration rests on.
#[derive(Debug, Clone, Copy)]
pub struct ChangeToPartnerAdmin<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Who migrates.
    pub by: ChangedBy,
    /// The super admin in the client.
    pub target: &'a Member,
    /// The partner for whom they will act.
    pub partner: &'a Account,
    /// Their membership in that partner's account.
    pub employment: Option<&'a Member>,
    /// The permanent super admins of the client.
    pub super_admins: &'a SuperAdmins,
    /// What becomes of billing.
    pub billing: Billing,
}

impl ChangeToPartnerAdmin<'_> {
    /// The partner admin's membership; `None` where the person is partner admin for this partner
    /// already (T4). What the client has laid down about the person stays as it is (D9), and so does
    /// the status: migrating gives back to nobody what was taken.
    pub fn carry_out(&self, now: Time) -> Result<Option<Membership>, Refusal> {
        if self.partner.id == self.target.account.id {
            return Err(Refusal::Conflict(Conflict::OwnAccount));
        }
        let added = self.kept_billing();
        self.may_migrate(added, now)?;
        let user = self.target.membership.user;
        self.super_admins.can_spare(user, self.acts_for())?;
        let acts_for = self.target.membership.partner;
        if acts_for.is_some_and(|partner| partner != self.partner.id) {
            return Err(Refusal::ActsForAnotherPartner);
        }
        match self.target.membership.access {
            Access::SuperAdmin => {}
            Access::PartnerAdmin => return Ok(None),
            Access::PermissionSet(_) => {
                return Err(Refusal::Conflict(Conflict::NotASuperAdmin));
            }
        }
        self.must_be_employee(now)?;
        let end = self.end();
        let mut membership = self.target.membership.clone();
        membership.change(now, |state| {
            state.access = Access::PartnerAdmin;
            state.adjustments = Adjustments {
                added: self.catalogue.names(added),
                ..Adjustments::default()
            };
            state.seat = Seat::Partner;
            state.partner = Some(self.partner.id);
            state.expires_at = end;
        });
        Ok(Some(membership))
    }

    /// The billing permissions that stay: what the client does not withhold, and what brings nothing
    /// else along that a partner admin does not have, such as payment instruments.
    fn kept_billing(&self) -> Permissions {
        let catalogue = self.catalogue;
        match (self.billing, self.target.membership.access) {
            (Billing::Keep, Access::SuperAdmin) => {
                let billing = catalogue.billing();
                let within = billing | catalogue.partner_admin_template();
                let withheld = self.target.withheld_by_client(catalogue);
                catalogue.closed_part(within - withheld) & billing
            }
            (Billing::Keep | Billing::Drop, _) => Permissions::EMPTY,
        }
    }

    /// Whoever migrates themself holds the rights of a super admin now, and billing is left to somebody
    /// else only by whoever holds it.
    fn may_migrate(&self, billing: Permissions, now: Time) -> Result<(), Refusal> {
        match self.by {
            ChangedBy::Oneself { .. } => {
                let switched_off = self.target.membership.access == Access::SuperAdmin
                    && !self.target.is_super_admin(now);
                if switched_off {
                    return Err(Refusal::MissingPermission);
                }
            }
            ChangedBy::Colleague { granted, .. } => {
                // Where that is a super admin's alone, a partner admin makes none either (L3).
                if self.target.account.partner_admins_by == PartnerAdminsBy::SuperAdmin {
                    return Err(Refusal::MissingPermission);
                }
                if !billing.is_subset_of(granted) {
                    return Err(Refusal::ExceedsOwnPermissions);
                }
            }
            ChangedBy::SuperAdmin { .. } => {}
        }
        Ok(())
    }

    /// Whoever comes from the client access manager acts for a partner (D5).
    const fn acts_for(&self) -> ActsFor {
        match self.by {
            ChangedBy::Oneself { .. } | ChangedBy::Colleague { .. } => ActsFor::Partner,
            ChangedBy::SuperAdmin { acts_for } => acts_for,
        }
    }

    /// Only active employees of an enrolled partner become partner admin (L1).
    fn must_be_employee(&self, now: Time) -> Result<(), Refusal> {
        if !self.partner.is_enrolled() {
            return Err(Refusal::PartnerNotEnrolled);
        }
        if self
            .employment
            .is_some_and(|member| member.is_employee_here(now))
        {
            Ok(())
        } else {
            Err(Refusal::NotAnEmployee)
        }
    }

    /// The end goes, but for the one that the client set (D9), and from the partner's side no further
    /// than the end of whoever migrates (A9).
    fn end(&self) -> Option<Time> {
        let current = self.target.membership.expires_at;
        let own = match self.by {
            ChangedBy::SuperAdmin { .. } => None,
            ChangedBy::Oneself { employment_ends } => earlier_end(current, employment_ends),
            ChangedBy::Colleague { access_ends, .. } => access_ends,
        };
        let end = if ends_after(current, own) {
            current
        } else {
            own
        };
        earlier_end(end, self.target.terms.limit_at())
    }
}

/// Why it is not clear for whom a migrated person will act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerUnclear {
    /// A rule of state.
    Refused(Refusal),
    /// More than one partner fits, and none was named.
    NameOne,
}

impl From<Refusal> for PartnerUnclear {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The partner for whom somebody will act whom a super admin of the client migrates (L8c): the one
/// they act for already, else the one that is named, else the only one among the enrolled partners whose
/// active employee they are.
pub fn partner_of(
    target: &Member,
    named: Option<AccountId>,
    employers: &[Acting],
    now: Time,
) -> Result<AccountId, PartnerUnclear> {
    if let Some(partner) = target.membership.partner {
        return if named.is_none_or(|named| named == partner) {
            Ok(partner)
        } else {
            Err(Refusal::ActsForAnotherPartner.into())
        };
    }
    if let Some(named) = named {
        return Ok(named);
    }
    let mut fitting = employers
        .iter()
        .filter(|employer| employer.enrolled && employer.is_employee(now));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only.partner),
        (Some(_), Some(_)) => Err(PartnerUnclear::NameOne),
        (None, _) => Err(Refusal::NotAnEmployee.into()),
    }
}
