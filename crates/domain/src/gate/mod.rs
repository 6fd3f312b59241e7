//! Who may do what: the gate every write passes, and the permits it gives.
//!
//! A [`Permit`] has no public constructor. The functions here check a rule and give one; only a
//! permit makes records, and only records make a commit.

use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::{Time, earlier_end},
    },
    membership::{Access, member::Member, super_admins::ActsFor, terms::Rank},
    people::{
        account::PartnerAdminsBy,
        token::{Scope, UserScope},
    },
    permission::{BuiltIn, Catalogue, Permissions},
    trail::{
        origin::{Origin, Principal},
        permit::Permit,
    },
    work::operation::{Operation, Task},
};

/// Whether an act reads or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Reads.
    View,
    /// Changes.
    Edit,
}

/// The user who asks, within what their token allows.
pub fn user(origin: &Origin, need: Need) -> Result<UserId, Refusal> {
    match &origin.principal {
        Principal::User {
            scope: UserScope::Read,
            ..
        } if need == Need::Edit => Err(Refusal::MissingPermission),
        Principal::User { user, .. } => Ok(*user),
        Principal::Service { .. } | Principal::Operator { .. } | Principal::Job { .. } => {
            Err(Refusal::MissingPermission)
        }
    }
}

/// A user acting for nobody but themself: their own tokens, their own invitations.
pub fn oneself(origin: &Origin) -> Result<(UserId, Permit), Refusal> {
    let user = user(origin, Need::Edit)?;
    Ok((user, Permit::new(origin.clone(), None)))
}

/// The platform, by a service token of the given scope; or the operator, who may do what any scope
/// may.
pub fn platform(origin: &Origin, scope: Scope) -> Result<Permit, Refusal> {
    is_platform(&origin.principal, scope)?;
    Ok(Permit::new(origin.clone(), None))
}

/// The platform that asks for decisions: it changes nothing, and needs no permit.
pub fn asks_decisions(principal: &Principal) -> Result<(), Refusal> {
    is_platform(principal, Scope::Decide)
}

fn is_platform(principal: &Principal, scope: Scope) -> Result<(), Refusal> {
    match principal {
        Principal::Service { scopes, .. } if scopes.contains(&scope) => Ok(()),
        Principal::Operator { .. } => Ok(()),
        Principal::Service { .. } | Principal::User { .. } | Principal::Job { .. } => {
            Err(Refusal::MissingPermission)
        }
    }
}

/// The installation itself, by a job: what time alone brings about (A9, R3, L9).
pub fn job(origin: &Origin) -> Result<Permit, Refusal> {
    match &origin.principal {
        Principal::Job { .. } => Ok(Permit::new(origin.clone(), None)),
        Principal::Service { .. } | Principal::User { .. } | Principal::Operator { .. } => {
            Err(Refusal::MissingPermission)
        }
    }
}

/// Someone who manages employees from the partner account (`partner.employees.view` or `.edit`).
#[derive(Debug, Clone)]
pub struct PartnerManager {
    permit: Permit,
    /// Who.
    pub user: UserId,
    /// Of which partner.
    pub partner: AccountId,
    super_admin: bool,
    /// When their own membership in the partner's account ends, and with it all they do for it.
    employment_ends: Option<Time>,
}

/// The gate of the client access manager: `member` is the caller's membership in the partner's
/// account. No member: the partner is not to be known of. A11: only a membership that acts for
/// nobody counts, a super admin's always.
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

/// The gate of migration from the client access manager (L8): the right to see employees' access is
/// enough for whoever migrates themself, by a token that changes.
pub fn migrating_manager(
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

/// The rights over people, sets, partners and the trail that a membership gives (A11): those of a
/// membership that acts for nobody, and a super admin's always.
fn rights_on_account_side(member: &Member, catalogue: &Catalogue, now: Time) -> Permissions {
    if member.membership.partner.is_none() || member.is_super_admin(now) {
        member.effective(catalogue, now)
    } else {
        Permissions::EMPTY
    }
}

/// Someone who may end what acts for a partner in its clients: whoever holds the right in the partner
/// account (D1), and in what follows from it whoever ended an employment there (D8).
#[derive(Debug, Clone)]
pub struct Ender {
    permit: Permit,
    /// For which partner.
    pub partner: AccountId,
}

impl Ender {
    /// Permits the end.
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }
}

/// What follows from the end of an employment, on behalf of whoever ended it (D8): they were allowed to
/// when they did.
pub fn former_employer(operation: &Operation) -> Result<Ender, Refusal> {
    match operation.task {
        Task::Offboard => Ok(Ender {
            permit: Permit::new(operation.origin(), Some(operation.partner)),
            partner: operation.partner,
        }),
        Task::Assign { .. }
        | Task::Deactivate
        | Task::Reactivate
        | Task::Apply { .. }
        | Task::Remove => Err(Refusal::MissingPermission),
    }
}

