//! A super admin or an editor creates a set in their account (A7), or the platform in any (I7). An
//! editor may use only permissions that they hold.

use latchkey_domain::{
    base::{
        reference::AccountRef,
        text::{Description, ExternalId},
    },
    gate::Need,
    people::token::Scope,
    permission::{PermissionKey, PermissionSet, Permissions, SetContent, SetName, SetOwner},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{PermissionSets, content, keeper::keeper};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::named,
};

/// Creates a set.
#[derive(Debug, Clone)]
pub struct CreatePermissionSet {
    /// The account that owns it.
    pub account: AccountRef,
    /// Its name.
    pub name: SetName,
    /// Its description.
    pub description: Option<Description>,
    /// Its platform id.
    pub external_id: Option<ExternalId>,
    /// Its permissions.
    pub permissions: Vec<PermissionKey>,
}

impl PermissionSets {
    /// Creates a set.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: CreatePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let attempted = Attempted::new(EventKind::PermissionSetCreated).in_account(&cmd.account);
        let work = self.try_create(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: CreatePermissionSet,
    ) -> Result<Ready<PermissionSet>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let (place, scope) = ([&cmd.account], Scope::Provision);
        let [account] = named::place_for_caller(ports, cx, Need::Edit, scope, place).await?;
        let mut unit = ports.store.begin(Locks::none().changing(account)).await?;
        let keeper = keeper(ports, cx, &mut *unit, account).await?;

        let wanted = cmd.permissions.clone();
        let content = SetContent {
            name: cmd.name,
            description: cmd.description,
            external_id: cmd.external_id,
            permissions: cmd.permissions,
        };
        let owner = SetOwner::Account(account);
        let set = PermissionSet::new(ports.ids.next(), owner, content, &ports.catalogue)
            .map_err(|error| content::in_request(&error, &wanted))?;
        let gives = content::granted(Some(&set), &ports.catalogue);
        keeper.may_edit(Permissions::EMPTY, gives)?;

        unit.insert_permission_set(&set).await?;
        let mut event = Event::of_set(EventKind::PermissionSetCreated, &set);
        event.details.added = set.permissions().to_vec();
        let permit = keeper.permit();
        Ok(Ready::of(set, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::refusal::{Conflict, Refusal},
        trail::audit::Actor,
    };
    use latchkey_testing::builders::{MembershipBuilder, SetBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn readers(
        account: latchkey_domain::base::ids::AccountId,
        permissions: &str,
    ) -> CreatePermissionSet {
        CreatePermissionSet {
            account: account.into(),
            name: SetName::parse("Readers").unwrap(),
            description: Some(Description::parse("Looks, never touches").unwrap()),
            external_id: None,
            permissions: keys(permissions),
        }
    }

    /// Makes Ines an editor of sets who also holds `contacts.view:team` and `reports.view`.
    async fn with_editor(bed: &UseCaseBed) -> RequestContext {
        let world = &bed.world;
        let held = "permission_sets.edit contacts.view:team reports.view";
        let set = world
            .add_set(SetBuilder::new("Editors", held).owner(world.fjordline))
            .await;
        world
            .add_member(MembershipBuilder::new(world.fjordline, world.ines).set(&set))
            .await;
        bed.as_user(world.ines)
    }

    #[tokio::test]
    async fn a_super_admin_makes_a_set_of_anything() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        let cmd = readers(bed.world.harbour, "contacts.edit:team billing.view");
        let ready = sets.create(&cx, cmd).await.unwrap();
        let made = bed.done(&cx, ready).await;
        let kept = bed.world.set(made.id()).await;
        assert_eq!(kept, made);
        assert_eq!(kept.owner(), SetOwner::Account(bed.world.harbour));
        assert_eq!(kept.description().unwrap().as_str(), "Looks, never touches");
        let line = bed.world.trail().await.remove(0);
        let expected = keys("billing.view contacts.view:team contacts.edit:team");
        assert_eq!(line.event.details.added, expected);
    }

    #[tokio::test]
    async fn a7_an_editor_makes_sets_of_what_they_hold() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = with_editor(&bed).await;
        let cmd = readers(bed.world.fjordline, "contacts.view:team reports.view");
        let ready = sets.create(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        let cmd = readers(bed.world.fjordline, "contacts.view");
        assert_eq!(
            refused(sets.create(&cx, cmd).await),
            "exceeds-own-permissions"
        );
        let noted = (
            EventKind::PermissionSetCreated,
            Some("exceeds-own-permissions".to_owned()),
        );
        assert_eq!(bed.trail(1).await, [noted]);
    }

    #[tokio::test]
    async fn unknown_and_reserved_keys_are_refused_by_place() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        for permissions in ["contacts.view no.such", "contacts.view super_admins.manage"] {
            let cmd = readers(bed.world.harbour, permissions);
            let result = sets.create(&cx, cmd).await;
            let Err(UseCaseError::Invalid(errors)) = result else {
                panic!("{result:?}")
            };
            assert_eq!(
                (errors.len(), errors.listed()[0].pointer.as_str()),
                (1, "/permissions/1")
            );
        }
        let all = readers(
            bed.world.harbour,
            "no.such reports.view super_admins.manage a.b",
        );
        let Err(UseCaseError::Invalid(errors)) = sets.create(&cx, all).await else {
            panic!("all of them are reported");
        };
        let places = errors.listed().iter().map(|error| error.pointer.as_str());
        let places: Vec<_> = places.collect();
        assert_eq!(
            places,
            ["/permissions/0", "/permissions/2", "/permissions/3"]
        );
    }

