//! What ties partners to clients and comes to an end: migration (L8), linking (A10), severing (D9),
//! services and activities (R1 to R4), standardizing (L9), offboarding (D8).

use super::{
    Effect,
    links::{after, earlier},
    permissions::{Keys, catalogue},
    state::{
        Acc, Access, DAY, Member, Model, No, Progress, Seat, Secs, Standardization, Status, Usr,
        refuse,
    },
};
use crate::commands::{Activity, OnEmployee, OnMember};

/// R2: how long qualifying work lasts.
const LASTS: Secs = 60 * DAY;

impl Model {
    /// L8 from the client access manager: oneself (a), or a super admin who acts for the same partner
    /// (b).
    pub(super) fn migrate_employee(&mut self, on: OnEmployee, keep: bool) -> Result<(), No> {
        let oneself = on.by == on.employee;
        if oneself {
            self.sees_employees(on.by, on.partner)?;
        } else {
            self.edits_employees(on.by, on.partner)?;
        }
        let target = self.member(on.client, on.employee).cloned();
        let target = target.filter(|_| on.client != on.partner);
        let reached = target.filter(|target| {
            target.partner == Some(on.partner) || (oneself && target.partner.is_none())
        });
        let Some(target) = reached else {
            return self.hidden_from(on);
        };
        let mut no = No::default();
        if oneself && target.access == Access::SuperAdmin {
            let in_force = self.is_super_admin(on.client, on.by);
            no.when(!in_force, "missing-permission", "L8 a");
        }
        if !oneself {
            self.needs_partner_admin(on, &mut no);
        }
        no.settle()?;
        let on_member = OnMember {
            by: on.by,
            account: on.client,
            user: on.employee,
        };
        // From the partner's side nobody gets further than they are, but as far as who migrates (A9).
        let end = if oneself || after(target.expires_at, self.access_ends(on)) {
            target.expires_at
        } else {
            self.access_ends(on)
        };
        self.migrate(on_member, &target, on.partner, keep, end)
    }

    /// L8 (b): a partner admin there, unless the account wants super admins to make partner admins.
    fn needs_partner_admin(&self, on: OnEmployee, no: &mut No) {
        let enrolled = self.is_enrolled(on.partner);
        no.when(!enrolled, "partner-not-enrolled", "L8 b");
        let is_pa = self.is_partner_admin(on.client, on.by, on.partner);
        no.when(!is_pa, "not-partner-admin", "L8 b");
        let policy = self.accounts[on.client].only_super_admins_make_pa;
        no.when(policy, "missing-permission", "L3 policy migrate");
    }

    /// Who is not reached from the partner's side is not there; without being partner admin there
    /// even less is told.
    fn hidden_from(&mut self, on: OnEmployee) -> Result<(), No> {
        let mut no = No::default();
        let in_force = self.is_super_admin(on.client, on.by);
        let own = self.members.get_mut(&(on.client, on.employee));
        let own = own.filter(|_| on.client != on.partner && on.by == on.employee);
        if let Some(own) = own {
            // Acting for another is a rule of state, and comes after that of the last super admin.
            if own.access == Access::SuperAdmin {
                no.when(!in_force, "missing-permission", "L8 a");
                own.access = Access::PartnerAdmin;
            }
            no.settle()?;
            self.objections.push(("acts-for-another-partner", "L8 a"));
            return Ok(());
        }
        no.when(true, "not-found", "L8");
        if on.by != on.employee {
            self.needs_partner_admin(on, &mut no);
        }
        Err(no)
    }

    /// L8 by a super admin of the client (c).
    pub(super) fn migrate_member(
        &mut self,
        on: OnMember,
        keep: bool,
        partner: Option<Acc>,
    ) -> Result<(), No> {
        if !self.is_super_admin(on.account, on.by) {
            return self.stranger_or(on.account, on.by, "L8 c");
        }
        let Some(target) = self.member(on.account, on.user).cloned() else {
            return refuse("not-found", "L8 c");
        };
        let employers: Vec<_> = (0..self.accounts.len())
            .filter(|it| {
                *it != on.account && self.is_enrolled(*it) && self.is_employee(*it, on.user)
            })
            .collect();
        let partner = match (target.partner, partner) {
            (Some(acts), None) => acts,
            (Some(acts), Some(said)) if acts == said => acts,
            (Some(acts), Some(_)) => {
                self.objections.push(("acts-for-another-partner", "L8 c"));
                acts
            }
            (None, Some(said)) => said,
            (None, None) => match employers[..] {
                [] if target.access == Access::PartnerAdmin => return Ok(()),
                [] => {
                    // Of a disabled person too it may be asked first which partner is meant.
                    let held = |it: &Acc| {
                        *it != on.account
                            && self.accounts[*it].was_partner
                            && self.member(*it, on.user).is_some()
                    };
                    if (0..self.accounts.len()).filter(held).count() > 1 {
                        self.objections.push(("invalid", "L8 c more than one"));
                    }
                    self.objections.push(("not-an-employee", "L8 c"));
                    0
                }
                [one] => one,
                [one, ..] => {
                    self.objections.push(("invalid", "L8 c more than one"));
                    one
                }
            },
        };
        self.migrate(on, &target, partner, keep, None)
    }

