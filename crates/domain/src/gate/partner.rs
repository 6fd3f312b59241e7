//! The gate on the partner's side: who manages employees, and who gives access in a client.

use super::{Need, rights_on_account_side, user};
use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::{Time, earlier_end},
    },
    membership::{Access, member::Member},
    permission::{BuiltIn, Catalogue, Permissions},
    trail::{origin::Origin, permit::Permit},
    work::operation::{Operation, Task},
};

/// Someone who manages employees from the partner account (`partner.employees.view` or `.edit`).
#[derive(Debug, Clone)]
pub struct PartnerManager {
    permit: Permit,
    /// The manager.
    pub user: UserId,
    /// The partner whose employees they manage.
    pub partner: AccountId,
    super_admin: bool,
    employment_ends: Option<Time>,
}

/// Opens the client access manager. `member` is the caller's membership in the partner account;
/// without one the partner is hidden from the caller: 404. Unless the caller is a super admin, the
/// membership must act for nobody (A11).
pub fn partner_manager(
    origin: &Origin,
    member: Option<&Member>,
    need: Need,
    catalogue: &Catalogue,
    now: Time,
) -> Result<PartnerManager, Refusal> {
    let user = user(origin, need)?;
    let member = member.ok_or(Refusal::NotFound)?;
    if !member.account.was_partner {
        return Err(Refusal::NotFound);
    }
    let right = match need {
        Need::View => BuiltIn::PartnerEmployeesView,
        Need::Edit => BuiltIn::PartnerEmployeesEdit,
    };
    let right = catalogue.built_in(right);
    if !rights_on_account_side(member, catalogue, now).contains(right) {
        return Err(Refusal::MissingPermission);
    }
    Ok(PartnerManager {
        permit: Permit::new(origin.clone(), Some(member.account.id)),
        user,
        partner: member.account.id,
        super_admin: member.is_super_admin(now),
        employment_ends: member.membership.expires_at,
    })
}

/// Opens the change of a super admin to partner admin. People who change themselves need only
/// `partner.employees.view`, and a token that may change things; to change somebody else they need
/// `.edit` (L8).
pub fn changing_manager(
    origin: &Origin,
    member: Option<&Member>,
    target: UserId,
    catalogue: &Catalogue,
    now: Time,
) -> Result<PartnerManager, Refusal> {
    let need = if user(origin, Need::Edit)? == target {
        Need::View
    } else {
        Need::Edit
    };
    partner_manager(origin, member, need, catalogue, now)
}

/// Someone who may deactivate or remove memberships that act for a partner: a holder of
/// `partner.employees.edit` in the partner account (D1), or whoever ended an employment, for the
/// offboarding that follows (D8).
#[derive(Debug, Clone)]
pub struct Ender {
    permit: Permit,
    /// The partner that the memberships act for.
    pub partner: AccountId,
}

impl Ender {
    /// Permits the end of a membership.
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }
}

/// Permits an offboarding operation to end memberships in the name of whoever ended the employment.
/// Their right was checked then and is not checked again (D8).
pub fn offboarding_ender(operation: &Operation) -> Result<Ender, Refusal> {
    match operation.task {
        Task::Offboard => Ok(Ender {
            permit: Permit::new(operation.origin(), Some(operation.partner)),
            partner: operation.partner,
        }),
        Task::Assign { .. }
        | Task::Deactivate
        | Task::Reactivate
        | Task::Apply { .. }
        | Task::Remove
        | Task::GiveBack => Err(Refusal::MissingPermission),
    }
}

impl PartnerManager {
    /// Returns the right to deactivate and remove; the right in the partner account is enough (D1).
    pub fn ender(&self) -> Ender {
        Ender {
            permit: self.permit(),
            partner: self.partner,
        }
    }

    /// Permits what needs only the right in the partner account, such as ending access (D1) and
    /// access links (L2).
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }

    /// Returns when the manager's own membership in the partner account ends; `None`: never.
    pub const fn employment_ends(&self) -> Option<Time> {
        self.employment_ends
    }

    /// Requires a super admin of the partner account, as adding e-mail domains does (I2).
    pub fn must_be_super_admin(&self) -> Result<(), Refusal> {
        if self.super_admin {
            Ok(())
        } else {
            Err(Refusal::MissingPermission)
        }
    }

    /// Requires an active partner admin in the client, as giving access there does (A1). `own` is
    /// the manager's membership in the client. Whether the partner is enrolled is checked last,
    /// because it is a rule of state.
    pub fn partner_admin_in(
        &self,
        own: Option<&Member>,
        catalogue: &Catalogue,
        now: Time,
    ) -> Result<Delegator, Refusal> {
        let own = own.ok_or(Refusal::NotPartnerAdmin)?;
        let acts_for_this = own.membership.partner == Some(self.partner);
        if own.membership.access != Access::PartnerAdmin || !acts_for_this {
            return Err(Refusal::NotPartnerAdmin);
        }
        match own.standing(now) {
            Ok(()) => {}
            Err(Denial::PartnerNotEnrolled) => return Err(Refusal::PartnerNotEnrolled),
            Err(_) => return Err(Refusal::NotPartnerAdmin),
        }
        Ok(Delegator {
            user: self.user,
            partner: self.partner,
            may_give: own.granted(catalogue) & catalogue.partner_admin_template(),
            access_ends: earlier_end(own.membership.expires_at, self.employment_ends),
        })
    }
}

/// A partner admin who gives or takes access in one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegator {
    /// The partner admin.
    pub user: UserId,
    /// The partner they act for.
    pub partner: AccountId,
    /// What they may give or take: their granted permissions there, within the partner admin
    /// template (A of rule A2).
    pub may_give: Permissions,
    /// When their own access ends (A9); `None`: never.
    pub access_ends: Option<Time>,
}
