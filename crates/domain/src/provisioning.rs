//! What the platform says of a membership: every rule of state holds, only the rules about who may
//! do not (D5, S1, L1, P5).

use crate::{
    account::Account,
    client_access::Chosen,
    ids::{AccountId, Ids},
    member::Member,
    membership::{
        Access, Adjustments, Engagement, INVITATION_DAYS, Membership, MembershipState,
        NewMembership, Status,
    },
    permission::{Catalogue, PermissionKey, SetOwner},
    refusal::{FieldError, Refusal},
    seat::{PaidSeats, Seat},
    super_admins::{ActsFor, SuperAdmins},
    terms::{Rank, Terms},
    time::{Time, days},
    user::User,
};

/// The access that the platform gives.
#[derive(Debug, Clone)]
pub enum GivenAccess {
    /// Every permission.
    SuperAdmin,
    /// The partner admin template.
    PartnerAdmin,
    /// A set.
    PermissionSet(Chosen),
}

/// Adjustments as they are written: each list replaces the old one.
#[derive(Debug, Clone, Default)]
pub struct GivenAdjustments {
    /// Given beyond the base; `None`: as it is. A key put here ends its clip.
    pub added: Option<Vec<PermissionKey>>,
    /// Withheld by the account; `None`: as it is.
    pub withheld: Option<Vec<PermissionKey>>,
}

/// What the platform says of a membership; what it leaves out keeps its value.
#[derive(Debug, Clone, Default)]
pub struct Provision {
    /// The access; needed for a new membership.
    pub access: Option<GivenAccess>,
    /// The seat.
    pub seat: Option<Seat>,
    /// Paid seats beside it.
    pub paid_seats: Option<PaidSeats>,
    /// The status.
    pub status: Option<Status>,
    /// The engagement.
    pub engagement: Option<Engagement>,
    /// For whom the person acts: `Some(None)` is "for nobody".
    pub partner: Option<Option<AccountId>>,
    /// The adjustments.
    pub adjustments: Option<GivenAdjustments>,
    /// The end: `Some(None)` clears it.
    pub expires_at: Option<Option<Time>>,
}

/// Why a provision is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvisionError {
    /// A rule of state.
    Refused(Refusal),
    /// Values that cannot go together.
    Invalid(FieldError),
}

impl From<Refusal> for ProvisionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn invalid(pointer: &str, detail: &str) -> ProvisionError {
    ProvisionError::Invalid(FieldError::at(pointer, detail))
}

/// What a provision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Provisioning<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// The account.
    pub account: &'a Account,
    /// The person.
    pub user: &'a User,
    /// Their membership, if they have one.
    pub existing: Option<&'a Member>,
    /// What the account has laid down about them.
    pub terms: &'a Terms,
    /// The partner that the person will act for, with their membership in its account.
    pub partner: Option<(&'a Account, Option<&'a Member>)>,
    /// The permanent super admins of the account.
    pub super_admins: &'a SuperAdmins,
}

/// The membership and the account's terms as they are from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisioned {
    /// The membership.
    pub membership: Membership,
    /// The terms.
    pub terms: Terms,
}

