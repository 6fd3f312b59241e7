//! Lists the sets that an account can give: the standard ones and its own. Its super admins see
//! them, and holders of `users.edit` or `permission_sets.edit` who do not act for a partner (A8,
//! A11).

use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::Need,
    permission::{BuiltIn, PermissionSet},
    ports::Reader,
};

use super::{PermissionSets, TargetSet};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{account::account_manager, named},
};

impl PermissionSets {
    /// Shows a standard set or a set of the account.
    pub async fn show(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<PermissionSet, UseCaseError> {
        let target = target.find(&self.ports, cx, Need::View).await?;
        let mut reader = self.ports.store.reader();
        self.must_be_reader(cx, &mut *reader, target.account)
            .await?;
        target.load(&mut *reader).await
    }

    /// Lists the standard sets and those of the account, in the order of their ids.
    pub async fn list(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, UseCaseError> {
        let account = named::account_for_user(&self.ports, cx, Need::View, account).await?;
        let mut reader = self.ports.store.reader();
        self.must_be_reader(cx, &mut *reader, account).await?;
        Ok(reader.permission_sets(&[account], page).await?)
    }

    async fn must_be_reader(
        &self,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        account: AccountId,
    ) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let right = BuiltIn::PermissionSetsEdit;
        let editor = account_manager(ports, cx, reader, account, right, Need::View).await;
        match editor {
            Err(UseCaseError::Refused(Refusal::MissingPermission)) => {
                let right = BuiltIn::UsersEdit;
                account_manager(ports, cx, reader, account, right, Need::View)
                    .await
                    .map(drop)
            }
            other => other.map(drop),
        }
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
                permission_set: set,
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
