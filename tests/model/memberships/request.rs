//! What the account's own side asks for when it creates or changes a member, and the rules about it
//! (A8, A10, L3, S2).

use latchkey_application::memberships::RequestedChange;

use super::{Adjust, OnMember, Put, Wanted, given, real_paid, real_seat, requested_access};
use crate::{
    chooser::{Chooser, PARTNERS},
    driver::{Driver, at},
    model::{
        permissions::{Keys, catalogue, less},
        state::{Acc, Access, Member, Model, No, Paid, Rank, Seat, Terms, Usr, after, refuse},
    },
};

/// Refusals that rest on the partner somebody acts for: left out where it is not clear which one
/// that is.
const TOGETHER: [&str; 3] = ["L1 for whom", "section 1 acts for", "A5 former partner"];

/// Whose act it is, on whom, with what rank.
#[derive(Clone, Copy)]
pub(super) struct Act {
    pub(super) on: OnMember,
    pub(super) rank: Rank,
}

pub(crate) fn requested(driver: &Driver, put: &Put) -> RequestedChange {
    RequestedChange {
        access: put.access.map(|access| requested_access(driver, access)),
        seat: put.seat.map(real_seat),
        paid_seats: put.paid.as_ref().map(real_paid),
        status: None,
        engagement: None,
        adjustments: put.adjust.as_ref().map(given),
        partner: put
            .partner
            .map(|partner| partner.map(|it| driver.accounts[it].into())),
        expires_at: put.expires_at.map(|end| end.map(at)),
        ..RequestedChange::default()
    }
}

impl Chooser<'_> {
    /// What an account's own side asks for on a membership.
    pub(super) fn said(&mut self, on: OnMember, old: Option<&Member>) -> Put {
        let mut put = Put::default();
        let of_several = |partner: &Acc| {
            *partner != on.account
                && self.it.is_employee(*partner, on.user)
                && self.it.recognized(on.account, on.user, *partner).is_some()
        };
        if (0..PARTNERS).filter(of_several).count() > 1 && self.dice.chance(50) {
            put.access = Some(Wanted::PartnerAdmin);
            put.seat = Some(Seat::Partner);
            return put;
        }
        let recognized = (0..PARTNERS).any(|partner| {
            self.it.is_employee(partner, on.user)
                && self.it.recognized(on.account, on.user, partner).is_some()
        });
        let is_new = old.is_none();
        if is_new || self.dice.chance(40) {
            let set = self.set_for(&[on.account]);
            let own = old.is_some_and(|old| old.partner.is_none());
            let pa = match (recognized, own) {
                (true, true) => 75,
                (true, false) => 45,
                (false, _) => 8,
            };
            put.access = Some(match self.dice.below(100) {
                0..10 => Wanted::SuperAdmin,
                it if it < 10 + pa => Wanted::PartnerAdmin,
                _ => Wanted::Set(set),
            });
        }
        if put.access == Some(Wanted::PartnerAdmin) && self.dice.chance(92) {
            put.seat = Some(Seat::Partner);
        } else if self.dice.chance(30) {
            let seats = [
                Seat::Partner,
                Seat::Core,
                Seat::Core,
                Seat::ViewOnly,
                Seat::Sales,
            ];
            put.seat = Some(self.dice.pick(&seats));
        }
        if self.dice.chance(10) {
            let paid = [vec![], vec![Paid::Sales], vec![Paid::Sales, Paid::Service]];
            let which = self.dice.below(paid.len());
            put.paid = Some(paid[which].iter().copied().collect());
        }
        if self.dice.chance(15) {
            let employers: Vec<_> = (0..PARTNERS)
                .filter(|partner| *partner != on.account && self.it.is_employee(*partner, on.user))
                .collect();
            let partners: Vec<_> = (0..PARTNERS).collect();
            put.partner = Some(if old.is_some() && self.dice.chance(35) {
                None
            } else {
                Some(self.dice.prefer(85, &employers, &partners))
            });
        }
        if self.dice.chance(25) {
            let added = self
                .dice
                .chance(60)
                .then(|| self.keys_of(on.account, on.by, 2));
            let withheld = self.dice.chance(60).then(|| self.keys(2));
            put.adjust = Some(Adjust { added, withheld });
        }
        if self.dice.chance(12) {
            put.expires_at = Some(if self.dice.chance(30) {
                None
            } else {
                Some(self.ahead())
            });
        }
        put
    }
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

    /// The account's own sets and the standard ones; and what they hold already (A5).
    pub(super) fn own_access(
        &self,
        account: Acc,
        put: &Put,
        old: Option<&Member>,
    ) -> Result<Access, No> {
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

    pub(super) fn lies_ahead(&self, put: &Put) -> Result<(), No> {
        if put.expires_at.flatten().is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        Ok(())
    }

    pub(super) fn settle_member(&mut self, on: OnMember, old: Option<&Member>, member: Member) {
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

    /// Applies a requested change to a membership, with all the rules about it.
    pub(super) fn say(
        &mut self,
        act: Act,
        put: &Put,
        old: Option<&Member>,
        member: &mut Member,
    ) -> Result<(), No> {
        let (account, user) = (act.on.account, act.on.user);
        let is_super_admin = act.rank != Rank::Manager;
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
        let becomes_super_admin = put.access == Some(Wanted::SuperAdmin)
            && old.is_none_or(|old| old.access != Access::SuperAdmin);
        let bound = self.is_bound(account, act.on.by);
        let beyond = bound && becomes_super_admin;
        no.when(beyond, "exceeds-own-permissions", "A8 bound");
        let shifts = old.is_some_and(|old| old.partner != member.partner);
        let own = old.is_some_and(|old| old.partner.is_none());
        let moves_own = shifts || (becomes_pa && own);
        no.when(
            bound && moves_own,
            "exceeds-own-permissions",
            "A8 bound moves",
        );
        member.offered_by = match member.access {
            Access::SuperAdmin if becomes_super_admin => Some(act.on.by),
            Access::SuperAdmin => member.offered_by,
            _ => None,
        };
        let renews = old.is_some_and(|old| {
            let later = put.expires_at.is_some_and(|end| after(end, old.expires_at));
            later && self.may_not_renew(account, act.on.by, old)
        });
        no.when(renews, "missing-permission", "L3 renew");
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
            terms.withheld.retain(|_, by| !act.rank.lifts(*by));
            terms.limit = terms.limit.filter(|(_, by)| !act.rank.lifts(*by));
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
                terms.withheld.retain(|_, by| !act.rank.lifts(*by));
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
                .any(|(key, by)| !act.rank.lifts(*by) && !kept(key));
            no.when(lifts, "exceeds-own-permissions", "A8 lift");
            let old = std::mem::take(&mut terms.withheld);
            for key in withheld {
                let by = old.get(key).map_or(act.rank, |by| act.rank.and(*by));
                terms.withheld.insert(key, by);
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
                    .filter(|(_, by)| !act.rank.lifts(*by))
                    .map(|(end, _)| end);
                let lifts = laid.is_some() && after(end, laid);
                no.when(lifts, "exceeds-own-permissions", "A8 lift end");
                member.expires_at = end;
                let by = terms.limit.map_or(act.rank, |(_, by)| by.and(act.rank));
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
