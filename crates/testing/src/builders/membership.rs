use latchkey_domain::{
    base::{
        ids::{AccountId, Ids, UserId},
        time::{Time, days},
    },
    membership::{
        Access, Adjustments, Engagement, HeldVersion, INVITATION_DAYS, Membership, NewMembership,
    },
    permission::{
        PermissionSet,
        seat::{PaidSeat, PaidSeats, Seat},
    },
};

use super::{ChangeFreely as _, keys};
use crate::FixedClock;

/// Makes a membership: active, with a core seat, acting for nobody, unless told otherwise. Say first
/// what access it gives; without a word it gives super admin.
#[derive(Debug, Clone)]
pub struct MembershipBuilder {
    new: NewMembership,
    deactivated: bool,
    at: Time,
}

impl MembershipBuilder {
    /// That person in that account.
    pub fn new(account: AccountId, user: UserId) -> Self {
        Self {
            new: NewMembership {
                account,
                user,
                access: Access::SuperAdmin,
                offered_by: None,
                adjustments: Adjustments::default(),
                seat: Seat::Core,
                paid_seats: PaidSeats::EMPTY,
                invited_until: None,
                partner: None,
                engagement: Engagement::Employee,
                expires_at: None,
                given_under: None,
            },
            deactivated: false,
            at: FixedClock::start(),
        }
    }

    /// Super admin.
    #[must_use]
    pub const fn super_admin(mut self) -> Self {
        self.new.access = Access::SuperAdmin;
        self
    }

    /// Super admin by that person's hand, not taken yet.
    #[must_use]
    pub const fn offered_by(mut self, maker: UserId) -> Self {
        self.new.offered_by = Some(maker);
        self.super_admin()
    }

    /// Partner admin for that partner, with the partner seat.
    #[must_use]
    pub const fn partner_admin(mut self, partner: AccountId) -> Self {
        self.new.access = Access::PartnerAdmin;
        self.acting_for(partner)
    }

    /// The newest version of a set.
    #[must_use]
    pub const fn set(self, set: &PermissionSet) -> Self {
        self.held(HeldVersion {
            set: set.id(),
            version: set.current().number(),
        })
    }

    /// That version of a set.
    #[must_use]
    pub const fn held(mut self, held: HeldVersion) -> Self {
        self.new.access = Access::PermissionSet(held);
        self
    }

    /// Acting for a partner, with the partner seat.
    #[must_use]
    pub const fn acting_for(mut self, partner: AccountId) -> Self {
        self.new.partner = Some(partner);
        self.new.seat = Seat::Partner;
        self
    }

    /// With these permissions added.
    #[must_use]
    pub fn added(mut self, added: &str) -> Self {
        self.new.adjustments.added = keys(added);
        self
    }

    /// With these permissions clipped.
    #[must_use]
    pub fn clipped(mut self, clipped: &str) -> Self {
        self.new.adjustments.clipped = keys(clipped);
        self
    }

    /// With another seat.
    #[must_use]
    pub const fn seat(mut self, seat: Seat) -> Self {
        self.new.seat = seat;
        self
    }

    /// With a paid seat beside it.
    #[must_use]
    pub const fn paid_seat(mut self, seat: PaidSeat) -> Self {
        self.new.paid_seats.insert(seat);
        self
    }

    /// Invited, not yet accepted.
    #[must_use]
    pub fn invited(mut self) -> Self {
        self.new.invited_until = Some(self.at + days(INVITATION_DAYS));
        self
    }

    /// Deactivated.
    #[must_use]
    pub const fn deactivated(mut self) -> Self {
        self.deactivated = true;
        self
    }

    /// Ending at a time.
    #[must_use]
    pub const fn expires_at(mut self, at: Time) -> Self {
        self.new.expires_at = Some(at);
        self
    }

    /// Engaged as a contractor.
    #[must_use]
    pub const fn contractor(mut self) -> Self {
        self.new.engagement = Engagement::Contractor;
        self
    }

    /// Begun at another time.
    #[must_use]
    pub const fn at(mut self, at: Time) -> Self {
        self.at = at;
        self
    }

    /// Makes the membership.
    pub fn build(self, ids: &dyn Ids) -> Membership {
        let mut membership = Membership::begin(ids.next(), self.new, self.at);
        membership.change_freely(self.at, |state| state.deactivated = self.deactivated);
        membership
    }
}
