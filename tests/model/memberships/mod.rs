//! Memberships, from the account's own side and from the platform's (A8, A10, A11, D2, D3, D5, D7,
//! D9, I1, L3, L7, L8, S1, S2).

mod change;
mod create;
mod deactivate;
mod give_back;
mod invitations;
mod leave;
mod provision;
mod reactivate;
mod remove;
mod request;
mod to_partner_admin;
mod values;

use std::collections::BTreeSet;

use latchkey_application::memberships::{RequestedAccess, TargetMember};
use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    permission::seat::{PaidSeat, PaidSeats, Seat as RealSeat},
};

pub(crate) use self::{provision::Provision, remove::RemoveMember, request::requested};
use crate::{
    chooser::Chooser,
    driver::{Driver, real_keys},
    model::state::{Acc, Access, Member, Model, No, Paid, Seat, Secs, SetNo, Status, Usr, refuse},
};

/// A member of an account, and who acts on them from the account's own side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OnMember {
    pub(crate) by: Usr,
    pub(crate) account: Acc,
    pub(crate) user: Usr,
}

/// An access as it is asked for; a set always in its newest version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    SuperAdmin,
    PartnerAdmin,
    Set(SetNo),
}

/// Adjustments as they are sent; each list replaces the old one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Adjust {
    pub(crate) added: Option<Vec<&'static str>>,
    pub(crate) withheld: Option<Vec<&'static str>>,
}

/// The requested change of a membership; absent fields keep their value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Put {
    pub(crate) access: Option<Wanted>,
    pub(crate) seat: Option<Seat>,
    pub(crate) paid: Option<BTreeSet<Paid>>,
    pub(crate) status: Option<Status>,
    pub(crate) contractor: Option<bool>,
    pub(crate) partner: Option<Option<Acc>>,
    pub(crate) adjust: Option<Adjust>,
    pub(crate) expires_at: Option<Option<Secs>>,
    /// Only the platform says it.
    pub(crate) give: bool,
}

impl Put {
    /// The membership, where this sends keys to be added, which are stored as they are written.
    fn rewords(&self, account: Acc, user: Usr) -> Option<(Acc, Usr)> {
        let adjust = self.adjust.as_ref()?;
        adjust.added.is_some().then_some((account, user))
    }
}

fn target_member(driver: &Driver, on: OnMember) -> TargetMember {
    TargetMember {
        account: driver.accounts[on.account].into(),
        user: driver.users[on.user].into(),
    }
}

fn requested_access(driver: &Driver, wanted: Wanted) -> RequestedAccess {
    match wanted {
        Wanted::SuperAdmin => RequestedAccess::SuperAdmin,
        Wanted::PartnerAdmin => RequestedAccess::PartnerAdmin,
        Wanted::Set(set) => RequestedAccess::PermissionSet(driver.sets[set]),
    }
}

fn given(adjust: &Adjust) -> GivenAdjustments {
    GivenAdjustments {
        added: adjust.added.as_deref().map(real_keys),
        withheld: adjust.withheld.as_deref().map(real_keys),
    }
}

const fn real_seat(seat: Seat) -> RealSeat {
    match seat {
        Seat::Partner => RealSeat::Partner,
        Seat::Core => RealSeat::Core,
        Seat::ViewOnly => RealSeat::ViewOnly,
        Seat::Sales => RealSeat::Sales,
        Seat::Service => RealSeat::Service,
    }
}

fn real_paid(paid: &BTreeSet<Paid>) -> PaidSeats {
    let mut seats = PaidSeats::EMPTY;
    for seat in paid {
        seats.insert(match seat {
            Paid::Sales => PaidSeat::Sales,
            Paid::Service => PaidSeat::Service,
        });
    }
    seats
}

impl Chooser<'_> {
    pub(crate) fn on_member(&mut self) -> OnMember {
        if let Some(on) = self.on_last_of_its_own() {
            return on;
        }
        let account = if self.dice.chance(75) {
            self.client()
        } else {
            self.any_account()
        };
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user: self.dice.prefer(95, &members, &users),
        }
    }

    /// Now and then a super admin who acts for a partner turns on one who acts for nobody.
    fn on_last_of_its_own(&mut self) -> Option<OnMember> {
        if !self.dice.chance(4) {
            return None;
        }
        let supers: Vec<(Acc, Usr, bool)> = self
            .it
            .members
            .iter()
            .filter(|((account, user), _)| self.it.is_super_admin(*account, *user))
            .map(|((account, user), member)| (*account, *user, member.partner.is_some()))
            .collect();
        let pairs: Vec<OnMember> = supers
            .iter()
            .filter(|(_, _, acts)| *acts)
            .flat_map(|(account, by, _)| {
                let own = supers.iter().filter(move |it| it.0 == *account && !it.2);
                own.map(|(account, user, _)| OnMember {
                    by: *by,
                    account: *account,
                    user: *user,
                })
            })
            .collect();
        (!pairs.is_empty()).then(|| self.dice.pick(&pairs))
    }
}

impl Model {
    /// Who may act on whom at all (A8). `Ok` has the target.
    fn manages(&mut self, on: OnMember) -> Result<Member, No> {
        if !self.has_right(on.account, on.by, "users.edit") {
            return self.stranger_or(on.account, on.by, "A8");
        }
        let is_super_admin = self.is_super_admin(on.account, on.by);
        if !is_super_admin && on.by == on.user {
            return refuse("self-target", "A8");
        }
        let Some(target) = self.member(on.account, on.user).cloned() else {
            return refuse("not-found", "A8");
        };
        if is_super_admin {
            return Ok(target);
        }
        if target.access == Access::SuperAdmin {
            self.objections.push(("super-admin-target", "A8"));
            return Ok(target);
        }
        let held = self.granted(on.account, on.by);
        if target.partner.is_none() && !self.granted(on.account, on.user).is_subset(&held) {
            return refuse("exceeds-own-permissions", "A8");
        }
        Ok(target)
    }
}
