//! What the platform says (section 12, the PUT of memberships), and the policies of accounts.

use std::collections::BTreeSet;

use super::{
    links::PLATFORM,
    permissions::{Keys, catalogue},
    state::{
        Acc, Access, Account, DAY, Member, Model, No, Relationship, Seat, Secs, Status, User,
        UserStatus, Usr, refuse,
    },
};
use crate::commands::{AccountChange, By, Put, UserChange, Wanted};

/// Anybody can have an address there (I2).
pub(crate) const PUBLIC_DOMAIN: &str = "gmail.com";

impl Model {
    pub(super) fn new_account(&mut self, enrolled: bool) {
        self.accounts.push(Account {
            active: true,
            enrolled,
            was_partner: enrolled,
            legacy: false,
            only_super_admins_make_pa: false,
            domains: BTreeSet::new(),
        });
    }

    pub(super) fn new_user(&mut self, domain: &'static str) {
        self.users.push(User {
            domain,
            addresses: 1,
            confirmed: true,
            status: UserStatus::Active,
        });
    }

    pub(super) fn change_account(&mut self, account: Acc, change: AccountChange) {
        let account = &mut self.accounts[account];
        match change {
            AccountChange::Enrol(enrolled) => {
                account.enrolled = enrolled;
                account.was_partner |= enrolled;
            }
            AccountChange::Active(active) => account.active = active,
            AccountChange::Legacy(legacy) => account.legacy = legacy,
        }
    }

    pub(super) fn set_policy(&mut self, by: Usr, account: Acc, only: bool) -> Result<(), No> {
        if !self.is_super_admin(account, by) {
            return self.stranger_or(account, by, "L3 set policy");
        }
        self.accounts[account].only_super_admins_make_pa = only;
        Ok(())
    }

