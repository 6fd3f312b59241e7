//! The gate on an account's own side: super admins, and holders of a right there (A8, A11).

use super::{Need, rights_on_account_side, user};
use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::Time,
    },
    membership::{Access, member::Member, super_admins::ActsFor, terms::Rank},
    people::account::PartnerAdminsBy,
    permission::{BuiltIn, Catalogue, Permissions},
    trail::{origin::Origin, permit::Permit},
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
    /// Whether they act for a partner there (D5).
    pub acts_for: ActsFor,
    /// Their own granted permissions (H of rule A8).
    pub granted: Permissions,
}

/// Lets in super admins, and holders of the given right whose membership acts for nobody (A8, A11).
/// `member` is the caller's membership; without one the account is hidden from the caller: 404.
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

    /// Requires a super admin of the account.
    pub fn must_be_super_admin(&self) -> Result<(), Refusal> {
        match self.rank {
            Rank::SuperAdmin => Ok(()),
            Rank::Manager => Err(Refusal::MissingPermission),
        }
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
        match policy {
            PartnerAdminsBy::UsersEdit if !on_own_behalf => Ok(()),
            PartnerAdminsBy::UsersEdit | PartnerAdminsBy::SuperAdmin => self.must_be_super_admin(),
        }
    }

    /// Checks whether they may deactivate, reactivate or remove a member (A8). A super admin may,
    /// whoever it is. A holder of `users.edit` never manages themself or a super admin; they manage
    /// members who act for a partner, and members whose granted permissions lie within their own.
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
