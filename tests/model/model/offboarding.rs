//! What follows from a break of an employment (D8, L2, A10).

use std::collections::BTreeSet;

use super::state::{Acc, Access, Model, Usr};

impl Model {
    /// Counts the employments that began between two states, and finds those that were broken: by the
    /// command, or by an end that has passed and that it overtakes, or that the job notes.
    pub(crate) fn settle_employments(&mut self, before: &Self, runs_jobs: bool) {
        let keys = before.members.keys().chain(self.members.keys());
        let places: BTreeSet<(Acc, Usr)> = keys.copied().collect();
        for (partner, user) in places {
            let employed = (
                before.is_employed(partner, user),
                self.is_employed(partner, user),
            );
            // Whoever holds a set follows its edits; that changes nothing of their own.
            let own = |model: &Self| {
                let mut member = model.member(partner, user).cloned();
                if let Some(Access::Set(_, version)) = member.as_mut().map(|it| &mut it.access) {
                    *version = 0;
                }
                member
            };
            let touched = own(before) != own(self);
            match employed {
                (true, false) if touched || runs_jobs => self.break_off(before, partner, user),
                (true, false) => {
                    self.passed.insert((partner, user));
                }
                _ => {}
            }
            if (touched || runs_jobs) && self.passed.remove(&(partner, user)) {
                self.break_off(before, partner, user);
            }
            if employed == (false, true) {
                *self.employments.entry((partner, user)).or_default() += 1;
            }
        }
    }

    /// Where an account got another permanent super admin, who had to stay as the last one goes (D8).
    pub(crate) fn relieve(&mut self, before: &Self) {
        for account in 0..self.accounts.len() {
            let is_new = |user: Usr| {
                let (old, new) = (before.member(account, user), self.member(account, user));
                let reopened = before.accounts != self.accounts;
                (old != new || !reopened)
                    && !before
                        .permanent(account, None)
                        .iter()
                        .any(|it| it.0 == user)
            };
            let permanent = self.permanent(account, None);
            let new: Vec<Usr> = permanent
                .iter()
                .map(|it| it.0)
                .filter(|it| is_new(*it))
                .collect();
            if new.is_empty() {
                continue;
            }
            for (user, acts_for) in permanent {
                if new.contains(&user) {
                    continue;
                }
                let others = self.permanent(account, None).len() > 1;
                if acts_for.is_some() && self.is_cut(account, user) && others {
                    self.members.get_mut(&(account, user)).unwrap().deactivated = true;
                }
            }
        }
    }

    /// What a break ends at once: the link, and what was declared of the person.
    fn break_off(&mut self, before: &Self, partner: Acc, user: Usr) {
        if !self.accounts[partner].was_partner {
            return;
        }
        let passed = before
            .member(partner, user)
            .and_then(|member| member.expires_at)
            .filter(|end| *end <= self.now);
        let number = self.employment(partner, user);
        self.left
            .insert((partner, user), (number, passed.unwrap_or(self.now)));
        self.broken.push((partner, user));
        for link in &mut self.links {
            if (link.partner, link.employee) == (partner, user) {
                link.revoked = true;
            }
        }
        self.linked
            .retain(|(_, who, by)| (*by, *who) != (partner, user));
    }

    /// What leaving does where somebody is super admin for the partner (D8). What was given since the
    /// break stays.
    pub(crate) fn offboard(&mut self, leavers: &[(Acc, Usr)]) {
        for (partner, user) in leavers {
            let accounts: Vec<Acc> = (0..self.accounts.len()).collect();
            for account in accounts {
                let permanent = self.permanent(account, None);
                let last = permanent.len() == 1 && permanent[0].0 == *user;
                let cut = self.is_cut(account, *user);
                if let Some(member) = self.members.get_mut(&(account, *user))
                    && member.partner == Some(*partner)
                    && member.access == Access::SuperAdmin
                    && cut
                    && !last
                {
                    member.offboarded |= !member.deactivated;
                    member.deactivated = true;
                }
            }
        }
    }
}
