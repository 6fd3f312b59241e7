//! The account's own hand (A8, A11, D2, D3, D5, D9, I1).

use super::state::{Acc, Access, DAY, Member, Model, No, Status, Usr, refuse};
use crate::commands::OnMember;

impl Model {
    /// A8: who may act on whom at all. `Ok` has the target.
    pub(super) fn manages(&mut self, on: OnMember) -> Result<Member, No> {
        if !self.has_right(on.account, on.by, "users.edit") {
            return self.stranger_or(on.account, on.by, "A8");
        }
        let is_super_admin = self.is_super_admin(on.account, on.by);
        if !is_super_admin && on.by == on.user {
            return refuse("self-target", "A8");
        }
        let Some(target) = self.member(on.account, on.user).cloned() else {
            return refuse("not-found", "A8");
        };
        if is_super_admin {
            return Ok(target);
        }
        if target.access == Access::SuperAdmin {
            self.objections.push(("super-admin-target", "A8"));
            return Ok(target);
        }
        let held = self.granted(on.account, on.by);
        if target.partner.is_none() && !self.granted(on.account, on.user).is_subset(&held) {
            return refuse("exceeds-own-permissions", "A8");
        }
        Ok(target)
    }

    pub(super) fn deactivate_member(&mut self, on: OnMember) -> Result<(), No> {
        self.manages(on)?;
        self.members
            .get_mut(&(on.account, on.user))
            .unwrap()
            .deactivated = true;
        self.terms.entry((on.account, on.user)).or_default().refused = true;
        Ok(())
    }

    pub(super) fn reactivate_member(&mut self, on: OnMember) -> Result<(), No> {
        self.manages(on)?;
        self.members
            .get_mut(&(on.account, on.user))
            .unwrap()
            .deactivated = false;
        self.terms.entry((on.account, on.user)).or_default().refused = false;
        Ok(())
    }

    /// What they own goes to another active member, or to nobody (D7).
    pub(super) fn remove_member(&mut self, on: OnMember, to: Option<Usr>) -> Result<(), No> {
        self.manages(on)?;
        if to.is_some_and(|to| to == on.user || !self.may_receive(on.account, to)) {
            return refuse("invalid", "D7");
        }
        self.members.remove(&(on.account, on.user));
        self.terms.entry((on.account, on.user)).or_default().refused = true;
        Ok(())
    }

    /// D7: an active member gets what somebody leaves.
    pub(super) fn may_receive(&self, account: Acc, user: Usr) -> bool {
        self.is_enabled(user)
            && self.member(account, user).is_some_and(|member| {
                member.status() == Status::Active && !member.expired(self.now)
            })
    }

    /// I1: for seven more days.
    pub(super) fn resend_invitation(&mut self, on: OnMember) -> Result<(), No> {
        let target = self.manages(on)?;
        if target.status() != Status::Invited {
            self.objections.push(("conflict", "I1 not invited"));
            return Ok(());
        }
        let until = self.now + 7 * DAY;
        let at = (on.account, on.user);
        self.members.get_mut(&at).unwrap().invited_until = Some(until);
        // Sent twice at the same moment is sent again.
        self.count_change(at);
        Ok(())
    }

    pub(super) fn accept(&mut self, by: Usr, account: Acc) -> Result<(), No> {
        let Some(member) = self.member(account, by) else {
            return refuse("not-found", "I1");
        };
        match member.status() {
            Status::Active => return Ok(()),
            Status::Deactivated => return refuse("conflict", "I1 deactivated"),
            Status::Invited => {}
        }
        if member.invited_until.is_some_and(|until| until <= self.now) {
            return refuse("conflict", "I1 lapsed");
        }
        self.members.get_mut(&(account, by)).unwrap().invited_until = None;
        Ok(())
    }
}
