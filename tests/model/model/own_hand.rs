//! Creating and changing members from the account's own side (A8, A10, L3, L7, S2, I1).

use super::{
    links::after,
    permissions::{Keys, catalogue, less},
    state::{Acc, Access, DAY, Member, Model, No, Rank, Seat, Terms, Usr, refuse},
};
use crate::commands::{OnMember, Put, Wanted};

/// What cannot go together with for whom somebody acts, which is not clear where no partner fits.
const TOGETHER: [&str; 3] = ["L1 for whom", "section 1 acts for", "A5 former partner"];

/// Whose act it is, on whom, with what rank.
#[derive(Clone, Copy)]
struct Act {
    on: OnMember,
    rank: Rank,
}

impl Model {
    /// The enrolled partners of which a person is a recognised employee, seen from an account (S2).
    fn recognizing(&self, account: Acc, user: Usr) -> Vec<Acc> {
        let fits = |partner: &Acc| {
            *partner != account
                && self.is_enrolled(*partner)
                && self.is_employee(*partner, user)
                && self.recognized(account, user, *partner).is_some()
        };
        (0..self.accounts.len()).filter(fits).collect()
    }

    pub(super) fn create_member(&mut self, on: OnMember, put: &Put) -> Result<(), No> {
        self.lies_ahead(put)?;
        if !self.has_right(on.account, on.by, "users.edit") {
            return self.stranger_or(on.account, on.by, "A8 create");
        }
        let act = Act {
            on,
            rank: self.rank(on.account, on.by),
        };
        let mut member = Member {
            access: Access::PartnerAdmin,
            added: Keys::new(),
            clipped: Keys::new(),
            seat: put.seat.unwrap(),
            paid: put.paid.clone().unwrap_or_default(),
            invited_until: None,
            deactivated: false,
            partner: None,
            contractor: false,
            expires_at: None,
        };
        if self.member(on.account, on.user).is_some() {
            self.objections.push(("already-a-member", "A8 create"));
            return Ok(());
        }
        self.say(act, put, None, &mut member)?;
        // I1: at once where the address is confirmed; but in an enrolled partner's account whoever
        // is to act for nobody accepts first.
        let hosts = self.accounts[on.account].enrolled && member.partner.is_none();
        if hosts || !self.users[on.user].confirmed {
            member.invited_until = Some(self.now + 7 * DAY);
        }
        self.terms.entry((on.account, on.user)).or_default().refused = false;
        self.settle_member(on, None, member);
        Ok(())
    }

    pub(super) fn change_member(&mut self, on: OnMember, put: &Put) -> Result<(), No> {
        self.lies_ahead(put)?;
        let old = match self.manages(on) {
            Ok(old) => old,
            Err(mut no) => {
                // A set that nobody knows may be told first.
                let unknown = put.access.is_some()
                    && self
                        .own_access(on.account, put, self.member(on.account, on.user))
                        .is_err();
                no.when(unknown, "not-found", "A5");
                return Err(no);
            }
        };
        if !self.objections.is_empty() {
            // A super admin, whom only super admins change.
            self.objections.push(("last-super-admin", "A8"));
            if self.own_access(on.account, put, Some(&old)).is_err() {
                self.objections.push(("not-found", "A5"));
            }
            return Ok(());
        }
        let act = Act {
            on,
            rank: self.rank(on.account, on.by),
        };
        let mut member = old.clone();
        self.say(act, put, Some(&old), &mut member)?;
        self.settle_member(on, Some(&old), member);
        Ok(())
    }

    /// A5: the account's own sets and the standard ones; and what they hold already.
    fn own_access(&self, account: Acc, put: &Put, old: Option<&Member>) -> Result<Access, No> {
        let held = old.and_then(|old| match old.access {
            Access::Set(set, _) => self.sets[set].as_ref()?.owner,
            _ => None,
        });
        let holds = |old: &Member| match (old.access, put.access) {
            (Access::Set(held, _), Some(Wanted::Set(set))) => held == set,
            _ => false,
        };
        // A partner's own set is only for those who will act for it.
        let acts = put.partner.or(old.map(|old| old.partner)).flatten();
        let owner = held.filter(|owner| Some(*owner) == acts && old.is_some_and(holds));
        self.wanted_access((account, owner), put, old)
    }

