//! What follows where somebody leaves a partner (D8).

use super::state::{Acc, Access, Model, Status, Usr};

impl Model {
    /// Who left a partner's account between two states, with the partner (D8).
    pub(crate) fn leavers(&self, before: &Self) -> Vec<(Acc, Usr)> {
        let employed = |it: &Self, partner: Acc, user: Usr| {
            it.member(partner, user).is_some_and(|member| {
                member.status() == Status::Active
                    && !member.expired(it.now)
                    && member.partner.is_none()
            })
        };
        before
            .members
            .keys()
            .copied()
            .filter(|(account, user)| {
                before.accounts[*account].was_partner
                    && employed(before, *account, *user)
                    && !employed(self, *account, *user)
            })
            .collect()
    }

    /// What leaving does where somebody is super admin for the partner (D8).
    pub(crate) fn offboard(&mut self, leavers: &[(Acc, Usr)]) {
        for (partner, user) in leavers {
            let accounts: Vec<Acc> = (0..self.accounts.len()).collect();
            for account in accounts {
                let permanent = self.permanent(account);
                let last = permanent.len() == 1 && permanent[0].0 == *user;
                if let Some(member) = self.members.get_mut(&(account, *user))
                    && member.partner == Some(*partner)
                    && member.access == Access::SuperAdmin
                    && !last
                {
                    member.deactivated = true;
                }
            }
        }
    }
}
