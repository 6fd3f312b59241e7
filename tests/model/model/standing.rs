//! What people hold and whether it counts (sections 1 and 2, S3, Q1).

use super::{
    permissions::{Keys, Need, catalogue, less, or},
    state::{
        Acc, Access, Member, Model, No, Paid, Rank, Seat, Secs, SetNo, Status, Terms, UserStatus,
        Usr, refuse,
    },
};

impl Member {
    /// Somebody ends it. What an offboarding had deactivated is not given back from now on; super admins never
    /// are.
    pub(crate) fn end(&mut self) {
        self.deactivated = true;
        self.offboarded &= self.access == Access::SuperAdmin;
    }

    pub(crate) fn status(&self) -> Status {
        if self.deactivated {
            Status::Deactivated
        } else if self.invited_until.is_some() {
            Status::Invited
        } else {
            Status::Active
        }
    }

    pub(crate) fn expired(&self, now: Secs) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

impl Model {
    pub(crate) fn member(&self, account: Acc, user: Usr) -> Option<&Member> {
        self.members.get(&(account, user))
    }

    pub(crate) fn terms_of(&self, account: Acc, user: Usr) -> Terms {
        self.terms
            .get(&(account, user))
            .cloned()
            .unwrap_or_default()
    }

    /// What the account withheld from a person, with everything that implies it: `W` in the
    /// delegation rule (A2).
    pub(crate) fn withheld(&self, account: Acc, user: Usr) -> Keys {
        catalogue().withhold(self.terms_of(account, user).withheld.keys())
    }

    pub(crate) fn set_keys(&self, set: SetNo, version: usize) -> Keys {
        let set = self.sets[set].as_ref().unwrap();
        catalogue().grant(&set.versions[version - 1])
    }

    pub(crate) fn latest(&self, set: SetNo) -> Access {
        Access::Set(set, self.sets[set].as_ref().unwrap().versions.len())
    }

    pub(crate) fn base(&self, access: Access) -> Keys {
        match access {
            Access::SuperAdmin => catalogue().all.clone(),
            Access::PartnerAdmin => catalogue().template.clone(),
            Access::Set(set, version) => self.set_keys(set, version),
        }
    }

    /// Granted, whatever status, seat or clock (P5).
    pub(crate) fn granted(&self, account: Acc, user: Usr) -> Keys {
        let Some(member) = self.member(account, user) else {
            return Keys::new();
        };
        self.granted_to(account, user, member)
    }

    pub(crate) fn granted_to(&self, account: Acc, user: Usr, member: &Member) -> Keys {
        if member.access == Access::SuperAdmin {
            return catalogue().all.clone();
        }
        let given = or(&self.base(member.access), &catalogue().close(&member.added));
        let clipped = catalogue().withhold(&member.clipped);
        less(&less(&given, &clipped), &self.withheld(account, user))
    }

    /// Enrolled, and not closed.
    pub(crate) fn is_enrolled(&self, partner: Acc) -> bool {
        let account = &self.accounts[partner];
        account.enrolled && account.active
    }

    pub(crate) fn is_enabled(&self, user: Usr) -> bool {
        self.users[user].status == UserStatus::Active
    }

    /// An active member, user enabled, of an account that is or was a partner and is not closed,
    /// who acts for nobody else there (section 1).
    pub(crate) fn is_employee(&self, partner: Acc, user: Usr) -> bool {
        let account = &self.accounts[partner];
        let Some(member) = self.member(partner, user) else {
            return false;
        };
        account.was_partner
            && account.active
            && self.is_enabled(user)
            && member.status() == Status::Active
            && !member.expired(self.now)
            && member.partner.is_none()
    }

    /// The number of the present employment, or of the last (words).
    pub(crate) fn employment(&self, partner: Acc, user: Usr) -> u32 {
        self.employments.get(&(partner, user)).copied().unwrap_or(0)
    }

    /// Employed, whatever the account's and the user's status: both pass (words: break).
    pub(crate) fn is_employed(&self, partner: Acc, user: Usr) -> bool {
        self.member(partner, user).is_some_and(|member| {
            member.status() == Status::Active
                && !member.expired(self.now)
                && member.partner.is_none()
        })
    }

