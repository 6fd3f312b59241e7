//! An account sends an invitation again (I1): it can be accepted for seven more days.

use latchkey_domain::{account_members, event::EventKind};

use super::{MemberView, Memberships, TargetMember};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Memberships {
    /// Sends a member's invitation again.
    pub async fn resend_invitation(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::InvitationResent);
        let work = self.try_resend_invitation(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_resend_invitation(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let mut on = self.open_member(cx, cmd, cmd.locks()).await?;
        let before = on.target.clone();
        let (catalogue, now) = (&ports.catalogue, ports.now());
        account_members::resend_invitation(catalogue, &on.manager, &mut on.target, now)?;
        on.save(ports, cx, EventKind::InvitationResent, &before)
            .await
    }
}
