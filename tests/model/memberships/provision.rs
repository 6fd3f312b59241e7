//! The platform puts a membership (section 12, the PUT of memberships).

use latchkey_application::memberships::{Memberships, ProvisionMember, RequestedChange};
use latchkey_domain::membership::Status as RealStatus;

use super::{Adjust, Put, Wanted, request::requested};
use crate::{
    chooser::{Chooser, PARTNERS},
    command::{Command, Driving},
    driver::{Driver, engagement},
    model::{
        Effect,
        permissions::{Keys, catalogue},
        state::{
            Acc, Access, DAY, Member, Model, No, Paid, Rank, Seat, Status, UserStatus, Usr, refuse,
        },
    },
};

/// The rank with which the model counts the platform: as the account itself.
const PLATFORM: Rank = Rank::SuperAdmin;

#[derive(Debug)]
pub(crate) struct Provision {
    pub(crate) account: Acc,
    pub(crate) user: Usr,
    pub(crate) put: Put,
}

impl Command for Provision {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn rewords(&self) -> Option<(Acc, Usr)> {
        self.put.rewords(self.account, self.user)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .provision(self.account, self.user, &self.put)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let put = &self.put;
            let wanted = ProvisionMember {
                account: driver.accounts[self.account].into(),
                user: driver.users[self.user].into(),
                change: RequestedChange {
                    status: put.status.map(|status| match status {
                        Status::Invited => RealStatus::Invited,
                        Status::Active => RealStatus::Active,
                        Status::Deactivated => RealStatus::Deactivated,
                    }),
                    engagement: put.contractor.map(engagement),
                    give: put.give,
                    ..requested(driver, put)
                },
                notify: false,
            };
            let ready = Memberships::new(driver.ports())
                .provision(&cx, wanted)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    /// Somebody of one partner joins another one too.
    fn join_another_partner(&mut self) -> Option<Box<dyn Command>> {
        let mut several = self.of_several();
        several.retain(|(account, user, _)| !self.it.is_super_admin(*account, *user));
        if !several.is_empty() && self.dice.chance(40) {
            // Or they become super admin of an account that is none of them.
            let (account, user, _) = self.dice.pick(&several);
            let put = Put {
                access: Some(Wanted::SuperAdmin),
                seat: Some(Seat::Core),
                ..Put::default()
            };
            return Some(Box::new(Provision { account, user, put }));
        }
        let account = self.dice.below(PARTNERS);
        let mut others: Vec<Usr> = (0..PARTNERS * 3).collect();
        others.retain(|user| self.it.member(account, *user).is_none() && self.it.is_enabled(*user));
        let user = (!others.is_empty()).then(|| self.dice.pick(&others))?;
        // As a reader, or with what its own people hold.
        let own = catalogue().standard.len() + account;
        let known = self.it.sets[own].is_some();
        let set = if known && self.dice.chance(45) {
            own
        } else {
            0
        };
        let put = Put {
            access: Some(Wanted::Set(set)),
            partner: Some(None),
            ..Put::default()
        };
        Some(Box::new(Provision { account, user, put }))
    }