    /// Whether somebody who acts for a partner left it since that was given.
    pub(crate) fn is_cut(&self, account: Acc, user: Usr) -> bool {
        let member = self.member(account, user);
        let acts = member.and_then(|it| Some((it.partner?, it.given)));
        acts.is_some_and(|(partner, given)| {
            !self.accounts[partner].was_partner
                || !self.is_employed(partner, user)
                || given != self.employment(partner, user)
        })
    }

    /// Gives what somebody holds under their present employment, if there is one.
    pub(crate) fn give(&self, user: Usr, member: &mut Member) {
        match member.partner {
            Some(partner) if self.is_employee(partner, user) => {
                member.given = self.employment(partner, user);
            }
            Some(_) => {}
            None => member.given = 0,
        }
    }

    /// Whether the membership counts now, and if not, the first reason that applies (Q1).
    pub(crate) fn standing(&self, account: Acc, user: Usr) -> Result<&Member, &'static str> {
        if !self.is_enabled(user) {
            return Err("user_disabled");
        }
        if !self.accounts[account].active {
            return Err("account_closed");
        }
        let Some(member) = self.member(account, user) else {
            return Err("no_membership");
        };
        match member.status() {
            Status::Invited => return Err("invited"),
            Status::Deactivated => return Err("deactivated"),
            Status::Active => {}
        }
        if member.expired(self.now) {
            return Err("expired");
        }
        if let Some(partner) = member.partner {
            if member.access == Access::PartnerAdmin && !self.is_enrolled(partner) {
                return Err("partner_not_enrolled");
            }
            let backed = if member.access == Access::SuperAdmin {
                self.accounts[partner].active
            } else {
                self.is_employee(partner, user) && !self.is_cut(account, user)
            };
            if !backed {
                return Err("not_an_employee");
            }
        }
        Ok(member)
    }

    pub(crate) fn effective(&self, account: Acc, user: Usr) -> Keys {
        let Ok(member) = self.standing(account, user) else {
            return Keys::new();
        };
        let granted = self.granted_to(account, user, member);
        let legacy = self.accounts[account].legacy;
        granted
            .into_iter()
            .filter(|key| lets_through(member, legacy, key))
            .collect()
    }