    #[tokio::test]
    async fn users_edit_and_acting_for_a_partner_do_not_suffice() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let world = &bed.world;
        for (user, code) in [
            (world.ines, "missing-permission"),
            (world.marit, "missing-permission"),
            (world.sam, "not-found"),
        ] {
            let result = sets
                .create(&bed.as_user(user), readers(world.harbour, ""))
                .await;
            assert_eq!(refused(result), code);
        }
        let others = RequestContext::new(world.as_service(&[Scope::Audit, Scope::Admin]));
        let result = sets.create(&others, readers(world.harbour, "")).await;
        assert_eq!(refused(result), "missing-permission");
    }

    /// The platform makes a set of anything but what no set has, in any account there is (I7, P5).
    #[tokio::test]
    async fn i7_the_platform_makes_a_set_in_an_account() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(world.as_service(&[Scope::Provision]));
        let cmd = CreatePermissionSet {
            account: AccountRef::External(ExternalId::parse("harbour").unwrap()),
            ..readers(world.harbour, "billing.view users.edit")
        };
        let ready = sets.create(&cx, cmd).await.unwrap();
        let made = bed.done(&cx, ready).await;
        assert_eq!(made.owner(), SetOwner::Account(world.harbour));
        let line = world.trail().await.remove(0);
        assert_eq!((line.actor, line.actor_account), (Actor::Service, None));
        assert_eq!(line.event.account, Some(world.harbour));
        let beyond = readers(world.harbour, "super_admins.manage");
        let result = sets.create(&cx, beyond).await;
        assert!(
            matches!(result, Err(UseCaseError::Invalid(_))),
            "{result:?}"
        );
        let nowhere = readers(world.ids.next(), "");
        assert_eq!(refused(sets.create(&cx, nowhere).await), "not-found");
    }

    #[tokio::test]
    async fn an_external_id_is_unique_within_its_account() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let cmd = |account| CreatePermissionSet {
            external_id: Some(ExternalId::parse("readers").unwrap()),
            ..readers(account, "")
        };
        let world = &bed.world;
        for (user, account) in [(world.helen, world.harbour), (world.freya, world.fjordline)] {
            let cx = bed.as_user(user);
            let ready = sets.create(&cx, cmd(account)).await.unwrap();
            bed.done(&cx, ready).await;
        }
        let result = sets
            .create(&bed.as_user(world.helen), cmd(world.harbour))
            .await;
        let taken = Refusal::Conflict(Conflict::ExternalIdTaken);
        assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == taken));
    }
}
