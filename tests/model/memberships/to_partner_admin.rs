//! A super admin becomes partner admin, asked by a super admin of the account (L8).

use latchkey_application::memberships::{ChangeMemberToPartnerAdmin, Memberships};

use super::{OnMember, target_member};
use crate::{
    chooser::{Chooser, PARTNERS},
    command::{Command, Driving},
    driver::{Driver, billing},
    model::{
        Effect,
        permissions::{Keys, catalogue},
        state::{Acc, Access, Member, Model, No, Seat, Secs, Usr, earlier, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct MemberToPartnerAdmin {
    on: OnMember,
    keep_billing: bool,
    partner: Option<Acc>,
}

impl Command for MemberToPartnerAdmin {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.on.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .change_member_to_partner_admin(self.on, self.keep_billing, self.partner)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = ChangeMemberToPartnerAdmin {
                target: target_member(driver, self.on),
                billing: billing(self.keep_billing),
                partner: self
                    .partner
                    .map(|partner| driver.accounts[partner])
                    .map(Into::into),
            };
            let service = Memberships::new(driver.ports());
            let ready = service.change_to_partner_admin(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_member_to_partner_admin(&mut self) -> Box<dyn Command> {
        let admins: Vec<(Acc, Usr)> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.access == Access::SuperAdmin)
            .map(|(at, _)| *at)
            .collect();
        let employed: Vec<_> = admins
            .iter()
            .copied()
            .filter(|(account, user)| {
                (0..PARTNERS).any(|it| it != *account && self.it.is_employee(it, *user))
            })
            .collect();
        let on = self.on_member();
        let admins = if admins.is_empty() {
            vec![(on.account, on.user)]
        } else {
            admins
        };
        let random = [(on.account, on.user), self.dice.pick(&admins)];
        let several: Vec<_> = employed
            .iter()
            .copied()
            .filter(|(account, user)| {
                let fits = |it: &Acc| it != account && self.it.is_employee(*it, *user);
                self.it.members[&(*account, *user)].partner.is_none()
                    && (0..PARTNERS).filter(fits).count() > 1
            })
            .collect();
        let employed = if several.is_empty() || self.dice.chance(15) {
            employed
        } else {
            several
        };
        let (account, user) = self.dice.prefer(70, &employed, &random);
        let supers: Vec<_> = self
            .users()
            .into_iter()
            .filter(|by| self.it.is_super_admin(account, *by))
            .collect();
        Box::new(MemberToPartnerAdmin {
            on: OnMember {
                by: self.dice.prefer(85, &supers, &[on.by]),
                account,
                user,
            },
            keep_billing: self.dice.chance(40),
            partner: if account < PARTNERS && self.dice.chance(10) {
                Some(account)
            } else {
                self.dice.chance(30).then(|| self.dice.below(PARTNERS))
            },
        })
    }
}

impl Model {
    /// A super admin of the account changes another one (L8 c).
    fn change_member_to_partner_admin(
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
                    // Even for a disabled person the question which partner is meant may come
                    // first.
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
        self.change_to_partner_admin(on, &target, partner, keep, None)
    }

    pub(crate) fn change_to_partner_admin(
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
        let employment = self.employment(partner, on.user);
        let member = self.members.get_mut(&(on.account, on.user)).unwrap();
        member.access = Access::PartnerAdmin;
        member.offered_by = None;
        member.seat = Seat::Partner;
        member.partner = Some(partner);
        member.given = employment;
        member.added = if keep { billing } else { Keys::new() };
        member.clipped = Keys::new();
        member.expires_at = earlier(end, limit);
        self.relate(partner, on.account);
        Ok(())
    }
}