    /// Whether somebody may do something, and if not, why not (Q1).
    pub(crate) fn decide(
        &self,
        account: Acc,
        user: Usr,
        key: &'static str,
    ) -> Result<(), &'static str> {
        let asked = catalogue().ladders.get(key).map_or(key, |levels| levels[2]);
        if !catalogue().all.contains(asked) {
            return Err("unknown_action");
        }
        let member = self.standing(account, user)?;
        if !self.granted_to(account, user, member).contains(asked) {
            return Err("not_granted");
        }
        if !self.effective(account, user).contains(asked) {
            return Err("seat");
        }
        Ok(())
    }

    /// Super admin, and in force.
    pub(crate) fn is_super_admin(&self, account: Acc, user: Usr) -> bool {
        self.standing(account, user)
            .is_ok_and(|member| member.access == Access::SuperAdmin)
    }

    /// A right over people, sets or partners counts only where the holder acts for nobody; a super
    /// admin's always (A11).
    pub(crate) fn has_right(&self, account: Acc, user: Usr, key: &'static str) -> bool {
        let Some(member) = self.member(account, user) else {
            return false;
        };
        (member.partner.is_none() || member.access == Access::SuperAdmin)
            && self.effective(account, user).contains(key)
    }

    /// With what rank somebody acts in an account.
    pub(crate) fn rank(&self, account: Acc, user: Usr) -> Rank {
        if !self.is_super_admin(account, user) {
            Rank::Manager
        } else if self.members[&(account, user)].partner.is_some() {
            Rank::Visitor
        } else {
            Rank::SuperAdmin
        }
    }

    pub(crate) fn is_verified(&self, partner: Acc, user: Usr) -> bool {
        let user = &self.users[user];
        user.status != UserStatus::Erased
            && user.confirmed
            && self.accounts[partner].domains.contains(user.domain)
    }

    pub(crate) fn recognized(&self, client: Acc, user: Usr, partner: Acc) -> Option<&'static str> {
        let acts = self.member(client, user).and_then(|member| member.partner);
        if self.is_verified(partner, user) {
            Some("verified")
        } else if acts == Some(partner) || self.linked.contains(&(client, user, partner)) {
            Some("linked")
        } else {
            None
        }
    }

    /// An active partner admin in the client for the partner, in force (A1).
    pub(crate) fn is_partner_admin(&self, client: Acc, user: Usr, partner: Acc) -> bool {
        self.standing(client, user).is_ok_and(|member| {
            member.access == Access::PartnerAdmin && member.partner == Some(partner)
        })
    }

    /// Permanent super admins: active, no end, user enabled, taken (section 1), with whom they act for.
    /// Who asks counts already. In a closed account nobody does, nor for a partner whose account is
    /// closed (D5, P5).
    pub(crate) fn permanent(&self, account: Acc, asks: Option<Usr>) -> Vec<(Usr, Option<Acc>)> {
        let here = self.members.range((account, 0)..(account + 1, 0));
        here.filter(|((_, user), member)| {
            member.access == Access::SuperAdmin
                && member.status() == Status::Active
                && member.expires_at.is_none()
                && self.is_enabled(*user)
                && (member.offered_by.is_none() || asks == Some(*user))
                && self.accounts[account].active
                && member.partner.is_none_or(|it| self.accounts[it].active)
        })
        .map(|((_, user), member)| (*user, member.partner))
        .collect()
    }

    /// Whether somebody acts for a partner in an account that has a super admin of its own, even if that one
    /// is absent, has an end ahead, or was made by somebody else and has not taken it (A8, D5).
    pub(crate) fn is_bound(&self, account: Acc, by: Usr) -> bool {
        let acts = self
            .member(account, by)
            .is_some_and(|it| it.partner.is_some());
        let here = self.members.range((account, 0)..(account + 1, 0));
        let mut own = here.filter(|((_, user), member)| {
            member.access == Access::SuperAdmin
                && member.partner.is_none()
                && !member.deactivated
                && member.expires_at.is_none_or(|end| end > self.now)
                && self.users[*user].status != UserStatus::Erased
                && member.offered_by != Some(by)
        });
        acts && own.next().is_some()
    }

    /// Whether the account leaves it to its super admins to give this partner admin their access
    /// again, and this is none (L3).
    pub(crate) fn may_not_renew(&self, account: Acc, by: Usr, target: &Member) -> bool {
        target.access == Access::PartnerAdmin
            && self.accounts[account].only_super_admins_make_pa
            && !self.is_super_admin(account, by)
    }

    /// A member who lacks a right is told so; a stranger may also be told that there is no such
    /// account.
    pub(crate) fn stranger_or<T>(
        &self,
        account: Acc,
        user: Usr,
        rule: &'static str,
    ) -> Result<T, No> {
        if self.member(account, user).is_some() {
            return refuse("missing-permission", rule);
        }
        Err(No(vec![("missing-permission", rule), ("not-found", rule)]))
    }
}

/// Whether the seat lets a permission through (S3).
fn lets_through(member: &Member, legacy: bool, key: &str) -> bool {
    if member.seat == Seat::ViewOnly && !catalogue().read_only.contains(key) {
        return false;
    }
    let paid = |seat, paid| {
        member.seat == seat
            || member.paid.contains(&paid)
            || (member.seat == Seat::Partner && !legacy)
    };
    match catalogue().needs.get(key) {
        None => true,
        // Nothing else of a super admin's is cut, and none holds a view-only seat.
        Some(Need::Core) => member.seat != Seat::ViewOnly,
        Some(Need::Sales) => paid(Seat::Sales, Paid::Sales),
        Some(Need::Service) => paid(Seat::Service, Paid::Service),
    }
}