    pub(crate) fn provision(&mut self) -> Box<dyn Command> {
        if self.dice.chance(4)
            && let Some(command) = self.join_another_partner()
        {
            return command;
        }
        let account = if self.dice.chance(20) {
            self.partner()
        } else {
            self.any_account()
        };
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        let user = self.dice.prefer(45, &members, &users);
        let old = self.it.member(account, user);
        let new = old.is_none();
        let mut put = Put::default();
        if new && self.dice.chance(97) || self.dice.chance(30) {
            let set = self.set_for(&[account]);
            put.access = Some(match self.dice.below(100) {
                0..15 => Wanted::SuperAdmin,
                15..42 => Wanted::PartnerAdmin,
                _ => Wanted::Set(set),
            });
        }
        let employers: Vec<_> = (0..PARTNERS)
            .filter(|partner| *partner != account && self.it.is_employee(*partner, user))
            .collect();
        let is_pa = put.access == Some(Wanted::PartnerAdmin)
            || put.access.is_none() && old.is_some_and(|old| old.access == Access::PartnerAdmin);
        let acts = old.and_then(|old| old.partner).is_some();
        if is_pa && !acts && self.dice.chance(92) || self.dice.chance(10) {
            let partners: Vec<_> = (0..PARTNERS).collect();
            put.partner = Some(Some(self.dice.prefer(85, &employers, &partners)));
            put.seat = self.dice.chance(92).then_some(Seat::Partner);
        } else if put.access == Some(Wanted::SuperAdmin) && !acts && self.dice.chance(60) {
            // Some super admins act for a partner.
            put.partner = (!employers.is_empty()).then(|| Some(self.dice.pick(&employers)));
        } else if acts && self.dice.chance(4) {
            put.partner = Some(None);
            put.seat = self.dice.chance(80).then_some(Seat::Core);
        }
        if let Some(Member {
            access: Access::Set(set, _),
            partner: Some(acts),
            ..
        }) = old
            && self.it.sets[*set]
                .as_ref()
                .is_some_and(|set| set.owner == Some(*acts))
            && self.dice.chance(30)
        {
            // Somebody who holds a set of the partner they act for is to act for it no more.
            return Box::new(Provision {
                account,
                user,
                put: Put {
                    seat: Some(Seat::Core),
                    partner: Some(None),
                    ..Put::default()
                },
            });
        }
        if put.seat.is_none() && self.dice.chance(20) {
            let seats = [
                Seat::Partner,
                Seat::Core,
                Seat::Core,
                Seat::ViewOnly,
                Seat::Sales,
                Seat::Service,
            ];
            put.seat = Some(self.dice.pick(&seats));
        }
        if self.dice.chance(15) {
            let paid = [
                vec![],
                vec![Paid::Sales],
                vec![Paid::Service],
                vec![Paid::Sales, Paid::Service],
            ];
            let which = self.dice.below(paid.len());
            put.paid = Some(paid[which].iter().copied().collect());
        }
        if self.dice.chance(20) {
            let all = [
                Status::Active,
                Status::Active,
                Status::Active,
                Status::Deactivated,
            ];
            put.status = Some(self.dice.pick(&all));
            if self.dice.chance(8) {
                put.status = Some(Status::Invited);
            }
        }
        if self.dice.chance(5) {
            put.contractor = Some(self.dice.chance(50));
        }
        if self.dice.chance(22) {
            let added = self.dice.chance(60).then(|| self.keys(2));
            let withheld = self.dice.chance(60).then(|| self.keys(2));
            put.adjust = Some(Adjust { added, withheld });
        }
        if self.dice.chance(14) {
            put.expires_at = Some(if self.dice.chance(30) {
                None
            } else {
                Some(self.ahead())
            });
        }
        let acts = old.is_some_and(|old| old.partner.is_some());
        put.give = acts && self.dice.chance(12);
        Box::new(Provision { account, user, put })
    }
}

impl Model {
    fn provision(&mut self, account: Acc, user: Usr, put: &Put) -> Result<(), No> {
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
            offered_by: old.as_ref().and_then(|old| old.offered_by),
            given: old.as_ref().map_or(0, |old| old.given),
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
            offboarded: old.as_ref().is_some_and(|old| old.offboarded),
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
        if access != Access::SuperAdmin || put.access == Some(Wanted::SuperAdmin) {
            // What the platform says counts as taken.
            member.offered_by = None;
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
        if old.is_none() {
            terms.left = false;
        }
        let until = self.now + 7 * DAY;
        match (put.status, &old) {
            (Some(Status::Active), _) => {
                member.deactivated = false;
                member.offboarded = false;
                member.invited_until = None;
                terms.refused = None;
            }
            // Nothing takes an acceptance back (I1).
            (Some(Status::Invited), Some(old)) if old.invited_until.is_none() => {}
            (Some(Status::Invited), _) => {
                member.deactivated = false;
                member.offboarded = false;
                member.invited_until = Some(member.invited_until.unwrap_or(until));
                terms.refused = None;
            }
            (Some(Status::Deactivated), _) => {
                member.end();
                terms.refuse(PLATFORM);
            }
            (None, None) => terms.refused = None,
            (None, Some(_)) => {}
        }
        let another = old.as_ref().is_none_or(|old| old.partner != member.partner);
        let off = old
            .as_ref()
            .is_some_and(|old| old.status() != Status::Active);
        let back = put.status == Some(Status::Active) && off;
        if let Some(partner) = member.partner
            && put.give
            && !self.is_employee(partner, user)
        {
            self.objections.push(("not-an-employee", "words given"));
        }
        if another || back || put.give {
            self.give(user, &mut member);
        }
        if let Some(partner) = member.partner {
            self.relate(partner, account);
        }
        self.members.insert((account, user), member);
        self.terms.insert((account, user), terms);
        Ok(())
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
}
