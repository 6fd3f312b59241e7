//! What managers of an account may do with its memberships, and the limits for all of them (A8,
//! A10, L3, S2).

pub mod members;
pub mod provisioning;

use crate::{
    base::{ids::AccountId, refusal::Refusal, time::Time},
    gate::AccountManager,
    membership::{
        Access, Adjustments, Status,
        grant::{Grant, HeldSet},
        member::{Acting, Member},
        terms::Terms,
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        user::{User, UserStatus},
    },
    permission::{Catalogue, Permissions, seat::Seat},
};

/// A manager of the account, creating or changing a membership.
#[derive(Debug, Clone, Copy)]
pub struct AccountSide<'a> {
    /// The manager, with their rank.
    pub manager: &'a AccountManager,
    /// Who may make partner admins in the account (L3).
    pub policy: PartnerAdminsBy,
    /// The enrolled partners that recognise the person.
    pub recognizing: &'a [AccountId],
}

/// Returns the enrolled partners that recognise a person, out of all `employers` they could act
/// for; `acts_for` is the one they act for already, which recognises them by that. On the account's
/// own side, only their people may have a partner seat or be partner admin (S2).
pub fn recognizing(
    user: &User,
    acts_for: Option<AccountId>,
    employers: &[Acting],
    now: Time,
) -> Vec<AccountId> {
    let recognizes = |employer: &&Acting| {
        let acts = acts_for == Some(employer.partner);
        employer.enrolled
            && employer.status == AccountStatus::Active
            && user.status == UserStatus::Active
            && employer.is_employee(now)
            && (acts || employer.recognized().is_some())
    };
    let recognizing = employers.iter().filter(recognizes);
    recognizing.map(|employer| employer.partner).collect()
}

/// A membership as it would be, with what rule A8 checks.
#[derive(Debug, Clone, Copy)]
pub struct WantedMembership<'a> {
    /// The present membership; `None` for a new one.
    pub before: Option<&'a Member>,
    /// The access it would give.
    pub access: Access,
    /// The partner the member would act for; `None`: nobody.
    pub partner: Option<AccountId>,
    /// The permissions it would grant (P5).
    pub granted: Permissions,
}

impl AccountSide<'_> {
    /// Checks whether the manager may make the membership what is wanted (A8). Making a partner
    /// admin also depends on the account's policy (L3). A super admin may do everything, except that
    /// one who acts for a partner makes no super admin and moves nobody while the account has a
    /// permanent super admin of its own. A holder of `users.edit` gives only what they hold, except for the partner admin template, and
    /// changes whom a member acts for only if that member holds no more than they do (A10).
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
        if self.manager.is_bound && (wanted.makes_super_admin() || wanted.moves()) {
            return Err(Refusal::ExceedsOwnPermissions);
        }
        if self.manager.is_super_admin() {
            return Ok(());
        }
        let held = wanted
            .before
            .map_or(Permissions::EMPTY, |member| member.granted(catalogue));
        // Other access is given as a whole, including what was held before.
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
    /// Whether somebody who acts for a partner would make themself act for another or for nobody.
    /// That is refused: otherwise they could take away the account's last own super admin in two
    /// steps (D5).
    fn ends_acting_for_another(&self, wanted: &WantedMembership<'_>) -> bool {
        let oneself = wanted
            .before
            .is_some_and(|member| member.membership.user == self.manager.user);
        oneself && self.manager.partner.is_some() && wanted.moves()
    }
}

/// The first status of a membership created with a user token: active if the address is confirmed,
/// otherwise invited. In the account of whoever is or was a partner, a member who acts for nobody is
/// always invited first (I1). So is who left the account or declined (I4).
pub fn begins_as(
    account: &Account,
    user: &User,
    acts_for: Option<AccountId>,
    terms: &Terms,
) -> Status {
    let joins_a_partner = account.was_partner && acts_for.is_none();
    if user.confirmed && !joins_a_partner && !terms.left {
        Status::Active
    } else {
        Status::Invited
    }
}

/// A person who could be given access.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The present membership; `None`: not a member.
    pub existing: Option<&'a Member>,
    /// What the account has laid down about them (D9).
    pub terms: &'a Terms,
}

impl AccountSide<'_> {
    /// The partner that the person would act for with a partner seat: the present one, or else the
    /// first that recognises them.
    fn partner_of(&self, recipient: Recipient<'_>) -> Option<AccountId> {
        let acts_for = recipient.existing.and_then(|m| m.membership.partner);
        let mut recognizing = self.recognizing.iter().copied();
        recognizing.find(|partner| acts_for.is_none_or(|own| own == *partner))
    }

    /// Whether the manager may give the person this access and change nothing else (A8, S2, L3).
    /// `set` is the permission set, if the access is one.
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

    /// Whether the manager may give the person this seat (A8, S2).
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

    fn makes_super_admin(&self) -> bool {
        let was = self
            .before
            .is_some_and(|member| member.membership.access == Access::SuperAdmin);
        self.access == Access::SuperAdmin && !was
    }

    /// Whether it changes whom an existing member acts for.
    fn moves(&self) -> bool {
        self.before
            .is_some_and(|member| member.membership.partner != self.partner)
    }
}
