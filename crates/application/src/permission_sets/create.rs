//! A super admin or an editor makes a set in their account (A7): an editor only of what they hold.

use latchkey_domain::{
    audit::Records,
    authority::Need,
    event::{Event, EventKind},
    ids::AccountId,
    permission::{
        BuiltIn, PermissionKey, PermissionSet, Permissions, SetContent, SetName, SetOwner,
    },
    ports::Locks,
    text::ExternalId,
};

use super::{PermissionSets, content};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::account_manager, ready::Ready,
};

/// Makes a set.
#[derive(Debug, Clone)]
pub struct CreatePermissionSet {
    /// In which account.
    pub account: AccountId,
    /// Its name.
    pub name: SetName,
    /// What it is for.
    pub description: Option<String>,
    /// The platform's own id of it.
    pub external_id: Option<ExternalId>,
    /// What it gives.
    pub permissions: Vec<PermissionKey>,
}

impl PermissionSets {
    /// Makes a set.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: CreatePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let attempted = Event::new(EventKind::PermissionSetCreated).in_account(cmd.account);
        let work = self.try_create(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: CreatePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let mut unit = ports
            .store
            .begin(Locks::none().changing(cmd.account))
            .await?;
        let right = BuiltIn::PermissionSetsEdit;
        let editor = account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;

        let wanted = cmd.permissions.clone();
        let content = SetContent {
            name: cmd.name,
            description: cmd.description,
            external_id: cmd.external_id,
            permissions: cmd.permissions,
        };
        let owner = SetOwner::Account(cmd.account);
        let set = PermissionSet::new(ports.ids.next(), owner, content, &ports.catalogue)
            .map_err(|error| content::in_request(&error, &wanted))?;
        let gives = content::granted(Some(&set), &ports.catalogue);
        content::must_lie_within(&editor, Permissions::EMPTY, gives)?;

        unit.insert_permission_set(&set).await?;
        let mut event = Event::new(EventKind::PermissionSetCreated)
            .in_account(cmd.account)
            .on(set.id())
            .with("name", set.name().as_str());
        event.details.added = set.permissions().to_vec();
        let records = Records::one(&editor.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(set, unit, records))
    }
}
