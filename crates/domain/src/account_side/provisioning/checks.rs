//! Checks a requested change: first who may ask for it, then which values do not go together, then
//! the rules of state, beginning with the last super admin (D5).

use super::{GivenAccess, Provision, ProvisionError, Provisioning, Requester, invalid};
use crate::{
    account_side::WantedMembership,
    base::{
        refusal::{FieldErrors, Refusal},
        time::{Time, ends_after},
    },
    membership::{Access, Membership, MembershipState, Status, grant::Grant, terms::Terms},
    people::account::AccountStatus,
    permission::{Catalogue, PermissionKey, SetOwner, seat::Seat},
};

impl Provisioning<'_> {
    /// Checks whether the requester may change the membership at all (A8). For a change that would
    /// end a super admin, the rule that the last one stays comes first (D5).
    pub(super) fn check_target(&self, provision: &Provision) -> Result<(), Refusal> {
        let (Requester::Account(side), Some(existing)) = (self.by, self.existing) else {
            return Ok(());
        };
        let checked = side.manager.may_manage(existing, self.catalogue);
        if checked == Err(Refusal::SuperAdminTarget) && provision.ends_super_admin() {
            let by = side.manager.taken_by();
            self.super_admins.can_spare(&existing.membership, by)?;
        }
        checked
    }

    /// Checks whether the requester may make the membership what it would be (A8).
    pub(super) fn check_right(
        &self,
        provision: &Provision,
        state: &MembershipState,
        terms: &Terms,
    ) -> Result<(), Refusal> {
        let Requester::Account(side) = self.by else {
            return Ok(());
        };
        let held = self.existing.and_then(|member| member.set.as_ref());
        let grant = Grant {
            access: state.access,
            set: match &provision.access {
                Some(GivenAccess::PermissionSet(chosen)) => Some(&chosen.set),
                Some(GivenAccess::SuperAdmin | GivenAccess::PartnerAdmin) => None,
                None => held,
            },
            adjustments: &state.adjustments,
            terms,
        };
        let wanted = WantedMembership {
            before: self.existing,
            access: state.access,
            partner: state.partner,
            granted: grant.granted(self.catalogue),
        };
        if let Some(existing) = self.existing
            && ends_after(state.expires_at, existing.membership.expires_at)
        {
            side.manager.may_renew(existing)?;
        }
        side.may_make(&wanted, self.catalogue)
    }

    /// Rejects changes no caller may make: values that do not go together (S1, S2).
    pub(super) fn check_values(
        &self,
        provision: &Provision,
        state: &MembershipState,
    ) -> Result<(), ProvisionError> {
        let elevated = matches!(state.access, Access::SuperAdmin | Access::PartnerAdmin);
        if elevated && state.seat == Seat::ViewOnly {
            return Err(invalid(
                "/seat",
                "super admins and partner admins cannot have the seat view_only",
            ));
        }
        // If a manager names no partner, recognition decides (S2).
        let said = matches!(self.by, Requester::Platform) || provision.partner.is_some();
        if is_of_partner(state) && state.partner.is_none() && said {
            return Err(invalid(
                "/partner",
                "name the partner that the member acts for",
            ));
        }
        if self.leaves_several_open(state) {
            return Err(invalid(
                "/partner",
                "several partners recognise the person: name the one they act for",
            ));
        }
        if self.keeps_set_of_former_partner(state) {
            return Err(invalid(
                "/access",
                "the set belongs to the partner that the member acted for: give other access",
            ));
        }
        if state.partner == Some(self.account.id) {
            return Err(invalid(
                "/partner",
                "a member cannot act for the account itself; send null",
            ));
        }
        Ok(())
    }

    /// Whether the membership keeps a set of the partner it no longer acts for. A partner's own
    /// sets are only for those who act for it (A5).
    fn keeps_set_of_former_partner(&self, state: &MembershipState) -> bool {
        let Some(existing) = self.existing else {
            return false;
        };
        let before = &existing.membership;
        let owner = existing.set.as_ref().map(|set| set.owner);
        before.partner != state.partner
            && before.access.is_same_as(state.access)
            && before
                .partner
                .is_some_and(|former| owner == Some(SetOwner::Account(former)))
    }

    /// Checks that the last permanent super admin stays (D5). It comes first among the rules of
    /// state. Tells whether the account is left without one, on the platform's word.
    pub(super) fn check_super_admins(
        &self,
        provision: &Provision,
        state: &MembershipState,
    ) -> Result<bool, Refusal> {
        let before = self.existing.map(|member| &member.membership);
        let Some(before) = before.filter(|it| it.access == Access::SuperAdmin) else {
            return Ok(false);
        };
        let after = Membership::restore(state.clone());
        // Who acts for a closed partner does not count (P5).
        let for_closed = before.partner != after.partner
            && self
                .partner
                .is_some_and(|(partner, _)| partner.status == AccountStatus::Closed);
        let ends = after.access != Access::SuperAdmin
            || (before.status() == Status::Active && after.status() != Status::Active)
            || ends_after(before.expires_at, after.expires_at)
            || for_closed;
        let by = self.by.taken_by();
        if !ends {
            if before.partner != after.partner {
                self.super_admins.can_hand_over(before, by)?;
            }
            return Ok(false);
        }
        match (self.super_admins.can_spare(before, by), self.by) {
            (Ok(()), _) => Ok(false),
            (Err(_last), Requester::Platform) => {
                provision.last_super_admin.may_go()?;
                Ok(true)
            }
            (Err(refusal), Requester::Account(_)) => Err(refusal),
        }
    }

    /// Checks that a manager lets in nobody whom they may not (A8, D9).
    pub(super) fn check_refusal(&self) -> Result<(), Refusal> {
        match (self.by, self.existing) {
            (Requester::Account(side), None) => side.manager.may_let_in(self.terms),
            (Requester::Account(_), Some(_)) | (Requester::Platform, _) => Ok(()),
        }
    }

    /// Checks that a manager gives a partner seat, or makes a partner admin, only if the partner
    /// recognises the person (S2).
    pub(super) fn check_recognized(&self, state: &MembershipState) -> Result<(), ProvisionError> {
        let Requester::Account(side) = self.by else {
            return Ok(());
        };
        if !self.needs_recognition(state) {
            return Ok(());
        }
        match (state.partner, self.partner) {
            (Some(partner), _) if side.recognizing.contains(&partner) => Ok(()),
            (Some(_), Some((partner, _))) if !partner.is_enrolled() => {
                Err(Refusal::PartnerNotEnrolled.into())
            }
            (None | Some(_), _) => Err(Refusal::NotRecognized.into()),
        }
    }

    /// Whether the change gives a partner seat or makes a partner admin.
    fn needs_recognition(&self, state: &MembershipState) -> bool {
        let nothing_new = self.existing.is_some_and(|member| {
            let before = &member.membership;
            let same_access = state.access == before.access || state.access != Access::PartnerAdmin;
            let same_seat = state.seat == before.seat || state.seat != Seat::Partner;
            same_access && same_seat && state.partner == before.partner
        });
        is_of_partner(state) && !nothing_new
    }

    /// Whether several partners recognise the person and none is named: only the caller can choose
    /// (S2).
    fn leaves_several_open(&self, state: &MembershipState) -> bool {
        let Requester::Account(side) = self.by else {
            return false;
        };
        state.partner.is_none() && side.recognizing.len() > 1 && self.needs_recognition(state)
    }

    /// Checks that a partner admin has a partner seat (S1), and that the partner is enrolled and
    /// employs the person (L1).
    pub(super) fn check_state(
        &self,
        state: &MembershipState,
        now: Time,
    ) -> Result<(), ProvisionError> {
        if state.access == Access::PartnerAdmin && state.seat != Seat::Partner {
            return Err(Refusal::PartnerSeatRequired.into());
        }
        // After enrolment has ended, a membership may stay as it is, or stop being partner admin
        // (L1).
        let nothing_new = self.existing.is_some_and(|member| {
            let before = &member.membership;
            let new_partner_admin =
                state.access == Access::PartnerAdmin && before.access != Access::PartnerAdmin;
            before.partner == state.partner && !new_partner_admin
        });
        if state.partner.is_none() || nothing_new {
            return Ok(());
        }
        let (partner, employment) = self.partner.ok_or(Refusal::NotFound)?;
        if !partner.is_enrolled() {
            return Err(Refusal::PartnerNotEnrolled.into());
        }
        let employed = employment.is_some_and(|member| member.is_employee_here(now));
        if employed {
            Ok(())
        } else {
            Err(Refusal::NotAnEmployee.into())
        }
    }
}

/// Whether the membership must act for a partner, because of its access or its seat (S1, S2).
fn is_of_partner(state: &MembershipState) -> bool {
    state.access == Access::PartnerAdmin || state.seat == Seat::Partner
}

/// Reports all keys that the catalogue does not have, and the one that only super admins hold (P5).
pub fn check_keys(
    catalogue: &Catalogue,
    keys: &[PermissionKey],
    pointer: &str,
    errors: &mut FieldErrors,
) {
    for (at, key) in keys.iter().enumerate() {
        let wrong = match catalogue.index_of(key) {
            None => "the catalogue does not have this permission",
            Some(index) if catalogue.only_for_super_admins().contains(index) => {
                "only super admins hold this permission"
            }
            Some(_) => continue,
        };
        errors.add(format_args!("{pointer}/{at}"), wrong);
    }
}
