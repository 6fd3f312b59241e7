//! A super admin or an editor removes a set that nobody holds, in this account or any other (A7). An
//! editor only one that gives nothing beyond what they hold.

use latchkey_domain::{
    audit::Records,
    authority::Need,
    event::EventKind,
    permission::{BuiltIn, Permissions},
    ports::Locks,
    refusal::Refusal,
};

use super::{PermissionSets, TargetSet, content};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::account_manager, ready::Ready,
};

impl PermissionSets {
    /// Removes a set of an account.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = target.attempted(EventKind::PermissionSetRemoved);
        let work = self.try_remove(cx, target);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let mut unit = ports
            .store
            .begin(Locks::none().changing(target.account))
            .await?;
        let right = BuiltIn::PermissionSetsEdit;
        let editor =
            account_manager(ports, cx, &mut *unit, target.account, right, Need::Edit).await?;
        let set = target.load_own(&mut *unit).await?;
        cx.must_match(set.version())?;
        let gave = content::granted(Some(&set), &ports.catalogue);
        content::must_lie_within(&editor, gave, Permissions::EMPTY)?;
        let holders = unit.holders(set.id()).await?;
        if holders > 0 {
            return Err(Refusal::SetInUse { holders }.into());
        }
        unit.remove_permission_set(&set).await?;
        let mut event = target
            .attempted(EventKind::PermissionSetRemoved)
            .with("name", set.name().as_str());
        event.details.taken = set.permissions().to_vec();
        let records = Records::one(&editor.permit(), event, &*ports.ids, now);
        Ok(Ready::changed((), unit, records))
    }
}
