//! Lists the sets that an account can give: the standard ones and its own. Its super admins see
//! them, holders of `users.edit` or `permission_sets.edit` who do not act for a partner (A8, A11),
//! and the platform (I7).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
    },
    gate::Need,
    people::token::Scope,
    permission::{BuiltIn, PermissionSet},
};

use super::{PermissionSets, TargetSet};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::account::{viewer, viewer_of},
};

/// The rights that let people read the sets.
const RIGHTS: &[BuiltIn] = &[BuiltIn::PermissionSetsEdit, BuiltIn::UsersEdit];

impl PermissionSets {
    /// Shows a standard set or a set of the account.
    pub async fn show(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<PermissionSet, UseCaseError> {
        let ports = &*self.ports;
        let target = target.find(ports, cx, Need::View).await?;
        let mut reader = ports.store.reader();
        let (account, scope) = (target.account, Scope::Provision);
        viewer(ports, cx, &mut *reader, account, RIGHTS, scope).await?;
        target.load(&mut *reader).await
    }

    /// Lists the standard sets and those of the account, in the order of their ids.
    pub async fn list(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let scope = Scope::Provision;
        let (_, account) = viewer_of(ports, cx, &mut *reader, account, RIGHTS, scope).await?;
        Ok(reader.permission_sets(&[account], page).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::permission::SetOwner;
    use latchkey_testing::builders::{MembershipBuilder, SetBuilder};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn an_account_sees_the_standard_sets_and_its_own() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let harbour = bed.world.harbour;
        let page = PageRequest::first();
        let cx = bed.as_user(bed.world.helen);
        let listed = sets.list(&cx, &harbour.into(), &page).await.unwrap();
        let own = |set: &&PermissionSet| set.owner() == SetOwner::Account(harbour);
        assert_eq!(listed.items.iter().filter(own).count(), 1);
        let standard = bed.world.catalogue.standard_sets().len();
        assert_eq!(listed.items.len(), standard + 1);
        for (set, known) in [
            (bed.world.harbour_people, true),
            (bed.world.standard_set("sales_rep"), true),
            (bed.world.northwind_staff, false),
        ] {
            let target = TargetSet {
                account: harbour.into(),
                permission_set: set.into(),
            };
            assert_eq!(sets.show(&cx, target).await.is_ok(), known);
        }
    }

    #[tokio::test]
    async fn a8_holders_of_either_edit_read_them() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let editors = SetBuilder::new("Editors", "permission_sets.edit").owner(world.harbour);
        let editors = world.add_set(editors).await;
        world
            .add_member(MembershipBuilder::new(world.harbour, world.kaya).set(&editors))
            .await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let page = PageRequest::first();
        for reader in [world.ines, world.kaya] {
            let cx = RequestContext::new(world.as_reader(reader));
            assert!(sets.list(&cx, &world.harbour.into(), &page).await.is_ok());
        }
    }

    #[tokio::test]
    async fn a11_acting_for_a_partner_and_strangers_read_none() {
        let bed = UseCaseBed::new().await;
        let sets = PermissionSets::new(Arc::clone(&bed.ports));
        let world = &bed.world;
        for (user, account, code) in [
            (world.marit, world.harbour, "missing-permission"),
            (world.jonas, world.northwind, "missing-permission"),
            (world.sam, world.harbour, "not-found"),
        ] {
            let cx = bed.as_user(user);
            let result = sets.list(&cx, &account.into(), &PageRequest::first()).await;
            assert_eq!(refused(result), code);
        }
    }
}
