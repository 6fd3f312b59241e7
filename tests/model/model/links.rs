//! Access links (L1 to L6).

use super::{
    Effect,
    state::{
        Acc, Access, DAY, Link, LinkNo, Member, Model, No, Rank, Seat, Secs, Status, Usr, refuse,
    },
};

const STANDS: Secs = 90 * DAY;
const INVITATION: Secs = 7 * DAY;

impl Model {
    pub(super) fn issue_link(&mut self, by: Usr, partner: Acc, employee: Usr) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        let mut no = No::default();
        no.when(
            !self.is_enrolled(partner),
            "partner-not-enrolled",
            "L1 issue",
        );
        no.when(
            !self.is_employee(partner, employee),
            "not-an-employee",
            "L2",
        );
        no.settle()?;
        let stands = self.links.iter().any(|link| {
            link.partner == partner && link.employee == employee && self.link_stands(link)
        });
        if !stands {
            // A lapsed one gives way to the new one.
            for link in &mut self.links {
                link.revoked |= link.partner == partner && link.employee == employee;
            }
            self.links.push(Link {
                partner,
                employee,
                generation: 1,
                expires_at: self.now + STANDS,
                revoked: false,
            });
        }
        Ok(())
    }

    pub(crate) fn link_stands(&self, link: &Link) -> bool {
        !link.revoked && link.expires_at > self.now
    }

    pub(super) fn rotate_link(&mut self, by: Usr, partner: Acc, link: LinkNo) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        self.own_link(partner, link)?;
        let mut no = No::default();
        no.when(
            !self.is_enrolled(partner),
            "partner-not-enrolled",
            "L1 rotate",
        );
        if self.is_enrolled(partner) {
            no.when(self.links[link].revoked, "link-not-valid", "L2 rotate");
        }
        no.settle()?;
        let expires_at = self.now + STANDS;
        let link = &mut self.links[link];
        link.generation += 1;
        link.expires_at = expires_at;
        Ok(())
    }

    pub(super) fn revoke_link(&mut self, by: Usr, partner: Acc, link: LinkNo) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        self.own_link(partner, link)?;
        self.links[link].revoked = true;
        Ok(())
    }

    fn own_link(&self, partner: Acc, link: LinkNo) -> Result<(), No> {
        if self.links[link].partner == partner {
            Ok(())
        } else {
            refuse("not-found", "L2 link of another")
        }
    }

    /// L3: who may approve, and decline (L6).
    fn may_approve(&self, by: Usr, link: &Link, account: Acc) -> Result<(), No> {
        if !self.has_right(account, by, "users.edit") {
            return self.stranger_or(account, by, "L3");
        }
        let is_super_admin = self.is_super_admin(account, by);
        let mut no = No::default();
        no.when(by == link.employee, "self-target", "L3 subject");
        let policy = self.accounts[account].only_super_admins_make_pa;
        no.when(policy && !is_super_admin, "missing-permission", "L3 policy");
        let existing = self.member(account, link.employee);
        let own = existing.is_some_and(|member| member.partner.is_none());
        no.when(
            own && !is_super_admin,
            "missing-permission",
            "L3 own member",
        );
        no.settle()
    }

    /// L1, L2, L3: whether the link counts at all in that account.
    fn link_counts(&self, link: &Link, account: Acc, no: &mut No) {
        no.when(account == link.partner, "conflict", "L3 own account");
        if self.is_enrolled(link.partner) {
            no.when(!self.link_stands(link), "link-not-valid", "L2");
        } else {
            no.when(true, "partner-not-enrolled", "L1 approve");
        }
        let employed = self.is_employee(link.partner, link.employee);
        no.when(!employed, "not-an-employee", "L1 approve");
    }

    pub(super) fn approve_link(
        &mut self,
        by: Usr,
        link: LinkNo,
        account: Acc,
        expires_at: Option<Secs>,
    ) -> Result<Effect, No> {
        if expires_at.is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        let link = self.links[link].clone();
        let (partner, subject) = (link.partner, link.employee);
        self.may_approve(by, &link, account)?;
        let mut no = No::default();
        self.link_counts(&link, account, &mut no);
        let existing = self.member(account, subject).cloned();
        if let Some(existing) = &existing {
            let is_super_admin = existing.access == Access::SuperAdmin;
            no.when(is_super_admin, "super-admin-target", "L5");
            let another = existing.partner.is_some_and(|acts| acts != partner);
            no.when(another, "acts-for-another-partner", "L5");
        }
        no.settle()?;
        if let Some(existing) = &existing
            && existing.access == Access::PartnerAdmin
            && existing.status() == Status::Active
            && !existing.expired(self.now)
        {
            // Nothing to change, but an approval starts ended services again (R4).
            let ended = self.relationships.get(&(partner, account));
            if ended.is_none_or(|it| it.ended_at.is_some()) {
                self.connect(partner, account);
                self.link_unverified(account, subject, partner);
            }
            return Ok(().into());
        }

        // A8, D9: what a super admin laid down, only a super admin lifts.
        let rank = self.rank(account, by);
        let mut terms = self.terms_of(account, subject);
        terms.refused = false;
        terms.withheld.retain(|_, laid_by| *laid_by > rank);
        terms.limit = terms.limit.filter(|(_, laid_by)| *laid_by > rank);
        let left = terms.limit.map(|(end, _)| end);
        let end = earlier(expires_at, left);
        if let Some(wanted) = expires_at
            && left.is_none_or(|left| wanted < left)
        {
            terms.limit = Some((wanted, terms.limit.map_or(rank, |(_, laid_by)| laid_by)));
        }
        self.terms.insert((account, subject), terms);

        let invite = existing.is_none() && !self.users[subject].confirmed;
        let until = self.now + INVITATION;
        let member = Member {
            access: Access::PartnerAdmin,
            added: super::permissions::Keys::new(),
            clipped: super::permissions::Keys::new(),
            seat: Seat::Partner,
            paid: existing
                .as_ref()
                .map(|old| old.paid.clone())
                .unwrap_or_default(),
            invited_until: invite.then_some(until),
            deactivated: false,
            partner: Some(partner),
            contractor: existing.is_some_and(|old| old.contractor),
            expires_at: end,
        };
        self.members.insert((account, subject), member);
        self.link_unverified(account, subject, partner);
        self.connect(partner, account);
        // The consent is kept, even where nothing could be lifted.
        Ok(Effect::Recorded)
    }

    pub(super) fn decline_link(&mut self, by: Usr, link: LinkNo, account: Acc) -> Result<(), No> {
        let link = self.links[link].clone();
        self.may_approve(by, &link, account)?;
        let mut no = No::default();
        self.link_counts(&link, account, &mut no);
        no.settle()
    }

    /// L5, L8: an unverified subject is linked.
    pub(super) fn link_unverified(&mut self, client: Acc, user: Usr, partner: Acc) {
        if !self.is_verified(partner, user) {
            self.linked.insert((client, user, partner));
        }
    }

    /// A relationship begins, or begins again after services were ended on purpose (R4).
    pub(super) fn connect(&mut self, partner: Acc, client: Acc) {
        let it = self.relate(partner, client);
        if it.ended_at.is_some() {
            self.begin_again(partner, client);
        }
    }

    /// Starts again, as `connected`: work from before no longer counts (R4).
    pub(super) fn begin_again(&mut self, partner: Acc, client: Acc) {
        let now = self.now;
        let it = self.relate(partner, client);
        it.connected_at = now;
        // Begun twice at the same moment, as only clocks of tests have it, is begun once.
        let same_period = it.restarted_at == Some(now) && it.ended_at.is_none();
        if !same_period {
            it.last_activity = None;
        }
        it.ended_at = None;
        it.restarted_at = Some(now);
    }
}

/// The earlier of two ends, where none is never.
pub(super) fn earlier(a: Option<Secs>, b: Option<Secs>) -> Option<Secs> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether the first end lies after the second.
pub(super) fn after(a: Option<Secs>, b: Option<Secs>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a > b,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The rank with which the model counts the platform: as the account itself.
pub(super) const PLATFORM: Rank = Rank::SuperAdmin;
