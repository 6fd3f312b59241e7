//! What somebody on an account's own side may make of its memberships, and what nobody there may
//! (A8, A10, L3, S2).

pub mod members;
pub mod provisioning;

use crate::{
    base::{ids::AccountId, refusal::Refusal, time::Time},
    gate::AccountManager,
    membership::{
        Access, Adjustments, Status,
        grant::{Grant, HeldSet},
        member::{Acting, Member},
        super_admins::ActsFor,
        terms::{Rank, Terms},
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        user::{User, UserStatus},
    },
    permission::{Catalogue, Permissions, seat::Seat},
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
pub struct WantedMembership<'a> {
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
    /// themself, but for the template of a partner admin, and neither hands over to a partner nor takes
    /// from it anybody who holds more (A10).
    pub fn may_make(
        &self,
        wanted: &WantedMembership<'_>,
        catalogue: &Catalogue,
    ) -> Result<(), Refusal> {
        if let Some(before) = wanted.before {
            self.manager.may_manage(before, catalogue)?;
        }
        let mut may_be_given = self.manager.granted;
        if wanted.makes_partner_admin() {
            self.manager
                .may_make_partner_admin(self.policy, wanted.before)?;
            may_be_given |= catalogue.partner_admin_template();
        }
        if self.ends_acting_for_another(wanted) {
            return Err(Refusal::SelfTarget);
        }
        if self.manager.rank == Rank::SuperAdmin {
            return Ok(());
        }
        let held = wanted
            .before
            .map_or(Permissions::EMPTY, |member| member.granted(catalogue));
        // Other access is given whole, what of it was held before too.
        let given = match wanted.before {
            Some(before) if wanted.access.is_same_as(before.membership.access) => {
                wanted.granted - held
            }
            Some(_) | None => wanted.granted,
        };
        let gives_more = !given.is_subset_of(may_be_given);
        let moves_more = wanted.moves() && !held.is_subset_of(self.manager.granted);
        if wanted.access == Access::SuperAdmin || gives_more || moves_more {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        Ok(())
    }
}

impl AccountSide<'_> {
    /// Whoever acts for a partner does not say of themself that they act for nobody from now on: they
    /// would take the account's own last super admin in two steps (D5).
    fn ends_acting_for_another(&self, wanted: &WantedMembership<'_>) -> bool {
        let oneself = wanted
            .before
            .is_some_and(|member| member.membership.user == self.manager.user);
        oneself && self.manager.acts_for == ActsFor::Partner && wanted.moves()
    }
}

/// Rule I1: how a new membership begins that is made with a user token, for whomever the person acts.
/// `Active`: they are in at once.
pub fn begins_as(account: &Account, user: &User, acts_for: Option<AccountId>) -> Status {
    let joins_a_partner = account.is_enrolled() && acts_for.is_none();
    if user.confirmed && !joins_a_partner {
        Status::Active
    } else {
        Status::Invited
    }
}

/// Somebody to whom access may be given.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// Their membership, if they have one.
    pub existing: Option<&'a Member>,
    /// What the account has laid down about them.
    pub terms: &'a Terms,
}

impl AccountSide<'_> {
    /// Whether any partner would take the person on: the one they act for, else any that recognises
    /// them.
    fn partner_of(&self, recipient: Recipient<'_>) -> Option<AccountId> {
        let acts_for = recipient.existing.and_then(|m| m.membership.partner);
        let mut recognizing = self.recognizing.iter().copied();
        recognizing.find(|partner| acts_for.is_none_or(|own| own == *partner))
    }

    /// Whether they may give the person this access, nothing else said (A8, S2, L3); `set` is the set,
    /// where that is the kind.
    pub fn may_give(
        &self,
        recipient: Recipient<'_>,
        access: Access,
        set: Option<&HeldSet>,
        catalogue: &Catalogue,
    ) -> bool {
        let before = recipient.existing;
        let mut partner = before.and_then(|member| member.membership.partner);
        if access == Access::PartnerAdmin {
            partner = self.partner_of(recipient);
            if partner.is_none() {
                return false;
            }
        }
        let mut terms = recipient.terms.clone();
        terms.lift(self.manager.rank);
        let grant = Grant {
            access,
            set,
            adjustments: &Adjustments::default(),
            terms: &terms,
        };
        let wanted = WantedMembership {
            before,
            access,
            partner,
            granted: grant.granted(catalogue),
        };
        self.may_make(&wanted, catalogue).is_ok()
    }

    /// Whether they may give the person this seat (A8, S2).
    pub fn may_seat(&self, recipient: Recipient<'_>, seat: Seat, catalogue: &Catalogue) -> bool {
        let recognized = seat != Seat::Partner || self.partner_of(recipient).is_some();
        let before = recipient.existing;
        let manages =
            before.is_none_or(|member| self.manager.may_manage(member, catalogue).is_ok());
        recognized && manages
    }
}

impl WantedMembership<'_> {
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
