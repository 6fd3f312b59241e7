//! A super admin or an editor changes a set of their account (A7): its holders there follow at once,
//! those elsewhere stay on their version. An editor adds and takes only what they hold.

use latchkey_domain::{
    audit::Records,
    authority::Need,
    event::EventKind,
    permission::{BuiltIn, PermissionKey, PermissionSet, SetContent, SetName},
    ports::Locks,
    text::ExternalId,
};

use super::{PermissionSets, TargetSet, content};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::account_manager, ready::Ready,
};

/// Changes a set; what is `None` stays as it is.
#[derive(Debug, Clone)]
pub struct ChangePermissionSet {
    /// Which.
    pub target: TargetSet,
    /// Its name.
    pub name: Option<SetName>,
    /// What it is for: `Some(None)` clears it.
    pub description: Option<Option<String>>,
    /// The platform's own id of it: `Some(None)` takes it away.
    pub external_id: Option<Option<ExternalId>>,
    /// What it gives: replaces all of what it gave.
    pub permissions: Option<Vec<PermissionKey>>,
}

impl ChangePermissionSet {
    /// The whole set as it is to be.
    fn content(self, set: &PermissionSet) -> SetContent {
        let kept = || set.description().map(str::to_owned);
        SetContent {
            name: self.name.unwrap_or_else(|| set.name().clone()),
            description: self.description.unwrap_or_else(kept),
            external_id: self
                .external_id
                .unwrap_or_else(|| set.external_id().cloned()),
            permissions: self
                .permissions
                .unwrap_or_else(|| set.permissions().to_vec()),
        }
    }
}

impl PermissionSets {
    /// Changes a set of an account.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::PermissionSetChanged);
        let work = self.try_change(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: ChangePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let catalogue = &*ports.catalogue;
        let target = cmd.target;
        let mut unit = ports
            .store
            .begin(Locks::none().changing(target.account))
            .await?;
        let right = BuiltIn::PermissionSetsEdit;
        let editor =
            account_manager(ports, cx, &mut *unit, target.account, right, Need::Edit).await?;
        let mut set = target.load_own(&mut *unit).await?;
        cx.must_match(set.version())?;

        let before = set.clone();
        let content = cmd.content(&set);
        let wanted = content.permissions.clone();
        set.revise(content, catalogue)
            .map_err(|error| content::in_request(&error, &wanted))?;
        let gave = content::granted(Some(&before), catalogue);
        let gives = content::granted(Some(&set), catalogue);
        content::must_lie_within(&editor, gave, gives)?;
        if set == before {
            return Ok(Ready::unchanged(set));
        }
        unit.save_permission_set(&mut set).await?;
        let mut event = target
            .attempted(EventKind::PermissionSetChanged)
            .with("name", set.name().as_str())
            .with("version", set.current().number());
        if set.current().number() != before.current().number() {
            let moved = unit.move_holders(&set, Some(target.account)).await?;
            event = event.with("holders_moved", moved);
        }
        event.details.added = catalogue.names(gives - gave);
        event.details.taken = catalogue.names(gave - gives);
        let records = Records::one(&editor.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(set, unit, records))
    }
}
