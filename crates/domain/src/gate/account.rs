//! The gate on an account's own side: super admins, and holders of a right there (A8, A11).

use super::{Need, rights_on_account_side, user};
use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::Time,
    },
    membership::{
        Access,
        member::Member,
        super_admins::{ActsFor, SuperAdmins, TakenBy},
        terms::{Rank, Terms},
    },
    people::account::PartnerAdminsBy,
    permission::{BuiltIn, Catalogue, Permissions},
    trail::{
        origin::Origin,
        permit::{Permit, Taking},
    },
};

/// Someone with rights on an account's own side.
#[derive(Debug, Clone)]
pub struct AccountManager {
    permit: Permit,
    /// The manager.
    pub user: UserId,
    /// The account they manage.
    pub account: AccountId,
    /// Their rank: only a super admin lifts what a super admin laid down (A8).
    pub rank: Rank,
    /// The partner they act for; `None`: nobody.
    pub partner: Option<AccountId>,
    /// Whether they act for a partner in an account that has a permanent super admin of its own. Then
    /// they make no super admin, and change for nobody whom they act for (A8).
    pub is_bound: bool,
    /// Their own granted permissions (H of rule A8).
    pub granted: Permissions,
}

/// Lets in super admins, and holders of the given right whose membership acts for nobody (A8, A11).
/// `member` is the caller's membership; without one the account is hidden from the caller: 404.
/// `super_admins` are those of the account; only for a caller who acts for a partner they matter.
pub fn account_manager(
    origin: &Origin,
    member: Option<&Member>,
    super_admins: &SuperAdmins,
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
    let partner = member.membership.partner;
    let permit = Permit::new(origin.clone(), Some(member.acts_from()));
    Ok(AccountManager {
        permit: permit.taking(Taking::of(member)),
        user,
        account: member.account.id,
        rank: match (member.is_super_admin(now), partner) {
            (true, None) => Rank::SuperAdmin,
            (true, Some(_)) => Rank::PartnersSuperAdmin,
            (false, _) => Rank::Manager,
        },
        partner,
        is_bound: partner.is_some() && super_admins.has_own(),
        granted: member.granted(catalogue),
    })
}

impl AccountManager {
    /// Permits what the right alone allows.
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }

    /// Whether they act for a partner there (D5).
    pub const fn acts_for(&self) -> ActsFor {
        match self.partner {
            Some(_) => ActsFor::Partner,
            None => ActsFor::Nobody,
        }
    }

    /// Whether they are super admin of the account, whomever they act for.
    pub fn is_super_admin(&self) -> bool {
        self.rank != Rank::Manager
    }

    /// Requires a super admin of the account.
    pub fn must_be_super_admin(&self) -> Result<(), Refusal> {
        if self.is_super_admin() {
            Ok(())
        } else {
            Err(Refusal::MissingPermission)
        }
    }

    /// The manager, as the one who takes something away from a super admin (D5).
    pub const fn taken_by(&self) -> TakenBy {
        TakenBy {
            user: Some(self.user),
            acts_for: self.acts_for(),
        }
    }

    /// Checks whether they may let in somebody whom the account refused. What its own side refused,
    /// only its own side takes back (A8, D9).
    pub fn may_let_in(&self, terms: &Terms) -> Result<(), Refusal> {
        if terms.refused.is_none_or(|by| self.rank.lifts_refusal(by)) {
            Ok(())
        } else {
            Err(Refusal::ClientRefused)
        }
    }

    /// Checks whether they may set who makes partner admins. Whoever acts for a partner loosens nothing
    /// while the account has a permanent super admin of its own (A8).
    pub fn may_set_policy(&self, policy: PartnerAdminsBy) -> Result<(), Refusal> {
        self.must_be_super_admin()?;
        if self.is_bound && policy == PartnerAdminsBy::UsersEdit {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        Ok(())
    }

    /// Checks whether they may make somebody a partner admin under the account's policy. For a
    /// member who acts for nobody it takes a super admin, whatever the policy (L3). `subject` is
    /// the person's membership, if they have one.
    pub fn may_make_partner_admin(
        &self,
        policy: PartnerAdminsBy,
        subject: Option<&Member>,
    ) -> Result<(), Refusal> {
        let on_own_behalf = subject.is_some_and(|member| member.membership.partner.is_none());
        if on_own_behalf && self.is_bound {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        match policy {
            PartnerAdminsBy::UsersEdit if !on_own_behalf => Ok(()),
            PartnerAdminsBy::UsersEdit | PartnerAdminsBy::SuperAdmin => self.must_be_super_admin(),
        }
    }

    /// Checks whether they may give a partner admin their access again: reactivate them, renew their
    /// invitation, clear or put off their end. The account's policy may leave that to super admins
    /// (L3).
    pub fn may_renew(&self, target: &Member) -> Result<(), Refusal> {
        if target.only_super_admins_renew() {
            self.must_be_super_admin()
        } else {
            Ok(())
        }
    }

    /// Checks whether they may bring somebody back as what they were. Bringing back a super admin is
    /// making one (A8).
    pub fn may_bring_back(&self, target: &Member) -> Result<(), Refusal> {
        if self.is_bound && target.membership.access == Access::SuperAdmin {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        Ok(())
    }

    /// Checks whether they may deactivate, reactivate or remove a member (A8). A super admin may,
    /// whoever it is. A holder of `users.edit` never manages themself or a super admin; they manage
    /// members who act for a partner, and members whose granted permissions lie within their own.
    pub fn may_manage(&self, target: &Member, catalogue: &Catalogue) -> Result<(), Refusal> {
        if self.is_super_admin() {
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