    fn lies_ahead(&self, put: &Put) -> Result<(), No> {
        if put.expires_at.flatten().is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        Ok(())
    }

    fn settle_member(&mut self, on: OnMember, old: Option<&Member>, member: Member) {
        let is_pa = |member: &Member| member.access == Access::PartnerAdmin;
        if let Some(partner) = member.partner {
            if is_pa(&member) && !old.is_some_and(is_pa) {
                // Letting a partner admin in is as good as an approval (R4).
                self.connect(partner, on.account);
            } else {
                self.relate(partner, on.account);
            }
        }
        self.members.insert((on.account, on.user), member);
    }

    /// Applies what is said to a membership, with all the rules about it.
    fn say(
        &mut self,
        act: Act,
        put: &Put,
        old: Option<&Member>,
        member: &mut Member,
    ) -> Result<(), No> {
        let (account, user) = (act.on.account, act.on.user);
        let is_super_admin = act.rank == Rank::SuperAdmin;
        member.seat = put.seat.unwrap_or(member.seat);
        if let Some(paid) = &put.paid {
            member.paid.clone_from(paid);
        }
        let becomes_pa = put.access == Some(Wanted::PartnerAdmin)
            && old.is_none_or(|old| old.access != Access::PartnerAdmin);
        let gets_seat =
            member.seat == Seat::Partner && old.is_none_or(|old| old.seat != Seat::Partner);
        let recognizing = self.recognizing(account, user);
        let mut objections = No::default();
        let mut several = No::default();
        // For whom they act: said, or meant by the partner seat and the template (S2, A10).
        match put.partner {
            Some(partner) => member.partner = partner,
            None if (becomes_pa || gets_seat) && member.partner.is_none() => {
                match recognizing[..] {
                    [] => objections.when(true, "not-recognized", "S2"),
                    [one] => member.partner = Some(one),
                    _ => several.when(true, "invalid", "S2 more than one"),
                }
            }
            None => {}
        }
        let access = match put.access {
            None => old.unwrap().access,
            Some(_) => self.own_access(account, put, old)?,
        };
        member.access = access;
        let mut no = match self.put_is_possible(put, member) {
            Ok(()) => self.cannot_go_together(account, old, member),
            Err(no) => no,
        };
        // What cannot go together with what is there already is told together with what the caller
        // may not do; who is not recognised is told that first.
        if !objections.0.is_empty() || !several.0.is_empty() {
            no.0.retain(|(_, rule)| !TOGETHER.contains(rule));
        }
        // Nobody frees themself from the partner they act for: D5 would mean nothing.
        let frees = moves_from(old, member) && act.on.by == user;
        no.when(frees, "self-target", "A10 oneself");
        let policy = self.accounts[account].only_super_admins_make_pa;
        let moves = old.is_some_and(|old| old.partner != member.partner);
        let makes_pa = becomes_pa || (moves && member.access == Access::PartnerAdmin);
        let by_policy = makes_pa && policy && !is_super_admin;
        no.when(by_policy, "missing-permission", "L3 policy create");
        let own = old.is_some_and(|old| old.partner.is_none());
        let of_own = becomes_pa && own && !is_super_admin;
        no.when(of_own, "missing-permission", "L3 own member change");
        let before = self.granted(account, user);
        let mut terms = self.terms_of(account, user);
        if old.is_none() {
            // Creating is consent: it lifts what was laid down with no higher right (A8).
            terms.withheld.retain(|_, by| *by > act.rank);
            terms.limit = terms.limit.filter(|(_, by)| *by > act.rank);
        }
        let renews = old.is_some_and(|old| !old.access.is_same_as(access));
        self.adjust(act, put, renews, member, &mut terms, &mut no);
        self.time(act, put, old.is_none(), member, &mut terms, &mut no);
        let held = self.granted(account, act.on.by);
        self.terms.insert((account, user), terms);
        let after = self.granted_to(account, user, member);
        if !is_super_admin {
            let elevates = put.access == Some(Wanted::SuperAdmin);
            no.when(elevates, "exceeds-own-permissions", "A8 super admin");
            // A set is given as a whole; besides, only what is gained is given.
            let given = if renews || old.is_none() {
                after
            } else {
                less(&after, &before)
            };
            let mut beyond = less(&given, &held);
            if becomes_pa {
                beyond = less(&beyond, &catalogue().template);
            }
            no.when(!beyond.is_empty(), "exceeds-own-permissions", "A8 give");
            let said = put.partner.is_some() && old.and_then(|old| old.partner) != member.partner;
            let within = before.is_subset(&held);
            no.when(said && !within, "exceeds-own-permissions", "A10 acts for");
        }
        no.settle()?;
        several.settle()?;

        let without_seat = member.access == Access::PartnerAdmin && member.seat != Seat::Partner;
        objections.when(without_seat, "partner-seat-required", "S1");
        let newly = old.is_none_or(|old| old.partner != member.partner);
        if let Some(partner) = member.partner
            && (newly || becomes_pa || gets_seat)
        {
            let enrolled = self.is_enrolled(partner);
            objections.when(!enrolled, "partner-not-enrolled", "A10");
            let employed = self.is_employee(partner, user);
            objections.when(!employed, "not-an-employee", "A10");
            let known = recognizing.contains(&partner);
            let seated = member.seat == Seat::Partner || member.access == Access::PartnerAdmin;
            let unknown = (becomes_pa || seated) && !known;
            objections.when(unknown, "not-recognized", "S2");
        }
        self.objections.extend(objections.0);
        Ok(())
    }

