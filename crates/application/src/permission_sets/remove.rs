//! A super admin, an editor or the platform removes a set that no one holds in any account (A7, I7). An
//! editor may remove it only if they hold all its permissions.

use latchkey_domain::{
    base::refusal::Refusal,
    gate::Need,
    permission::Permissions,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{PermissionSets, TargetSet, content, keeper::keeper};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl PermissionSets {
    /// Removes a set of an account.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = target.attempted(EventKind::PermissionSetRemoved);
        let work = self.try_remove(cx, &target);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        target: &TargetSet,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let target = target.find(ports, cx, Need::Edit).await?;
        let mut unit = ports
            .store
            .begin(Locks::none().changing(target.account))
            .await?;
        let keeper = keeper(ports, cx, &mut *unit, target.account).await?;
        let set = target.load_own(&mut *unit).await?;
        cx.must_match(set.version())?;
        let gave = content::granted(Some(&set), &ports.catalogue);
        keeper.may_edit(gave, Permissions::EMPTY)?;
        let holders = unit.holders(set.id()).await?;
        if holders > 0 {
            return Err(Refusal::SetInUse { holders }.into());
        }
        unit.remove_permission_set(&set).await?;
        let mut event = Event::of_set(EventKind::PermissionSetRemoved, &set);
        event.details.taken = set.permissions().to_vec();
        Ok(Ready::of((), unit, &keeper.permit(), [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{ids::PermissionSetId, version::Version},
        permission::PermissionSet,
    };
    use latchkey_testing::builders::{MembershipBuilder, SetBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    async fn unheld(bed: &UseCaseBed, permissions: &str) -> PermissionSet {
        let set = SetBuilder::new("Nobody's", permissions).owner(bed.world.harbour);
        bed.world.add_set(set).await
    }

    fn target(bed: &UseCaseBed, set: PermissionSetId) -> TargetSet {
        TargetSet {
            account: bed.world.harbour.into(),
            permission_set: set.into(),
        }
    }

    #[tokio::test]
    async fn a_set_that_nobody_holds_is_removed() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        let set = unheld(&bed, "billing.view").await;
        let ready = sets.remove(&cx, target(&bed, set.id())).await.unwrap();
        bed.done(&cx, ready).await;
        let gone = bed
            .world
            .store
            .reader()
            .permission_set(set.id())
            .await
            .unwrap();
        assert_eq!(gone, None);
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.details.taken, keys("billing.view"));
    }

    #[tokio::test]
    async fn a_set_in_use_stays_and_its_holders_are_counted() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let people = world.set(world.harbour_people).await;
        world
            .add_member(MembershipBuilder::new(world.elsewhere, world.kaya).set(&people))
            .await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let result = sets
            .remove(&bed.as_user(world.helen), target(&bed, people.id()))
            .await;
        let in_use = Refusal::SetInUse { holders: 2 };
        assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == in_use));
        let noted = (
            EventKind::PermissionSetRemoved,
            Some("set-in-use".to_owned()),
        );
        assert_eq!(bed.trail(1).await, [noted]);
    }

    #[tokio::test]
    async fn a7_an_editor_removes_what_they_could_have_made() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let held = SetBuilder::new("Editors", "permission_sets.edit reports.view");
        let editors = world.add_set(held.owner(world.harbour)).await;
        world
            .add_member(MembershipBuilder::new(world.harbour, world.kaya).set(&editors))
            .await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.kaya);
        let beyond = unheld(&bed, "billing.view").await;
        let result = sets.remove(&cx, target(&bed, beyond.id())).await;
        assert_eq!(refused(result), "exceeds-own-permissions");
        let within = unheld(&bed, "reports.view").await;
        assert!(sets.remove(&cx, target(&bed, within.id())).await.is_ok());
    }

    #[tokio::test]
    async fn a_standard_set_is_not_removed_by_hand() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let standard = target(&bed, bed.world.standard_set("sales_rep"));
        let result = sets.remove(&bed.as_user(bed.world.helen), standard).await;
        assert_eq!(refused(result), "conflict");
    }

    #[tokio::test]
    async fn a_version_that_is_not_there_any_more_is_stale() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let set = unheld(&bed, "").await;
        let mut cx = bed.as_user(bed.world.helen);
        cx.expected = Some(Version::new(2));
        let result = sets.remove(&cx, target(&bed, set.id())).await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
    }
}
