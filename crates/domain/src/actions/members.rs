//! What people of an account can do with its members, and with their own memberships (U4).

use super::Possible;
use crate::{
    account_side::members,
    base::{refusal::Refusal, time::Time, words::words},
    gate::AccountManager,
    membership::{
        member::{Acting, Member},
        super_admins::SuperAdmins,
    },
    partnership::change_to_partner_admin::{
        Billing, ChangeToPartnerAdmin, ChangedBy, NewPartner, PartnerUnclear, partner_of,
    },
    permission::Catalogue,
};

words! {
    /// What people of an account do with its members.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum MemberAction {
        /// `PATCH` of the member.
        Change = "change",
        /// `POST …/deactivate`.
        Deactivate = "deactivate",
        /// `POST …/reactivate`.
        Reactivate = "reactivate",
        /// `DELETE` of the member.
        Remove = "remove",
        /// `POST …/resend-invitation`.
        ResendInvitation = "resend_invitation",
        /// `POST …/change-to-partner-admin`.
        ChangeToPartnerAdmin = "change_to_partner_admin",
    }

    /// What people do with their own memberships.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OwnAction {
        /// `POST …/accept`.
        Accept = "accept",
        /// `DELETE` of one's own membership.
        Leave = "leave",
    }
}

/// A member, with what the rules need beside it.
#[derive(Debug, Clone, Copy)]
pub struct MemberInQuestion<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// The member.
    pub member: &'a Member,
    /// The permanent super admins of the account.
    pub super_admins: &'a SuperAdmins,
    /// The partners that the person could act for in the account.
    pub employers: &'a [Acting],
    /// The time.
    pub now: Time,
}

impl MemberInQuestion<'_> {
    /// What the manager can do with the member; without one, why they can do nothing.
    pub fn actions(&self, manager: Result<&AccountManager, Refusal>) -> Vec<Possible> {
        let ask = |action| manager.and_then(|manager| self.ask(manager, action));
        let all = MemberAction::ALL.into_iter();
        all.map(|action| Possible::of(action.as_str(), ask(action)))
            .collect()
    }

    fn ask(&self, manager: &AccountManager, action: MemberAction) -> Result<(), Refusal> {
        let (catalogue, now, super_admins) = (self.catalogue, self.now, self.super_admins);
        let copy = &mut self.member.clone();
        match action {
            MemberAction::Change => manager.may_manage(copy, catalogue),
            MemberAction::Deactivate => {
                members::deactivate(catalogue, manager, copy, super_admins, now).map(drop)
            }
            MemberAction::Reactivate => {
                members::reactivate(catalogue, manager, copy, now).map(drop)
            }
            MemberAction::Remove => members::remove(catalogue, manager, copy, super_admins),
            MemberAction::ResendInvitation => {
                members::resend_invitation(catalogue, manager, copy, now)
            }
            MemberAction::ChangeToPartnerAdmin => self.change_to_partner_admin(manager),
        }
    }

    fn change_to_partner_admin(&self, manager: &AccountManager) -> Result<(), Refusal> {
        manager.must_be_super_admin()?;
        let by = manager.taken_by();
        self.super_admins.can_spare(&self.member.membership, by)?;
        let change = ChangeToPartnerAdmin {
            catalogue: self.catalogue,
            by: ChangedBy::SuperAdmin { by },
            target: self.member,
            partner: self.new_partner()?,
            super_admins: self.super_admins,
            billing: Billing::Drop,
        };
        change.carry_out(self.now).map(drop)
    }

    /// The partner that the person would act for. Where the caller has to name one of several, any will
    /// do.
    fn new_partner(&self) -> Result<NewPartner, Refusal> {
        let possible = self.member.acting.iter().chain(self.employers);
        let mut possible =
            possible.map(|acting| NewPartner::acted_for(acting, self.member.user.status, self.now));
        let found = match partner_of(self.member, None, self.employers, self.now) {
            Ok(partner) => possible.find(|possible| possible.id == partner),
            Err(PartnerUnclear::NameOne) => {
                possible.find(|possible| possible.is_enrolled && possible.employment.is_some())
            }
            Err(PartnerUnclear::Refused(refusal)) => return Err(refusal),
        };
        found.ok_or(Refusal::NotAnEmployee)
    }
}

/// What people can do with their own membership (I1, I4), if their token lets them do anything.
pub fn own_actions(
    allowed: Result<(), Refusal>,
    member: &Member,
    super_admins: &SuperAdmins,
    now: Time,
) -> Vec<Possible> {
    let rule = |action| match action {
        OwnAction::Accept => members::accept(&mut member.clone(), now).map(drop),
        OwnAction::Leave => members::leave(&mut member.clone(), super_admins),
    };
    let all = OwnAction::ALL.into_iter();
    all.map(|action| Possible::of(action.as_str(), allowed.and_then(|()| rule(action))))
        .collect()
}