    /// What becomes of adjustments: a new set replaces them, but what somebody of a higher rank
    /// withheld stays.
    fn adjust(
        &self,
        act: Act,
        put: &Put,
        renews: bool,
        member: &mut Member,
        terms: &mut Terms,
        no: &mut No,
    ) {
        if renews {
            member.added = Keys::new();
            member.clipped = Keys::new();
            if put.adjust.is_none() {
                terms.withheld.retain(|_, by| *by > act.rank);
            }
        }
        if member.access == Access::SuperAdmin {
            member.added = Keys::new();
            member.clipped = Keys::new();
            terms.withheld.clear();
        }
        let Some(adjust) = &put.adjust else {
            return;
        };
        if let Some(added) = &adjust.added {
            member.added = catalogue().grant(added);
            member.clipped = less(&member.clipped, &member.added);
        }
        if let Some(withheld) = &adjust.withheld {
            let kept = |key: &&'static str| withheld.contains(key);
            let lifts = terms
                .withheld
                .iter()
                .any(|(key, by)| *by > act.rank && !kept(key));
            no.when(lifts, "exceeds-own-permissions", "A8 lift");
            let old = std::mem::take(&mut terms.withheld);
            for key in withheld {
                let by = old.get(key).copied().filter(|by| *by > act.rank);
                terms.withheld.insert(key, by.unwrap_or(act.rank));
            }
        }
    }

    /// What becomes of the end (A9): one that a super admin set is only shortened by others.
    fn time(
        &self,
        act: Act,
        put: &Put,
        is_new: bool,
        member: &mut Member,
        terms: &mut Terms,
        no: &mut No,
    ) {
        match put.expires_at {
            Some(end) => {
                let laid = terms
                    .limit
                    .filter(|(_, by)| *by > act.rank)
                    .map(|(end, _)| end);
                let lifts = laid.is_some() && after(end, laid);
                no.when(lifts, "exceeds-own-permissions", "A8 lift end");
                member.expires_at = end;
                let by = terms.limit.map_or(act.rank, |(_, by)| by.max(act.rank));
                terms.limit = end.map(|end| (end, by));
            }
            None if is_new => member.expires_at = terms.limit.map(|(end, _)| end),
            None => {}
        }
    }
}

/// Whether somebody who acts for a partner would act for another, or for nobody.
fn moves_from(old: Option<&Member>, member: &Member) -> bool {
    old.is_some_and(|old| old.partner.is_some() && old.partner != member.partner)
}