impl PartnerManager {
    /// Who may end what acts for the partner: the right in the partner account is enough (D1).
    pub fn ender(&self) -> Ender {
        Ender {
            permit: self.permit(),
            partner: self.partner,
        }
    }

    /// Permits what the right in the partner account alone allows (D1, L2).
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }

    /// When their own membership in the partner's account ends.
    pub const fn employment_ends(&self) -> Option<Time> {
        self.employment_ends
    }

    /// Whether they are a super admin of the partner account (I2).
    pub fn must_be_super_admin(&self) -> Result<(), Refusal> {
        if self.super_admin {
            Ok(())
        } else {
            Err(Refusal::MissingPermission)
        }
    }

    /// Rule A1: what is given in a client is given by an active partner admin there; `own` is the
    /// manager's membership in the client. That the partner is enrolled is a rule of state, asked
    /// after this one.
    pub fn partner_admin_in(
        &self,
        own: Option<&Member>,
        catalogue: &Catalogue,
        now: Time,
    ) -> Result<Delegator, Refusal> {
        use crate::base::denial::Denial;
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

/// A partner admin who gives or takes in one client: what they may give (A of A2) and when their
/// own access ends (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegator {
    /// Who.
    pub user: UserId,
    /// For which partner.
    pub partner: AccountId,
    /// A of A2: granted there, within the partner admin template.
    pub may_give: Permissions,
    /// When their own access ends; `None`: never.
    pub access_ends: Option<Time>,
}

/// Someone with rights on an account's own side.
#[derive(Debug, Clone)]
pub struct AccountManager {
    permit: Permit,
    /// Who.
    pub user: UserId,
    /// In which account.
    pub account: AccountId,
    /// With what right: what a super admin lays down, only a super admin lifts.
    pub rank: Rank,
    /// For whom they act there (D5).
    pub acts_for: ActsFor,
    /// H of A8: what they hold themselves.
    pub granted: Permissions,
}

/// The gate of an account's own side: super admins, and in memberships that act for nobody the
/// holders of the given right (A8, A11). No member: the account is not to be known of.
pub fn account_manager(
    origin: &Origin,
    member: Option<&Member>,
    right: BuiltIn,
    need: Need,
    catalogue: &Catalogue,
    now: Time,
) -> Result<AccountManager, Refusal> {
    let user = user(origin, need)?;
    let member = member.ok_or(Refusal::NotFound)?;
    if !rights_on_account_side(member, catalogue, now).contains(catalogue.built_in(right)) {
        return Err(Refusal::MissingPermission);
    }
    let super_admin = member.is_super_admin(now);
    Ok(AccountManager {
        permit: Permit::new(origin.clone(), Some(member.acts_from())),
        user,
        account: member.account.id,
        rank: if super_admin {
            Rank::SuperAdmin
        } else {
            Rank::Manager
        },
        acts_for: match member.membership.partner {
            Some(_) => ActsFor::Partner,
            None => ActsFor::Nobody,
        },
        granted: member.granted(catalogue),
    })
}

impl AccountManager {
    /// Permits what the right alone allows.
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }

    /// Whether they are a super admin there.
    pub fn must_be_super_admin(&self) -> Result<(), Refusal> {
        match self.rank {
            Rank::SuperAdmin => Ok(()),
            Rank::Manager => Err(Refusal::MissingPermission),
        }
    }

    /// Rule L3: whether they may approve a partner admin under the account's policy, for a subject
    /// whose membership there, if any, is `subject`.
    pub fn may_make_partner_admin(
        &self,
        policy: PartnerAdminsBy,
        subject: Option<&Member>,
    ) -> Result<(), Refusal> {
        let on_own_behalf = subject.is_some_and(|member| member.membership.partner.is_none());
        match policy {
            PartnerAdminsBy::UsersEdit if !on_own_behalf => Ok(()),
            PartnerAdminsBy::UsersEdit | PartnerAdminsBy::SuperAdmin => self.must_be_super_admin(),
        }
    }

    /// Rule A8: whom they may deactivate, reactivate, remove. A super admin may everyone; a holder
    /// of `users.edit` never themself, never a super admin, and else those whose granted permissions
    /// lie in their own, or who act for a partner.
    pub fn may_manage(&self, target: &Member, catalogue: &Catalogue) -> Result<(), Refusal> {
        if self.rank == Rank::SuperAdmin {
            return Ok(());
        }
        if target.membership.user == self.user {
            return Err(Refusal::SelfTarget);
        }
        if target.membership.access == Access::SuperAdmin {
            return Err(Refusal::SuperAdminTarget);
        }
        let acts_for_partner = target.membership.partner.is_some();
        if acts_for_partner || target.granted(catalogue).is_subset_of(self.granted) {
            Ok(())
        } else {
            Err(Refusal::ExceedsOwnPermissions)
        }
    }
}
