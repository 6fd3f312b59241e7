//! Carries out a requested change of a membership.

use super::{
    GivenAccess, Provision, ProvisionError, Provisioned, Provisioning, Requester,
    checks::check_keys, invalid,
};
use crate::{
    base::{
        ids::Ids,
        refusal::{FieldErrors, Refusal},
        time::{Time, days},
    },
    membership::{
        Access, Adjustments, Engagement, INVITATION_DAYS, Membership, MembershipState,
        NewMembership, Status, terms::Terms,
    },
    permission::{
        PermissionKey,
        seat::{PaidSeats, Seat},
    },
};

impl Provisioning<'_> {
    /// Carries out the whole change, or refuses it as a whole.
    pub fn carry_out(
        &self,
        provision: &Provision,
        ids: &dyn Ids,
        now: Time,
    ) -> Result<Provisioned, ProvisionError> {
        self.check_target(provision)?;
        let mut terms = self.terms.clone();
        let mut membership = if let Some(member) = self.existing {
            member.membership.clone()
        } else {
            self.lift(&mut terms);
            self.begin(provision, &terms, ids, now)?
        };
        let before = membership.clone();
        let mut state = MembershipState::clone(&membership);
        self.set_plain_members(provision, &mut state, &mut terms, now)?;
        self.set_access(provision, &mut state, &mut terms)?;
        self.invite_as_employee(&mut state, now);
        self.check_right(provision, &state, &terms)?;
        self.check_values(provision, &state)?;
        let leaves_without_super_admin = self.check_super_admins(provision, &state)?;
        self.check_refusal()?;
        self.check_recognized(&state)?;
        self.check_state(&state, now)?;
        self.give(provision, &mut state, &terms, now)?;
        if state != *before || self.existing.is_none() {
            membership.change(now, |old| *old = state);
        }
        Ok(Provisioned {
            membership,
            terms,
            leaves_without_super_admin,
        })
    }

    /// Lifts what the account laid down before, for a new membership. The platform lifts only the
    /// refusal. A manager lifts all that their rank allows, as by approving (D9, A8).
    fn lift(&self, terms: &mut Terms) {
        match self.by {
            Requester::Platform => {
                terms.refused = None;
                terms.left = false;
            }
            Requester::Account(side) => terms.lift(side.manager.rank),
        }
    }

    fn begin(
        &self,
        provision: &Provision,
        terms: &Terms,
        ids: &dyn Ids,
        now: Time,
    ) -> Result<Membership, ProvisionError> {
        let access = match &provision.access {
            Some(given) => access_of(given),
            None => return Err(invalid("/access", "a new member needs an access")),
        };
        let new = NewMembership {
            account: self.account.id,
            user: self.user.id,
            access,
            offered_by: self.by.offers().filter(|_| access == Access::SuperAdmin),
            adjustments: Adjustments::default(),
            seat: Seat::Core,
            paid_seats: PaidSeats::default(),
            invited_until: None,
            partner: None,
            engagement: Engagement::Employee,
            expires_at: terms.limit_at(),
            given_under: None,
        };
        Ok(Membership::begin(ids.next(), new, now))
    }

    fn set_plain_members(
        &self,
        provision: &Provision,
        state: &mut MembershipState,
        terms: &mut Terms,
        now: Time,
    ) -> Result<(), Refusal> {
        state.seat = provision.seat.unwrap_or(state.seat);
        state.paid_seats = provision.paid_seats.unwrap_or(state.paid_seats);
        state.engagement = provision.engagement.unwrap_or(state.engagement);
        state.partner = provision.partner.unwrap_or(state.partner);
        if let Some(end) = provision.expires_at {
            if !terms.set_limit(end, self.by.rank()) {
                return Err(Refusal::ExceedsOwnPermissions);
            }
            state.expires_at = end;
        }
        match provision.status {
            Some(Status::Active) => {
                state.deactivated = false;
                state.invited_until = None;
                terms.refused = None;
            }
            // Who accepted once stays as they are: nothing takes an acceptance back (I1).
            Some(Status::Invited) if self.has_accepted() => {}
            Some(Status::Invited) => {
                state.deactivated = false;
                // An open invitation keeps its end (T4).
                let until = state.invited_until;
                state.invited_until = until.or_else(|| Some(now + days(INVITATION_DAYS)));
                terms.refused = None;
            }
            Some(Status::Deactivated) => {
                state.end();
                terms.refuse(self.by.rank());
            }
            None => {}
        }
        Ok(())
    }

    /// Notes under which employment the access is given. A person gives it by every change, if they may
    /// give a partner admin their access again (L3). The platform gives it by creating it, by naming
    /// another partner to act for, by sending it back to active, and by saying so; any other change of
    /// its, such as one it repeats every night, gives nothing.
    fn give(
        &self,
        provision: &Provision,
        state: &mut MembershipState,
        terms: &Terms,
        now: Time,
    ) -> Result<(), Refusal> {
        let Some(partner) = state.partner else {
            state.given_under = None;
            return Ok(());
        };
        let employment = self.partner.and_then(|(_, member)| member);
        let employment = employment.and_then(|member| member.employment_here(now));
        let before = self.existing.map(|member| &member.membership);
        let another = before.is_none_or(|before| before.partner != Some(partner));
        let gives = match self.by {
            Requester::Account(side) => {
                let changes = before.is_none_or(|before| **before != *state);
                let may = self.existing.map(|it| side.manager.may_renew(it));
                (changes || *terms != *self.terms) && may.is_none_or(|may| may.is_ok())
            }
            Requester::Platform => {
                let asked = provision.status == Some(Status::Active);
                let was_off = before.is_some_and(|before| before.status() != Status::Active);
                provision.give || (asked && was_off)
            }
        };
        if provision.give && employment.is_none() {
            return Err(Refusal::NotAnEmployee);
        }
        if gives || another {
            state.given_under = employment.or(state.given_under);
        }
        Ok(())
    }

    /// Whether the person is a member who has accepted.
    fn has_accepted(&self) -> bool {
        let existing = self.existing.map(|member| &member.membership);
        existing.is_some_and(|membership| membership.invited_until.is_none())
    }

    /// In the account of whoever is or was a partner, a member who comes to act for nobody by a
    /// manager's hand would be its employee: they are invited, and accept first (I1).
    fn invite_as_employee(&self, state: &mut MembershipState, now: Time) {
        let came = self
            .existing
            .is_some_and(|it| it.membership.partner.is_some());
        let by_manager = matches!(self.by, Requester::Account(_));
        if by_manager && self.account.was_partner && came && state.partner.is_none() {
            let until = state.invited_until;
            state.invited_until = until.or_else(|| Some(now + days(INVITATION_DAYS)));
        }
    }

    /// Who becomes super admin by a manager's hand has yet to take it. The platform's word counts as
    /// taken, also where it makes somebody super admin who is one already.
    fn set_offered_by(&self, provision: &Provision, state: &mut MembershipState, changes: bool) {
        let platform_says_so = matches!(self.by, Requester::Platform)
            && matches!(provision.access, Some(GivenAccess::SuperAdmin));
        if state.access != Access::SuperAdmin || platform_says_so {
            state.offered_by = None;
        } else if changes {
            state.offered_by = self.by.offers();
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
        let changes = !access.is_same_as(state.access);
        state.access = access;
        self.set_offered_by(provision, state, changes);
        let given = provision.adjustments.clone().unwrap_or_default();
        let lists = [("added", &given.added), ("withheld", &given.withheld)];
        let mut errors = FieldErrors::default();
        for (name, keys) in lists {
            let keys = keys.as_deref().unwrap_or_default();
            if becomes_super_admin && !keys.is_empty() {
                errors.add(
                    format_args!("/adjustments/{name}"),
                    "a super admin has no adjustments; leave them out or give other access",
                );
            } else {
                let pointer = format!("/adjustments/{name}");
                check_keys(self.catalogue, keys, &pointer, &mut errors);
            }
        }
        errors.into_result().map_err(ProvisionError::Invalid)?;
        if changes || becomes_super_admin {
            state.adjustments = Adjustments::default();
        }
        if becomes_super_admin || (changes && provision.adjustments.is_none()) {
            terms.lift_withheld(self.by.rank());
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
        if let Some(withheld) = given.withheld
            && !terms.withhold(&withheld, self.by.rank())
        {
            return Err(Refusal::ExceedsOwnPermissions.into());
        }
        Ok(())
    }
}

fn access_of(given: &GivenAccess) -> Access {
    match given {
        GivenAccess::SuperAdmin => Access::SuperAdmin,
        GivenAccess::PartnerAdmin => Access::PartnerAdmin,
        GivenAccess::PermissionSet(chosen) => Access::PermissionSet(chosen.held),
    }
}