impl Provisioning<'_> {
    /// Carries out what the platform says, or refuses it whole.
    pub fn carry_out(
        &self,
        provision: &Provision,
        ids: &dyn Ids,
        now: Time,
    ) -> Result<Provisioned, ProvisionError> {
        let mut terms = self.terms.clone();
        let mut membership = match self.existing {
            Some(member) => member.membership.clone(),
            None => self.begin(provision, ids, now)?,
        };
        let before = membership.clone();
        let mut state = MembershipState::clone(&membership);
        self.set_plain_members(provision, &mut state, &mut terms, now);
        self.set_access(provision, &mut state, &mut terms)?;
        self.check_values(&state)?;
        self.check_super_admins(&state)?;
        self.check_state(&state, now)?;
        if state != *before || self.existing.is_none() {
            membership.change(now, |old| *old = state);
        }
        Ok(Provisioned { membership, terms })
    }

    fn begin(
        &self,
        provision: &Provision,
        ids: &dyn Ids,
        now: Time,
    ) -> Result<Membership, ProvisionError> {
        let access = match &provision.access {
            Some(given) => access_of(given),
            None => return Err(invalid("/access", "say which access the new member gets")),
        };
        let new = NewMembership {
            account: self.account.id,
            user: self.user.id,
            access,
            adjustments: Adjustments::default(),
            seat: Seat::Core,
            paid_seats: PaidSeats::default(),
            invited_until: None,
            partner: None,
            engagement: Engagement::Employee,
            expires_at: self.terms.limit_at(),
        };
        Ok(Membership::begin(ids.next(), new, now))
    }

    fn set_plain_members(
        &self,
        provision: &Provision,
        state: &mut MembershipState,
        terms: &mut Terms,
        now: Time,
    ) {
        state.seat = provision.seat.unwrap_or(state.seat);
        state.paid_seats = provision.paid_seats.unwrap_or(state.paid_seats);
        state.engagement = provision.engagement.unwrap_or(state.engagement);
        state.partner = provision.partner.unwrap_or(state.partner);
        if let Some(end) = provision.expires_at {
            let laid_down = terms.set_limit(end, Rank::SuperAdmin);
            debug_assert!(laid_down, "the platform has the highest rank");
            state.expires_at = end;
        }
        match provision.status {
            Some(Status::Active) => {
                state.deactivated = false;
                state.invited_until = None;
                terms.refused = false;
            }
            Some(Status::Invited) => {
                state.deactivated = false;
                state.invited_until = Some(now + days(INVITATION_DAYS));
                terms.refused = false;
            }
            Some(Status::Deactivated) => {
                state.deactivated = true;
                terms.refused = true;
            }
            None if self.existing.is_none() => terms.refused = false,
            None => {}
        }
    }

    fn set_access(
        &self,
        provision: &Provision,
        state: &mut MembershipState,
        terms: &mut Terms,
    ) -> Result<(), ProvisionError> {
        let access = provision.access.as_ref().map_or(state.access, access_of);
        let becomes_super_admin = access == Access::SuperAdmin;
        let changes = !is_same(access, state.access);
        state.access = access;
        let given = provision.adjustments.clone().unwrap_or_default();
        let lists = [("added", &given.added), ("withheld", &given.withheld)];
        for (name, keys) in lists {
            let keys = keys.as_deref().unwrap_or_default();
            if becomes_super_admin && !keys.is_empty() {
                return Err(invalid(
                    &format!("/adjustments/{name}"),
                    "a super admin has no adjustments; leave them out or give other access",
                ));
            }
            check_keys(self.catalogue, keys, &format!("/adjustments/{name}"))?;
        }
        if changes || becomes_super_admin {
            state.adjustments = Adjustments::default();
        }
        if becomes_super_admin || (changes && provision.adjustments.is_none()) {
            let lifted = terms.withhold(&[], Rank::SuperAdmin);
            debug_assert!(lifted, "the platform has the highest rank");
        }
        if let Some(added) = given.added {
            let given_now = self.catalogue.grant(&added);
            let ended = |key: &PermissionKey| {
                self.catalogue
                    .index_of(key)
                    .is_some_and(|index| given_now.contains(index))
            };
            state.adjustments.clipped.retain(|key| !ended(key));
            state.adjustments.added = added;
        }
        if let Some(withheld) = given.withheld {
            let replaced = terms.withhold(&withheld, Rank::SuperAdmin);
            debug_assert!(replaced, "the platform has the highest rank");
        }
        Ok(())
    }

    /// What cannot go together, whoever asks (S1, S2).
    fn check_values(&self, state: &MembershipState) -> Result<(), ProvisionError> {
        let elevated = matches!(state.access, Access::SuperAdmin | Access::PartnerAdmin);
        if elevated && state.seat == Seat::ViewOnly {
            return Err(invalid(
                "/seat",
                "super admins and partner admins never hold view_only",
            ));
        }
        let of_partner = state.access == Access::PartnerAdmin || state.seat == Seat::Partner;
        if of_partner && state.partner.is_none() {
            return Err(invalid(
                "/partner",
                "name the partner that the person acts for here",
            ));
        }
        if self.keeps_set_of_former_partner(state) {
            return Err(invalid(
                "/access",
                "the set belongs to the partner that the person acted for: give another access",
            ));
        }
        if state.partner == Some(self.account.id) {
            return Err(invalid(
                "/partner",
                "nobody acts for the account itself; send null",
            ));
        }
        Ok(())
    }

    /// A partner's own sets are for those who act for it (A5).
    fn keeps_set_of_former_partner(&self, state: &MembershipState) -> bool {
        let Some(existing) = self.existing else {
            return false;
        };
        let before = &existing.membership;
        let owner = existing.set.as_ref().map(|set| set.owner);
        before.partner != state.partner
            && is_same(before.access, state.access)
            && before
                .partner
                .is_some_and(|former| owner == Some(SetOwner::Account(former)))
    }

    /// Rule D5, asked of the state as it will be; first among the rules of state.
    fn check_super_admins(&self, state: &MembershipState) -> Result<(), ProvisionError> {
        let counts = state.access == Access::SuperAdmin
            && Membership::restore(state.clone()).status() == Status::Active
            && state.expires_at.is_none();
        if counts {
            return Ok(());
        }
        Ok(self.super_admins.can_spare(state.user, ActsFor::Nobody)?)
    }

    /// S1, L1, and for whom a membership may act.
    fn check_state(&self, state: &MembershipState, now: Time) -> Result<(), ProvisionError> {
        if state.access == Access::PartnerAdmin && state.seat != Seat::Partner {
            return Err(Refusal::PartnerSeatRequired.into());
        }
        // What was there before enrolment ended may stay, or become less than partner admin (L1).
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

/// Whether access stays what it is: another version of the same set is no other access.
fn is_same(new: Access, old: Access) -> bool {
    match (new, old) {
        (Access::PermissionSet(new), Access::PermissionSet(old)) => new.set == old.set,
        _ => new == old,
    }
}

fn access_of(given: &GivenAccess) -> Access {
    match given {
        GivenAccess::SuperAdmin => Access::SuperAdmin,
        GivenAccess::PartnerAdmin => Access::PartnerAdmin,
        GivenAccess::PermissionSet(chosen) => Access::PermissionSet(chosen.held),
    }
}

/// Refuses keys that the catalogue does not have, and the one that super admins alone hold (P5).
pub fn check_keys(
    catalogue: &Catalogue,
    keys: &[PermissionKey],
    pointer: &str,
) -> Result<(), ProvisionError> {
    for (at, key) in keys.iter().enumerate() {
        let pointer = format!("{pointer}/{at}");
        let Some(index) = catalogue.index_of(key) else {
            return Err(invalid(&pointer, "the catalogue has no such permission"));
        };
        if catalogue.only_for_super_admins().contains(index) {
            return Err(invalid(&pointer, "only super admins hold this permission"));
        }
    }
    Ok(())
}