    fn migrate(
        &mut self,
        on: OnMember,
        target: &Member,
        partner: Acc,
        keep: bool,
        end: Option<Secs>,
    ) -> Result<(), No> {
        let billing: Keys = catalogue()
            .all
            .iter()
            .copied()
            .filter(|key| key.starts_with("billing."))
            .collect();
        if target.access == Access::PartnerAdmin {
            return Ok(());
        }
        let mut no = No::default();
        let holds = billing.is_subset(&self.granted(on.account, on.by));
        let beyond = keep && on.by != on.user && !holds;
        if target.access == Access::SuperAdmin {
            no.when(beyond, "exceeds-own-permissions", "L8 billing");
        }
        no.settle()?;
        let mut objections = No::default();
        if partner == on.account {
            objections.when(true, "conflict", "L8 own account");
        }
        objections.when(!self.is_enrolled(partner), "partner-not-enrolled", "L8");
        let employed = self.is_employee(partner, on.user);
        objections.when(!employed, "not-an-employee", "L8");
        self.objections.extend(objections.0);
        if target.access != Access::SuperAdmin {
            self.objections.push(("conflict", "L8 no super admin"));
            return Ok(());
        }
        let limit = self.terms_of(on.account, on.user).limit.map(|(end, _)| end);
        let member = self.members.get_mut(&(on.account, on.user)).unwrap();
        member.access = Access::PartnerAdmin;
        member.seat = Seat::Partner;
        member.partner = Some(partner);
        member.added = if keep { billing } else { Keys::new() };
        member.clipped = Keys::new();
        member.expires_at = earlier(end, limit);
        self.link_unverified(on.account, on.user, partner);
        self.relate(partner, on.account);
        Ok(())
    }

