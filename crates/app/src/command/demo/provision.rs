//! The platform's word on a membership, for what was there before the demo began.

use latchkey_application::memberships::{ProvisionMember, RequestedAccess, RequestedChange};
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    permission::seat::Seat,
};

use super::stage::Stage;

/// The platform's word on a membership.
pub(super) struct DemoProvision(pub(super) ProvisionMember);

impl DemoProvision {
    /// Somebody on their own behalf.
    pub(super) fn own(account: AccountId, user: UserId, access: RequestedAccess) -> Self {
        Self(ProvisionMember {
            account: account.into(),
            user: user.into(),
            change: RequestedChange {
                access: Some(access),
                ..RequestedChange::default()
            },
        })
    }

    /// Somebody for a partner, in the given seat.
    pub(super) fn acting(mut self, partner: AccountId, seat: Seat) -> Self {
        self.0.change.partner = Some(Some(partner.into()));
        self.0.change.seat = Some(seat);
        self
    }

    /// Carries it out.
    pub(super) async fn carry_out(self, stage: &Stage) -> anyhow::Result<()> {
        let ready = stage.memberships().provision(&stage.platform, self.0).await;
        stage.commit(&stage.platform, ready).await.map(drop)
    }
}
