//! Memberships that the platform provisioned before the demo begins.

use latchkey_application::memberships::{ProvisionMember, RequestedAccess, RequestedChange};
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    permission::seat::Seat,
};

use super::stage::Stage;

/// A membership to provision as the platform.
pub(super) struct DemoProvision(pub(super) ProvisionMember);

impl DemoProvision {
    /// A membership on the person's own behalf.
    pub(super) fn own(account: AccountId, user: UserId, access: RequestedAccess) -> Self {
        Self(ProvisionMember {
            account: account.into(),
            user: user.into(),
            change: RequestedChange {
                access: Some(access),
                ..RequestedChange::default()
            },
            notify: false,
        })
    }

    /// A membership that acts for a partner, with the given seat.
    pub(super) fn acting(mut self, partner: AccountId, seat: Seat) -> Self {
        self.0.change.partner = Some(Some(partner.into()));
        self.0.change.seat = Some(seat);
        self
    }

    /// Provisions it.
    pub(super) async fn carry_out(self, stage: &Stage) -> anyhow::Result<()> {
        let ready = stage.memberships().provision(&stage.platform, self.0).await;
        stage.commit(&stage.platform, ready).await.map(drop)
    }
}