    /// A10: an active employee who is a member of a client counts as the partner's own there.
    pub(super) fn link_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        let mut no = No::default();
        let known = self.is_linkable(on);
        no.when(!known, "not-found", "A10 link");
        let employed = self.is_employee(on.partner, on.employee);
        if !employed {
            // Of somebody who is no employee neither answer tells anything.
            no.when(true, "not-an-employee", "A10 link");
            no.when(known, "not-found", "A10 link");
        }
        let enrolled = self.is_enrolled(on.partner);
        no.when(!enrolled, "partner-not-enrolled", "L1 link");
        no.settle()?;
        self.link_unverified(on.client, on.employee, on.partner);
        Ok(())
    }

    pub(super) fn unlink_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        // The client's own people are not known to a partner that has nothing to do with them.
        let acts = self
            .member(on.client, on.employee)
            .and_then(|it| it.partner);
        let own = acts == Some(on.partner)
            || self.linked.contains(&(on.client, on.employee, on.partner))
            || self.is_employee(on.partner, on.employee);
        if !own || !self.is_linkable(on) {
            return refuse("not-found", "A10 unlink");
        }
        self.linked.remove(&(on.client, on.employee, on.partner));
        Ok(())
    }

    /// Not a client, not a member, acting for another: the same 404.
    fn is_linkable(&self, on: OnEmployee) -> bool {
        let member = self.member(on.client, on.employee);
        self.relationships.contains_key(&(on.partner, on.client))
            && member.is_some_and(|it| it.partner.is_none_or(|acts| acts == on.partner))
    }

    /// D9: everyone who acts for the partner goes, but for a last permanent super admin.
    pub(super) fn sever(&mut self, by: Usr, account: Acc, partner: Acc) -> Result<(), No> {
        if !self.is_super_admin(account, by) {
            return self.stranger_or(account, by, "D9 sever");
        }
        if !self.relationships.contains_key(&(partner, account)) {
            return refuse("not-found", "D9 sever");
        }
        let here = self.members.range((account, 0)..(account + 1, 0));
        let acting: Vec<Usr> = here
            .filter(|(_, member)| member.partner == Some(partner))
            .map(|((_, user), _)| *user)
            .collect();
        for user in acting {
            let permanent = self.permanent(account);
            if permanent.len() == 1 && permanent[0].0 == user {
                continue;
            }
            self.members.remove(&(account, user));
            self.terms.entry((account, user)).or_default().refused = true;
        }
        // Nobody counts as the partner's own there any more either.
        self.linked
            .retain(|(client, _, by)| (*client, *by) != (account, partner));
        self.end_relationship(partner, account);
        Ok(())
    }

    fn has_ended(&self, partner: Acc, client: Acc) -> bool {
        let it = &self.relationships[&(partner, client)];
        let by_time = it
            .last_activity
            .is_some_and(|last| last + LASTS <= self.now);
        it.ended_at.is_some() || by_time
    }

    /// Ended on purpose from now on; one that had ended by itself ended then.
    fn end_relationship(&mut self, partner: Acc, client: Acc) {
        let now = self.now;
        let it = self.relationships.get_mut(&(partner, client)).unwrap();
        if it.ended_at.is_none() {
            let by_itself = it.last_activity.map(|last| last + LASTS);
            it.ended_at = earlier(Some(now), by_itself);
        }
    }

    pub(super) fn end_services(&mut self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "R4");
        }
        self.end_relationship(partner, client);
        Ok(())
    }

    pub(super) fn resume_services(&mut self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "R4");
        }
        if self.has_ended(partner, client) {
            self.begin_again(partner, client);
        }
        Ok(())
    }

    /// R1: what a report of one activity moves.
    pub(super) fn report(&mut self, activity: &Activity) {
        let (account, user) = (activity.account, activity.user);
        let known = self.member(account, user).is_some();
        if !known || activity.at > self.now + 300 || !activity.qualifies {
            return;
        }
        let acts = self.member(account, user).and_then(|member| member.partner);
        // An employee need not be of an enrolled partner; but the membership has to be in use.
        let in_use = self.accounts[account].active
            && self.member(account, user).is_some_and(|member| {
                member.status() == Status::Active && !member.expired(self.now)
            });
        let counts = |(partner, client): &(Acc, Acc)| {
            *client == account
                && acts.is_none_or(|acts| acts == *partner)
                && in_use
                && self.is_employee(*partner, user)
                && self.recognized(account, user, *partner).is_some()
        };
        let all: Vec<_> = self.relationships.keys().copied().filter(counts).collect();
        for at in all {
            let it = self.relationships.get_mut(&at).unwrap();
            let before_restart = it.restarted_at.is_some_and(|again| activity.at < again);
            if it.ended_at.is_none() && !before_restart {
                it.last_activity = it.last_activity.max(Some(activity.at));
            }
        }
    }

    /// L9: all partner admins back to the template.
    pub(super) fn standardize(&mut self, restore: bool) -> Effect {
        self.back_to_template(restore);
        Effect::Recorded
    }

    pub(super) fn schedule(&mut self, at: Secs, restore_withheld: bool) {
        self.standardizations.push(Standardization {
            at,
            restore_withheld,
            progress: Progress::Scheduled,
        });
    }

    /// Before its day it is called off, once.
    pub(super) fn call_off(&mut self, standardization: usize) -> Result<(), No> {
        let it = &mut self.standardizations[standardization];
        if it.progress == Progress::Done {
            return refuse("conflict", "L9 carried out");
        }
        it.progress = Progress::CalledOff;
        Ok(())
    }

    /// Time goes by, and what is due is carried out.
    pub(super) fn advance(&mut self, by: Secs) {
        self.now += by;
        for number in 0..self.standardizations.len() {
            let it = &mut self.standardizations[number];
            if it.progress == Progress::Scheduled && it.at <= self.now {
                it.progress = Progress::Done;
                let restore = it.restore_withheld;
                self.back_to_template(restore);
            }
        }
    }

    fn back_to_template(&mut self, restore: bool) {
        for (at, member) in &mut self.members {
            if member.access == Access::PartnerAdmin {
                member.added = Keys::new();
                if restore && let Some(terms) = self.terms.get_mut(at) {
                    terms.withheld.clear();
                }
            }
        }
    }

    /// D8: who left a partner's account between two states, with the partner.
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

    /// D8: what leaving does where somebody is super admin for the partner.
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