    pub(super) fn set_domains(
        &mut self,
        by: By,
        partner: Acc,
        domains: &BTreeSet<&'static str>,
    ) -> Result<(), No> {
        let was_partner = self.accounts[partner].was_partner;
        match by {
            By::Platform if !was_partner => return refuse("conflict", "I2 no partner"),
            By::User(_) if !was_partner => return refuse("not-found", "I2 no partner"),
            By::User(by) if !self.is_super_admin(partner, by) => {
                return self.stranger_or(partner, by, "I2");
            }
            By::Platform | By::User(_) => {}
        }
        let had = self.accounts[partner].domains.clone();
        let new: Vec<_> = domains.difference(&had).copied().collect();
        let mut no = No::default();
        no.when(new.contains(&PUBLIC_DOMAIN), "invalid", "I2 public");
        if let By::User(by) = by {
            let own = &self.users[by];
            let off = |domain: &&'static str| !own.confirmed || own.domain != *domain;
            no.when(new.iter().any(off), "conflict", "I2 not on it");
            let taken = |domain: &&'static str| {
                self.accounts
                    .iter()
                    .any(|account| account.domains.contains(domain))
            };
            no.when(new.iter().any(taken), "conflict", "I2 taken");
        }
        no.settle()?;
        for account in &mut self.accounts {
            account.domains.retain(|domain| !new.contains(domain));
        }
        self.accounts[partner].domains.clone_from(domains);
        Ok(())
    }

    pub(super) fn change_user(&mut self, user: Usr, change: UserChange) -> Result<(), No> {
        let user = &mut self.users[user];
        if user.status == UserStatus::Erased {
            return refuse("conflict", "I3 erased");
        }
        match change {
            UserChange::Enable(true) => user.status = UserStatus::Active,
            UserChange::Enable(false) => user.status = UserStatus::Disabled,
            UserChange::Confirm(confirmed) => user.confirmed = confirmed,
            UserChange::Email { domain, confirmed } => {
                user.domain = domain;
                user.addresses += 1;
                user.confirmed = confirmed.unwrap_or(true);
            }
        }
        Ok(())
    }

    pub(super) fn erase_user(&mut self, user: Usr) {
        self.users[user].status = UserStatus::Erased;
        self.users[user].confirmed = false;
    }

    pub(super) fn import_relationship(
        &mut self,
        partner: Acc,
        client: Acc,
        activity: Option<Secs>,
    ) -> Result<(), No> {
        if partner == client {
            return refuse("conflict", "section 1 client");
        }
        if !self.accounts[partner].was_partner {
            return refuse("conflict", "section 1 partner");
        }
        let it = self.relate(partner, client);
        if activity.is_some() {
            it.last_activity = activity;
        }
        Ok(())
    }

    pub(super) fn provision(&mut self, account: Acc, user: Usr, put: &Put) -> Result<(), No> {
        let old = self.member(account, user).cloned();
        let past = put.expires_at.flatten().is_some_and(|end| end <= self.now);
        if past {
            return refuse("invalid", "A9 ahead");
        }
        if self.users[user].status == UserStatus::Erased {
            return refuse("conflict", "I3 erased");
        }
        let partner = match put.partner {
            Some(partner) => partner,
            None => old.as_ref().and_then(|old| old.partner),
        };
        let access = self.wanted_access((account, partner), put, old.as_ref())?;
        let mut member = Member {
            access,
            added: old
                .as_ref()
                .map(|old| old.added.clone())
                .unwrap_or_default(),
            clipped: old
                .as_ref()
                .map(|old| old.clipped.clone())
                .unwrap_or_default(),
            seat: put
                .seat
                .or(old.as_ref().map(|old| old.seat))
                .unwrap_or(Seat::Core),
            paid: put
                .paid
                .clone()
                .or(old.as_ref().map(|old| old.paid.clone()))
                .unwrap_or_default(),
            invited_until: old.as_ref().and_then(|old| old.invited_until),
            deactivated: old.as_ref().is_some_and(|old| old.deactivated),
            partner,
            contractor: put
                .contractor
                .or(old.as_ref().map(|old| old.contractor))
                .unwrap_or_default(),
            expires_at: old.as_ref().and_then(|old| old.expires_at),
        };
        self.put_is_possible(put, &member)?;
        self.put_keeps_rules(account, user, old.as_ref(), &member)?;

        let mut terms = self.terms_of(account, user);
        let same = |old: &Member| old.access.is_same_as(access);
        let access_changed = !old.as_ref().is_some_and(same);
        if access_changed {
            // A new set replaces adjustments: clips belonged to the old one.
            member.added = Keys::new();
            member.clipped = Keys::new();
        }
        match &put.adjust {
            Some(adjust) => {
                if let Some(added) = &adjust.added {
                    member.added = catalogue().grant(added);
                    // A key that is added ends its clip.
                    member.clipped = &member.clipped - &member.added;
                }
                if let Some(withheld) = &adjust.withheld {
                    terms.withheld = withheld.iter().map(|key| (*key, PLATFORM)).collect();
                }
            }
            None if access_changed && old.is_some() => terms.withheld.clear(),
            None => {}
        }
        if access == Access::SuperAdmin {
            member.added = Keys::new();
            member.clipped = Keys::new();
            terms.withheld.clear();
        }
        match put.expires_at {
            Some(end) => {
                member.expires_at = end;
                terms.limit = end.map(|end| (end, PLATFORM));
            }
            None if old.is_none() => member.expires_at = terms.limit.map(|(end, _)| end),
            None => {}
        }
        let until = self.now + 7 * DAY;
        match (put.status, &old) {
            (Some(Status::Active), _) => {
                member.deactivated = false;
                member.invited_until = None;
                terms.refused = false;
            }
            (Some(Status::Invited), _) => {
                member.deactivated = false;
                member.invited_until = Some(member.invited_until.unwrap_or(until));
                terms.refused = false;
            }
            (Some(Status::Deactivated), _) => {
                member.deactivated = true;
                terms.refused = true;
            }
            (None, None) => terms.refused = false,
            (None, Some(_)) => {}
        }
        if let Some(partner) = member.partner {
            self.relate(partner, account);
        }
        self.members.insert((account, user), member);
        self.terms.insert((account, user), terms);
        Ok(())
    }

    pub(super) fn wanted_access(
        &self,
        owners: (Acc, Option<Acc>),
        put: &Put,
        old: Option<&Member>,
    ) -> Result<Access, No> {
        match (put.access, old) {
            (None, None) => refuse("invalid", "PUT access"),
            (None, Some(old)) => Ok(old.access),
            (Some(Wanted::SuperAdmin), _) => Ok(Access::SuperAdmin),
            (Some(Wanted::PartnerAdmin), _) => Ok(Access::PartnerAdmin),
            (Some(Wanted::Set(set)), _) => {
                let known = self.sets[set].as_ref();
                let known = known.filter(|set| {
                    set.owner
                        .is_none_or(|owner| owner == owners.0 || Some(owner) == owners.1)
                });
                match known {
                    Some(_) => Ok(self.latest(set)),
                    None => refuse("not-found", "A5 put"),
                }
            }
        }
    }

    /// Values that cannot be, alone or together (422).
    pub(super) fn put_is_possible(&self, put: &Put, member: &Member) -> Result<(), No> {
        let mut no = No::default();
        let past = put.expires_at.flatten().is_some_and(|end| end <= self.now);
        no.when(past, "invalid", "A9 ahead");
        if let Some(adjust) = &put.adjust {
            let keys = || adjust.added.iter().chain(&adjust.withheld).flatten();
            let some = keys().next().is_some();
            let on_super_admin = member.access == Access::SuperAdmin && some;
            no.when(on_super_admin, "invalid", "section 1 adjustments");
            no.when(
                keys().any(|key| *key == "super_admins.manage"),
                "invalid",
                "P5 adjust",
            );
            no.when(keys().any(|key| !catalogue().knows(key)), "invalid", "P1");
        }
        no.settle()
    }

    /// The rules of state (S1, L1).
    fn put_keeps_rules(
        &mut self,
        account: Acc,
        user: Usr,
        old: Option<&Member>,
        member: &Member,
    ) -> Result<(), No> {
        self.cannot_go_together(account, old, member).settle()?;
        let is_pa = member.access == Access::PartnerAdmin;
        let mut objections = No::default();
        let without_seat = is_pa && member.seat != Seat::Partner;
        objections.when(without_seat, "partner-seat-required", "S1");
        let newly_acts = old.is_none_or(|old| old.partner != member.partner);
        let newly_pa = is_pa && old.is_none_or(|old| old.access != Access::PartnerAdmin);
        if let Some(partner) = member.partner
            && (newly_acts || newly_pa)
        {
            let enrolled = self.is_enrolled(partner);
            objections.when(!enrolled, "partner-not-enrolled", "L1 put");
            let employed = self.is_employee(partner, user);
            objections.when(!employed, "not-an-employee", "L1 put");
        }
        self.objections.extend(objections.0);
        Ok(())
    }

    /// Values that cannot go together (422).
    pub(super) fn cannot_go_together(
        &self,
        account: Acc,
        old: Option<&Member>,
        member: &Member,
    ) -> No {
        let is_pa = member.access == Access::PartnerAdmin;
        let elevated = is_pa || member.access == Access::SuperAdmin;
        let mut no = No::default();
        let view_only = elevated && member.seat == Seat::ViewOnly;
        no.when(view_only, "invalid", "S1 view only");
        let seated = is_pa || member.seat == Seat::Partner;
        let for_nobody = seated && member.partner.is_none();
        no.when(for_nobody, "invalid", "L1 for whom");
        let for_itself = member.partner == Some(account);
        no.when(for_itself, "invalid", "section 1 acts for");
        if let Access::Set(set, _) = member.access
            && let Some(old) = old
            && old.access.is_same_as(member.access)
            && old.partner != member.partner
        {
            // A partner's own sets are for those who act for it.
            let owner = self.sets[set].as_ref().unwrap().owner;
            let lost = owner.is_some() && owner == old.partner;
            no.when(lost, "invalid", "A5 former partner");
        }
        no
    }

    /// One relationship stands for a partner and a client from the first acting membership on.
    pub(super) fn relate(&mut self, partner: Acc, client: Acc) -> &mut Relationship {
        let new = Relationship {
            connected_at: self.now,
            last_activity: None,
            ended_at: None,
            restarted_at: None,
            name: None,
        };
        self.relationships.entry((partner, client)).or_insert(new)
    }
}
