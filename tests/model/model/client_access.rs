//! The client access manager (A1 to A9, D1 to D4, D9).

use std::collections::BTreeSet;

use super::{
    Item,
    links::{after, earlier},
    permissions::{Keys, and, catalogue, less, or},
    state::{Acc, Access, DAY, Member, Model, No, Seat, Secs, SetNo, Usr, refuse},
};
use crate::commands::OnEmployee;

impl Model {
    /// The right to edit in the partner account; asked before anything else is looked at.
    pub(super) fn edits_employees(&self, by: Usr, partner: Acc) -> Result<(), No> {
        self.in_partner(by, partner, "partner.employees.edit")
    }

    pub(super) fn sees_employees(&self, by: Usr, partner: Acc) -> Result<(), No> {
        self.in_partner(by, partner, "partner.employees.view")
    }

    fn in_partner(&self, by: Usr, partner: Acc, key: &'static str) -> Result<(), No> {
        if !self.accounts[partner].was_partner {
            return refuse("not-found", "A1 no partner");
        }
        if self.has_right(partner, by, key) {
            Ok(())
        } else {
            self.stranger_or(partner, by, "A1")
        }
    }

    /// A1: the right, and being an active partner admin in that client.
    pub(super) fn delegates(&self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        // An account that was never its client is not known to a partner.
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "A1 no client");
        }
        let mut no = No::default();
        no.when(!self.is_enrolled(partner), "partner-not-enrolled", "L1 add");
        no.when(
            !self.is_partner_admin(client, by, partner),
            "not-partner-admin",
            "A1",
        );
        no.settle()
    }

    /// A6: a membership that acts for this partner; any other is not there.
    fn acting(&self, on: OnEmployee) -> Result<Member, No> {
        let found = self.member(on.client, on.employee).cloned();
        match found.filter(|member| member.partner == Some(on.partner)) {
            Some(member) => Ok(member),
            None => refuse("not-found", "A6"),
        }
    }

    /// A5: a set is offered if it is standard, the client's or the partner's.
    pub(super) fn offered(&self, set: SetNo, on: (Acc, Acc)) -> Result<(), No> {
        let known = self.sets[set]
            .as_ref()
            .is_some_and(|set| set.owner.is_none_or(|owner| owner == on.0 || owner == on.1));
        if known {
            Ok(())
        } else {
            refuse("not-found", "A5")
        }
    }

    /// A9: when the actor's own access ends, which rests on their being an employee too (P5).
    pub(super) fn access_ends(&self, on: OnEmployee) -> Option<Secs> {
        let ends = |account| {
            self.member(account, on.by)
                .and_then(|member| member.expires_at)
        };
        earlier(ends(on.client), ends(on.partner))
    }

    /// A: what the actor may give in the client.
    fn may_give(&self, client: Acc, by: Usr) -> Keys {
        and(&self.granted(client, by), &catalogue().template)
    }

    pub(super) fn add_employees(
        &mut self,
        all: &[OnEmployee],
        set: SetNo,
        expires_at: Option<Secs>,
    ) -> Result<Vec<Item>, No> {
        if expires_at.is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        let on = all[0];
        self.delegates(on.by, on.partner, on.client)?;
        self.offered(set, (on.client, on.partner))?;
        let actor_ends = self.access_ends(on);
        let a = self.may_give(on.client, on.by);
        let Access::Set(_, version) = self.latest(set) else {
            unreachable!("the newest version of a set is one");
        };
        let s = self.set_keys(set, version);
        let mut items = Vec::new();
        let mut added = false;
        for on in all {
            let refused = self.refuses_adding(*on);
            if !refused.is_empty() {
                items.push(Item::refused(on.employee, refused));
                continue;
            }
            let terms = self.terms_of(on.client, on.employee);
            let w = self.withheld(on.client, on.employee);
            let new = delegated(&a, &s, &Keys::new(), &w);
            let limit = terms.limit.map(|(end, _)| end);
            let end = earlier(earlier(expires_at, actor_ends), limit);
            items.push(Item::given(on.employee, &new, &s, &Keys::new(), &a, end));
            let invite = !self.users[on.employee].confirmed;
            let member = Member {
                access: Access::Set(set, version),
                added: less(&new, &s),
                clipped: less(&s, &new),
                seat: Seat::Partner,
                paid: BTreeSet::new(),
                invited_until: invite.then_some(self.now + 7 * DAY),
                deactivated: false,
                partner: Some(on.partner),
                contractor: false,
                expires_at: end,
            };
            self.members.insert((on.client, on.employee), member);
            added = true;
        }
        if added {
            self.connect(on.partner, on.client);
        }
        Ok(items)
    }

    fn refuses_adding(&self, on: OnEmployee) -> Vec<super::Reason> {
        let mut no = No::default();
        no.when(on.by == on.employee, "self-target", "A6");
        if !no.0.is_empty() {
            return no.0;
        }
        // Nothing is told about anybody who is no employee.
        no.when(
            !self.is_employee(on.partner, on.employee),
            "not-an-employee",
            "A6 add",
        );
        if !no.0.is_empty() {
            return no.0;
        }
        let is_member = self.member(on.client, on.employee).is_some();
        no.when(is_member, "already-a-member", "A6");
        let refused = self.terms_of(on.client, on.employee).refused;
        no.when(refused && !is_member, "client-refused", "D9 add");
        no.0
    }

    pub(super) fn change_employee(
        &mut self,
        on: OnEmployee,
        set: SetNo,
        expires_at: Option<Option<Secs>>,
    ) -> Result<Item, No> {
        if expires_at.flatten().is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        self.delegates(on.by, on.partner, on.client)?;
        let mut no = No::default();
        let offered = self.offered(set, (on.client, on.partner)).is_ok();
        no.when(!offered, "not-found", "A5");
        if on.by == on.employee {
            no.when(true, "self-target", "A6 change");
            return Err(no);
        }
        let target = match self.acting(on) {
            Ok(target) => target,
            Err(mut hidden) => {
                hidden.0.extend(no.0);
                return Err(hidden);
            }
        };
        no.settle()?;
        no.when(
            target.access == Access::SuperAdmin,
            "super-admin-target",
            "A6 change",
        );
        let employed = self.is_employee(on.partner, on.employee);
        no.when(!employed, "not-an-employee", "A6 change");
        no.settle()?;

        let actor_ends = self.access_ends(on);
        let limit = self
            .terms_of(on.client, on.employee)
            .limit
            .map(|(end, _)| end);
        let end = match expires_at {
            None => target.expires_at,
            Some(wanted) => {
                // No grant outlives the actor's own access, but one that does may be brought nearer.
                let latest = if after(target.expires_at, actor_ends) {
                    target.expires_at
                } else {
                    actor_ends
                };
                earlier(earlier(wanted, limit), latest)
            }
        };
        let may_gain = !after(end, actor_ends);
        let a = self.may_give(on.client, on.by);
        let Access::Set(_, version) = self.latest(set) else {
            unreachable!("the newest version of a set is one");
        };
        let s = self.set_keys(set, version);
        let c = self.granted(on.client, on.employee);
        let w = self.withheld(on.client, on.employee);
        let gives = if may_gain { a.clone() } else { and(&a, &c) };
        let kept = less(&c, &a);
        let new = catalogue().close(&less(&or(&and(&s, &gives), &kept), &w));
        let item = Item::given(on.employee, &new, &s, &c, &a, end);
        let member = self.members.get_mut(&(on.client, on.employee)).unwrap();
        let access = Access::Set(set, version);
        let (added, clipped) = (less(&new, &s), less(&s, &new));
        // What was clipped from an older version of the same set and is not in it any more means
        // nothing: giving the same set again changes nothing.
        let same = member.access == access
            && member.expires_at == end
            && less(&member.added, &s) == added
            && and(&member.clipped, &s) == clipped;
        if !same {
            member.expires_at = end;
            member.access = access;
            member.added = added;
            member.clipped = clipped;
        }
        Ok(item)
    }

    pub(super) fn deactivate_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        self.acting(on)?;
        self.members
            .get_mut(&(on.client, on.employee))
            .unwrap()
            .deactivated = true;
        Ok(())
    }

    /// D1, D3: the membership is gone; what the client laid down stays. Never a super admin's (D5).
    pub(super) fn remove_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.edits_employees(on.by, on.partner)?;
        let target = self.acting(on)?;
        if target.access == Access::SuperAdmin {
            self.objections.push(("super-admin-target", "D5 remove"));
        }
        self.members.remove(&(on.client, on.employee));
        Ok(())
    }

    pub(super) fn reactivate_employee(&mut self, on: OnEmployee) -> Result<(), No> {
        self.delegates(on.by, on.partner, on.client)?;
        if on.by == on.employee {
            return refuse("self-target", "A6 reactivate");
        }
        let target = self.acting(on)?;
        let terms = self.terms_of(on.client, on.employee);
        let mut no = No::default();
        no.when(
            target.access == Access::SuperAdmin,
            "super-admin-target",
            "D2",
        );
        let employed = self.is_employee(on.partner, on.employee);
        no.when(!employed, "not-an-employee", "A6 reactivate");
        no.when(terms.refused, "client-refused", "D9 reactivate");
        no.settle()?;
        if !target.deactivated {
            return Ok(());
        }
        let actor_ends = self.access_ends(on);
        let a = self.may_give(on.client, on.by);
        // D2: S is what they had, C is empty.
        let s = self.granted(on.client, on.employee);
        let w = self.withheld(on.client, on.employee);
        let new = delegated(&a, &s, &Keys::new(), &w);
        let base = self.base(target.access);
        let member = self.members.get_mut(&(on.client, on.employee)).unwrap();
        member.deactivated = false;
        member.added = less(&new, &base);
        member.clipped = less(&base, &new);
        member.expires_at = earlier(member.expires_at, actor_ends);
        Ok(())
    }

    pub(super) fn change_engagement(
        &mut self,
        by: Usr,
        partner: Acc,
        employee: Usr,
        contractor: bool,
    ) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        if !self.is_employee(partner, employee) {
            return refuse("not-found", "A6 engagement");
        }
        let member = self.members.get_mut(&(partner, employee)).unwrap();
        member.contractor = contractor;
        Ok(())
    }

    pub(super) fn rename_client(
        &mut self,
        by: Usr,
        partner: Acc,
        client: Acc,
        name: Option<u64>,
    ) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        match self.relationships.get_mut(&(partner, client)) {
            Some(relationship) => {
                relationship.name = name;
                Ok(())
            }
            None => refuse("not-found", "R6"),
        }
    }

    /// A6: whom a partner sees in a client.
    pub(super) fn list_employees(
        &self,
        by: Usr,
        partner: Acc,
        client: Acc,
    ) -> Result<BTreeSet<Usr>, No> {
        self.sees_employees(by, partner)?;
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "A6 list");
        }
        let here = self.members.iter();
        let acting = here
            .filter(|((account, _), member)| *account == client && member.partner == Some(partner));
        Ok(acting.map(|((_, user), _)| *user).collect())
    }
}

/// A2: `new = ((S ∩ A) ∪ (C \ A)) \ W`, closed within `S ∪ C`.
fn delegated(a: &Keys, s: &Keys, c: &Keys, w: &Keys) -> Keys {
    catalogue().close(&less(&or(&and(s, a), &less(c, a)), w))
}

impl Item {
    fn refused(employee: Usr, refused: Vec<super::Reason>) -> Self {
        Self {
            employee,
            refused,
            permissions: BTreeSet::new(),
            withheld: BTreeSet::new(),
            retained: BTreeSet::new(),
            expires_at: None,
        }
    }

    fn given(
        employee: Usr,
        new: &Keys,
        s: &Keys,
        c: &Keys,
        a: &Keys,
        expires_at: Option<Secs>,
    ) -> Self {
        let names = |keys: &Keys| catalogue().names(keys);
        Self {
            employee,
            refused: Vec::new(),
            permissions: names(new),
            withheld: names(&less(s, new)),
            retained: names(&less(&and(new, c), &and(s, a))),
            expires_at,
        }
    }
}
