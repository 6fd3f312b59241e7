//! Approving an access link makes an employee partner admin of a client (L1 to L6).

use crate::{
    base::{
        ids::{AccountId, Ids, UserId},
        refusal::{Conflict, Refusal},
        time::{Time, days, earlier_end},
        words::words,
    },
    gate::AccountManager,
    membership::{
        Access, Adjustments, EmploymentKey, Engagement, INVITATION_DAYS, Membership, NewMembership,
        member::Member, terms::Terms,
    },
    partnership::access_link::AccessLink,
    people::account::{Account, PartnerAdminsBy},
    permission::seat::{PaidSeats, Seat},
};

/// Everything that an approval depends on.
#[derive(Debug, Clone, Copy)]
pub struct Approval<'a> {
    /// The link to approve.
    pub link: &'a AccessLink,
    /// The partner of the employee.
    pub partner: &'a Account,
    /// The employee's membership in the partner account.
    pub employment: Option<&'a Member>,
    /// The account that is or becomes a client.
    pub client: &'a Account,
    /// The approver, with their rank.
    pub approver: &'a AccountManager,
    /// The employee's membership in the client, if they have one.
    pub existing: Option<&'a Member>,
    /// What the client has laid down about the employee.
    pub terms: &'a Terms,
}

words! {
    /// The outcome of an approval.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ApprovalOutcome {
        /// A membership was created.
        Created = "created",
        /// A membership with other access became partner admin.
        Changed = "changed",
        /// A deactivated membership became an active partner admin.
        Reactivated = "reactivated",
        /// The employee was an active partner admin already.
        Unchanged = "unchanged",
    }
}

/// An approved membership and the terms that remain, both to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// The outcome.
    pub outcome: ApprovalOutcome,
    /// The membership of the partner admin.
    pub membership: Membership,
    /// The client's terms for the person from now on (D9).
    pub terms: Terms,
}

/// Checks that a link may be shown or used now: its partner is enrolled, it is neither revoked nor
/// expired, and its employee is active (L1, L2). `employment` is their membership in the partner
/// account.
pub fn must_be_usable(
    link: &AccessLink,
    partner: &Account,
    employment: Option<&Member>,
    now: Time,
) -> Result<(), Refusal> {
    if !partner.is_enrolled() {
        return Err(Refusal::PartnerNotEnrolled);
    }
    link.must_stand(now)?;
    if employment.is_some_and(|member| member.is_employee_here(now)) {
        Ok(())
    } else {
        Err(Refusal::NotAnEmployee)
    }
}

/// Checks that somebody may decide on a link in an account (L3), where `existing` is the membership of the
/// link's employee. Declining needs the same right as approving (L6).
pub fn may_decide(
    link: &AccessLink,
    (client, policy): (AccountId, PartnerAdminsBy),
    approver: &AccountManager,
    existing: Option<&Member>,
) -> Result<(), Refusal> {
    if approver.user == link.employee {
        return Err(Refusal::SelfTarget);
    }
    approver.may_make_partner_admin(policy, existing)?;
    if client == link.partner {
        return Err(Refusal::Conflict(Conflict::OwnAccount));
    }
    Ok(())
}

impl Approval<'_> {
    fn employee(&self) -> UserId {
        self.link.employee
    }

    /// Checks that the approver may decide on this link here (L3).
    pub fn may_decide(&self) -> Result<(), Refusal> {
        let client = (self.client.id, self.client.partner_admins_by);
        may_decide(self.link, client, self.approver, self.existing)
    }

    /// Checks that the link may be used now.
    pub fn must_be_usable(&self, now: Time) -> Result<(), Refusal> {
        must_be_usable(self.link, self.partner, self.employment, now)
    }

    /// Makes the employee partner admin (L5): creates a membership, or changes the present one.
    /// Adjustments and end are cleared as far as the approver's rank may lift them (A8).
    pub fn approve(
        &self,
        wanted_end: Option<Time>,
        ids: &dyn Ids,
        now: Time,
    ) -> Result<Approved, Refusal> {
        self.may_decide()?;
        self.must_be_usable(now)?;
        self.approver.may_let_in(self.terms)?;
        let mut terms = self.terms.clone();
        let Some(existing) = self.existing else {
            terms.lift(self.approver.rank);
            let end = self.lay_down(&mut terms, wanted_end);
            let membership = Membership::begin(ids.next(), self.new_membership(end, now), now);
            return Ok(Approved {
                outcome: ApprovalOutcome::Created,
                membership,
                terms,
            });
        };
        if existing.membership.access == Access::SuperAdmin {
            return Err(Refusal::SuperAdminTarget);
        }
        if existing
            .membership
            .partner
            .is_some_and(|partner| partner != self.partner.id)
        {
            return Err(Refusal::ActsForAnotherPartner);
        }
        let active = existing.standing(now).is_ok();
        if active && existing.membership.access == Access::PartnerAdmin {
            let membership = existing.membership.clone();
            return Ok(Approved {
                outcome: ApprovalOutcome::Unchanged,
                membership,
                terms,
            });
        }
        let outcome = if existing.membership.deactivated {
            ApprovalOutcome::Reactivated
        } else {
            ApprovalOutcome::Changed
        };
        terms.lift(self.approver.rank);
        let end = self.lay_down(&mut terms, wanted_end);
        let mut membership = existing.membership.clone();
        membership.change(now, |state| {
            state.access = Access::PartnerAdmin;
            state.offered_by = None;
            state.adjustments = Adjustments::default();
            state.seat = Seat::Partner;
            state.deactivated = false;
            // An existing member becomes active, by the client's own act (L5); who left or declined accepts
            // first (I4).
            let until = state.invited_until;
            state.invited_until = self
                .terms
                .left
                .then(|| until.unwrap_or_else(|| now + days(INVITATION_DAYS)));
            state.partner = Some(self.partner.id);
            state.expires_at = end;
            state.given_under = self.given_under(now);
        });
        Ok(Approved {
            outcome,
            membership,
            terms,
        })
    }

    /// Sets the end that the approver asks for as the client's own (D9), and returns the end that
    /// holds. An earlier end set by a higher rank stays.
    fn lay_down(&self, terms: &mut Terms, wanted_end: Option<Time>) -> Option<Time> {
        let end = earlier_end(wanted_end, terms.limit_at());
        if wanted_end.is_some() {
            let laid_down = terms.set_limit(end, self.approver.rank);
            debug_assert!(laid_down, "the end was brought within the limit above");
        }
        end
    }

    /// A person whose address is not confirmed is invited first (I1), and so is who left the account or
    /// declined (I4).
    fn invited_until(&self, now: Time) -> Option<Time> {
        let confirmed = self.employment.is_some_and(|member| member.user.confirmed);
        (!confirmed || self.terms.left).then(|| now + days(INVITATION_DAYS))
    }

    fn new_membership(&self, expires_at: Option<Time>, now: Time) -> NewMembership {
        NewMembership {
            account: self.client.id,
            user: self.employee(),
            access: Access::PartnerAdmin,
            offered_by: None,
            adjustments: Adjustments::default(),
            seat: Seat::Partner,
            paid_seats: PaidSeats::default(),
            invited_until: self.invited_until(now),
            partner: Some(self.partner.id),
            engagement: Engagement::Employee,
            expires_at,
            given_under: self.given_under(now),
        }
    }

    /// The employment under which the access is given.
    fn given_under(&self, now: Time) -> Option<EmploymentKey> {
        self.employment
            .and_then(|member| member.employment_here(now))
    }
}
