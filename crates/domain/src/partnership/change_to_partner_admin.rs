//! Changing a super admin to partner admin (L8): by themself, by a partner admin who acts for the
//! same partner, or by a super admin of the client.

use crate::{
    base::{
        ids::AccountId,
        refusal::{Conflict, Refusal},
        time::{Time, earlier_end, ends_after},
    },
    membership::{
        Access, Adjustments, Membership,
        member::{Acting, EmploymentKey, Member},
        super_admins::{SuperAdmins, TakenBy},
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        user::UserStatus,
    },
    permission::{Catalogue, Permissions, seat::Seat},
};

/// Who changes a super admin to partner admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedBy {
    /// The super admin themself, in the client access manager (L8 a).
    Oneself {
        /// When their membership in the partner account expires; `None`: never.
        employment_ends: Option<Time>,
    },
    /// A partner admin of the client, for a super admin who acts for the same partner (L8 b).
    Colleague {
        /// The partner admin's granted permissions in the client.
        granted: Permissions,
        /// When the partner admin's own access ends; `None`: never.
        access_ends: Option<Time>,
    },
    /// A super admin of the client (L8 c).
    SuperAdmin {
        /// The super admin, as the one who takes something away (D5).
        by: TakenBy,
    },
}

/// What happens to the super admin's billing permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// They are dropped, like all that is not in the template.
    #[default]
    Drop,
    /// They are added to the template.
    Keep,
}

/// The partner that somebody will act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPartner {
    /// The partner.
    pub id: AccountId,
    /// Whether it is enrolled and active (L1).
    pub is_enrolled: bool,
    /// The employment under which the access would be given; `None`: the person is no active employee.
    pub employment: Option<EmploymentKey>,
}

impl NewPartner {
    /// A partner, with the person's membership in its account.
    pub fn of(partner: &Account, employment: Option<&Member>, now: Time) -> Self {
        Self {
            id: partner.id,
            is_enrolled: partner.is_enrolled(),
            employment: employment.and_then(|member| member.employment_here(now)),
        }
    }

    /// The partner that a member acts for, or could act for.
    pub fn acted_for(acting: &Acting, user: UserStatus, now: Time) -> Self {
        let current = acting.backing().current_employment(now);
        Self {
            id: acting.partner,
            is_enrolled: acting.enrolled && acting.status == AccountStatus::Active,
            employment: current.filter(|_| user == UserStatus::Active),
        }
    }
}

/// Everything that a change to partner admin depends on.
#[derive(Debug, Clone, Copy)]
pub struct ChangeToPartnerAdmin<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Who makes the change.
    pub by: ChangedBy,
    /// The super admin's membership in the client.
    pub target: &'a Member,
    /// The partner they will act for.
    pub partner: NewPartner,
    /// The permanent super admins of the client.
    pub super_admins: &'a SuperAdmins,
    /// What happens to their billing permissions.
    pub billing: Billing,
}

impl ChangeToPartnerAdmin<'_> {
    /// Returns the partner admin's membership; `None` if they are partner admin for this partner
    /// already (T4). The client's terms stay as they are (D9). So does the status: the change
    /// reactivates nobody.
    pub fn carry_out(&self, now: Time) -> Result<Option<Membership>, Refusal> {
        if self.partner.id == self.target.account.id {
            return Err(Refusal::Conflict(Conflict::OwnAccount));
        }
        let added = self.kept_billing();
        self.may_change_to_partner_admin(added, now)?;
        self.may_spare()?;
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
        let employment = self.must_be_employee()?;
        let end = self.end();
        let mut membership = self.target.membership.clone();
        membership.change(now, |state| {
            state.access = Access::PartnerAdmin;
            state.offered_by = None;
            state.adjustments = Adjustments {
                added: self.catalogue.names(added),
                ..Adjustments::default()
            };
            state.seat = Seat::Partner;
            state.partner = Some(self.partner.id);
            state.expires_at = end;
            state.given_under = Some(employment);
        });
        Ok(Some(membership))
    }

    /// The billing permissions that may stay: not those the client withholds, nor those that imply
    /// something outside billing and the template, such as payment instruments.
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

    /// Checks who may make the change. Super admins who change themselves must hold their rights
    /// now. To let somebody else keep billing permissions, a partner admin must hold them (L8).
    fn may_change_to_partner_admin(&self, billing: Permissions, now: Time) -> Result<(), Refusal> {
        match self.by {
            ChangedBy::Oneself { .. } => {
                let switched_off = self.target.membership.access == Access::SuperAdmin
                    && !self.target.is_super_admin(now);
                if switched_off {
                    return Err(Refusal::MissingPermission);
                }
            }
            ChangedBy::Colleague { granted, .. } => {
                // If only super admins may make partner admins, a partner admin may not (L3).
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

    /// Checks that the client keeps the super admins it must keep (D5). Who changes themself may act for
    /// nobody, but is not the client's last own super admin: from the client access manager nobody takes
    /// that one away.
    fn may_spare(&self) -> Result<(), Refusal> {
        let target = &self.target.membership;
        match self.by {
            ChangedBy::Oneself { .. } => {
                let own = TakenBy::PLATFORM;
                self.super_admins.must_not_be_last(target.user, own)?;
                self.super_admins.must_not_be_last_own(target.user, own)
            }
            ChangedBy::Colleague { .. } => self.super_admins.can_spare(target, TakenBy::PARTNER),
            ChangedBy::SuperAdmin { by } => self.super_admins.can_spare(target, by),
        }
    }

    /// Checks that the person is an active employee of an enrolled partner (L1), and returns the
    /// employment under which the access is given.
    fn must_be_employee(&self) -> Result<EmploymentKey, Refusal> {
        if !self.partner.is_enrolled {
            return Err(Refusal::PartnerNotEnrolled);
        }
        self.partner.employment.ok_or(Refusal::NotAnEmployee)
    }

    /// Returns the new end: none, except that an end set by the client stays (D9). From the
    /// partner's side, it is not put off beyond the end of whoever makes the change (A9).
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

/// Why no partner to act for was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerUnclear {
    /// A rule refuses the change.
    Refused(Refusal),
    /// Several partners are possible and none was named.
    NameOne,
}

impl From<Refusal> for PartnerUnclear {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Finds the partner that somebody will act for, if a super admin of the client changes them (L8
/// c): the one they act for already, else the named one, else the only enrolled partner whose
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
