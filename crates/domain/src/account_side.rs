//! What somebody on an account's own side may make of its memberships, and what nobody there may
//! (A8, A10, L3, S2).

use crate::{
    account::{AccountStatus, PartnerAdminsBy},
    authority::AccountManager,
    ids::AccountId,
    member::{Acting, Member},
    membership::Access,
    permission::{Catalogue, Permissions},
    refusal::Refusal,
    terms::Rank,
    time::Time,
    user::{User, UserStatus},
};

/// Somebody on an account's own side, who makes or changes a membership.
#[derive(Debug, Clone, Copy)]
pub struct AccountSide<'a> {
    /// Who, with what right.
    pub manager: &'a AccountManager,
    /// Who may make partner admins in the account (L3).
    pub policy: PartnerAdminsBy,
    /// The partners that recognise the person there.
    pub recognizing: &'a [AccountId],
}

/// Rule S2: the enrolled partners that recognise a person, `employers` being all for which the person
/// could act. Only for these the account's own side gives a partner seat or the partner admin
/// template.
pub fn recognizing(user: &User, employers: &[Acting], now: Time) -> Vec<AccountId> {
    let recognizes = |employer: &&Acting| {
        employer.enrolled
            && employer.status == AccountStatus::Active
            && user.status == UserStatus::Active
            && employer.is_employee(now)
            && employer.recognized().is_some()
    };
    let recognizing = employers.iter().filter(recognizes);
    recognizing.map(|employer| employer.partner).collect()
}

/// A membership as it is to be, as far as A8 asks.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The membership as it is, if there is one.
    pub before: Option<&'a Member>,
    /// The access.
    pub access: Access,
    /// For whom the person will act.
    pub partner: Option<AccountId>,
    /// What it will grant (P5).
    pub granted: Permissions,
}

impl AccountSide<'_> {
    /// Rule A8, and L3 where somebody becomes partner admin: whether they may make the membership what
    /// is wanted. A super admin may everything; a holder of `users.edit` gives only what they hold
    /// themself, but for the template of a partner admin, and hands nobody over to a partner or takes
    /// them from it who holds more (A10).
    pub fn may_make(&self, wanted: &Wanted<'_>, catalogue: &Catalogue) -> Result<(), Refusal> {
        if let Some(before) = wanted.before {
            self.manager.may_manage(before, catalogue)?;
        }
        let mut may_be_given = self.manager.granted;
        if wanted.makes_partner_admin() {
            self.manager
                .may_make_partner_admin(self.policy, wanted.before)?;
            may_be_given |= catalogue.partner_admin_template();
        }
        if self.manager.rank == Rank::SuperAdmin {
            return Ok(());
        }
        let held = wanted
            .before
            .map_or(Permissions::EMPTY, |member| member.granted(catalogue));
        let gives_more = !(wanted.granted - held).is_subset_of(may_be_given);
        let moves_more = wanted.moves() && !held.is_subset_of(self.manager.granted);
        if wanted.access == Access::SuperAdmin || gives_more || moves_more {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        Ok(())
    }
}

impl Wanted<'_> {
    fn makes_partner_admin(&self) -> bool {
        let was = self.before.is_some_and(|member| {
            member.membership.access == Access::PartnerAdmin
                && member.membership.partner == self.partner
        });
        self.access == Access::PartnerAdmin && !was
    }

    /// Whether a member will act for another than before, or for nobody any more.
    fn moves(&self) -> bool {
        self.before
            .is_some_and(|member| member.membership.partner != self.partner)
    }
}
