//! A super admin or an editor changes a set of their account (A7), or the platform one of any account
//! (I7). Its holders in the account follow at once; holders elsewhere keep their version. An editor may
//! add or remove only permissions that they hold.

use latchkey_domain::{
    base::text::{Description, ExternalId},
    gate::Need,
    permission::{PermissionKey, PermissionSet, SetContent, SetName},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{PermissionSets, TargetSet, content, keeper::keeper};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Changes a set; `None` keeps a value.
#[derive(Debug, Clone)]
pub struct ChangePermissionSet {
    /// The set to change.
    pub target: TargetSet,
    /// Its new name.
    pub name: Option<SetName>,
    /// Its description; `Some(None)` removes it.
    pub description: Option<Option<Description>>,
    /// Its platform id; `Some(None)` removes it.
    pub external_id: Option<Option<ExternalId>>,
    /// The new permissions, which replace all old ones.
    pub permissions: Option<Vec<PermissionKey>>,
}

impl ChangePermissionSet {
    /// The complete new content of the set.
    fn content(self, set: &PermissionSet) -> SetContent {
        let kept = || set.description().cloned();
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
        let target = cmd.target.find(ports, cx, Need::Edit).await?;
        let mut unit = ports
            .store
            .begin(Locks::none().changing(target.account))
            .await?;
        let keeper = keeper(ports, cx, &mut *unit, target.account).await?;
        let mut set = target.load_own(&mut *unit).await?;
        cx.must_match(set.version())?;

        let before = set.clone();
        let content = cmd.content(&set);
        let wanted = content.permissions.clone();
        set.revise(content, catalogue)
            .map_err(|error| content::in_request(&error, &wanted))?;
        let gave = content::granted(Some(&before), catalogue);
        let gives = content::granted(Some(&set), catalogue);
        keeper.may_edit(gave, gives)?;
        if set == before {
            return Ok(Ready::unchanged(set));
        }
        unit.save_permission_set(&mut set).await?;
        let mut event = Event::of_set(EventKind::PermissionSetChanged, &set);
        if set.current().number() != before.current().number() {
            let moved = unit.move_holders(&set, Some(target.account)).await?;
            event = event.with("holders_moved", moved);
        }
        event.details.added = catalogue.names(gives - gave);
        event.details.taken = catalogue.names(gave - gives);
        let permit = keeper.permit();
        Ok(Ready::of(set, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{ids::PermissionSetId, version::Version},
        membership::{Access, HeldVersion, Membership, MembershipState, member::Member},
    };
    use latchkey_testing::builders::{MembershipBuilder, SetBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn change(
        bed: &UseCaseBed,
        set: PermissionSetId,
        permissions: Option<&str>,
    ) -> ChangePermissionSet {
        ChangePermissionSet {
            target: TargetSet {
                account: bed.world.northwind.into(),
                permission_set: set.into(),
            },
            name: None,
            description: None,
            external_id: None,
            permissions: permissions.map(keys),
        }
    }

    #[tokio::test]
    async fn a7_holders_at_home_follow_and_others_are_outdated() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let staff = world.set(world.northwind_staff).await;
        let in_client = MembershipBuilder::new(world.harbour, world.tomas).set(&staff);
        world
            .add_member(in_client.acting_for(world.northwind))
            .await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let cmd = change(&bed, world.northwind_staff, Some("tasks.edit reports.view"));
        let ready = sets.change(&cx, cmd).await.unwrap();
        let changed = bed.done(&cx, ready).await;
        assert_eq!(changed.current().number(), 2);
        let jonas = world.member(world.northwind, world.jonas).await;
        let newest = HeldVersion {
            set: world.northwind_staff,
            version: 2,
        };
        assert_eq!(jonas.membership.access, Access::PermissionSet(newest));
        let tomas = world.member(world.harbour, world.tomas).await;
        assert!(tomas.is_outdated());
        let line = world.trail().await.remove(0);
        assert_eq!(line.event.details.more["holders_moved"], 2);
        assert_eq!(line.event.details.added, keys("reports.view"));
        assert_eq!(line.event.details.taken, keys("contacts.view"));
    }

    #[tokio::test]
    async fn a_change_of_words_makes_no_new_version() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        for (description, name) in [
            (Some(Description::parse("For all").unwrap()), "Everyone"),
            (None, "Staff"),
        ] {
            let cmd = ChangePermissionSet {
                name: Some(SetName::parse(name).unwrap()),
                description: Some(description.clone()),
                ..change(&bed, bed.world.northwind_staff, None)
            };
            let ready = sets.change(&cx, cmd).await.unwrap();
            let set = bed.done(&cx, ready).await;
            assert_eq!(
                (set.name().as_str(), set.description().cloned()),
                (name, description)
            );
            assert_eq!(set.current().number(), 1);
        }
    }

    #[tokio::test]
    async fn a7_an_editor_adds_and_takes_only_what_they_hold() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let held = "permission_sets.edit tasks.edit reports.view";
        let editors = world
            .add_set(SetBuilder::new("Editors", held).owner(world.northwind))
            .await;
        let with_editors = |member: &mut Member, _| {
            let mut state = MembershipState::clone(&member.membership);
            state.access = Access::PermissionSet(HeldVersion {
                set: editors.id(),
                version: 1,
            });
            member.membership = Membership::restore(state);
        };
        world
            .change_member(world.northwind, world.jonas, with_editors)
            .await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.jonas);
        let staff = world.northwind_staff;
        for beyond in ["tasks.edit", "contacts.view tasks.edit deals.view"] {
            let result = sets.change(&cx, change(&bed, staff, Some(beyond))).await;
            assert_eq!(refused(result), "exceeds-own-permissions");
        }
        let within = change(&bed, staff, Some("contacts.view reports.view"));
        let ready = sets.change(&cx, within).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(
            world.set(staff).await.permissions(),
            keys("contacts.view reports.view")
        );
    }

    #[tokio::test]
    async fn t4_the_same_content_writes_no_event() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        let staff = bed.world.northwind_staff;
        let same = bed.world.set(staff).await.permissions().to_vec();
        let cmd = ChangePermissionSet {
            permissions: Some(same),
            ..change(&bed, staff, None)
        };
        let ready = sets.change(&cx, cmd).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.version(), Version::FIRST);
        assert_eq!(bed.trail(1).await, []);
    }

    #[tokio::test]
    async fn a_version_that_is_not_there_any_more_is_stale() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let mut cx = bed.as_user(bed.world.marit);
        cx.expected = Some(Version::new(2));
        let result = sets
            .change(&cx, change(&bed, bed.world.northwind_staff, None))
            .await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
    }

    #[tokio::test]
    async fn a7_standard_sets_are_read_only_others_unknown() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        let standard = bed.world.standard_set("sales_rep");
        for (set, code) in [
            (standard, "conflict"),
            (bed.world.harbour_people, "not-found"),
        ] {
            let result = sets.change(&cx, change(&bed, set, Some(""))).await;
            assert_eq!(refused(result), code);
        }
        assert_eq!(bed.trail(5).await.len(), 2, "both are noted");
    }
}
