//! Reading memberships: an account's members, one of them, and all of one's own.

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::{self, Need},
    people::user::User,
    permission::BuiltIn,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::account::{account_manager, account_manager_of},
    steps::member_view::MemberView,
};

impl Memberships {
    /// Lists an account's members, for its super admins and holders of `users.edit`.
    pub async fn members(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager_of(ports, cx, &mut *reader, account, right, Need::View).await?;
        let members = reader.members(manager.account, None, page).await?;
        let now = ports.now();
        Ok(members.map(|member| MemberView::of(member, &ports.catalogue, now)))
    }

    /// Shows one member; everybody sees their own membership.
    pub async fn member(
        &self,
        cx: &RequestContext,
        wanted: TargetMember,
    ) -> Result<MemberView, UseCaseError> {
        let ports = &*self.ports;
        let caller = gate::user(&cx.origin, Need::View)?;
        let wanted = wanted.find(ports, cx, Need::View).await?;
        let mut reader = ports.store.reader();
        if caller != wanted.user {
            let right = BuiltIn::UsersEdit;
            account_manager(ports, cx, &mut *reader, wanted.account, right, Need::View).await?;
        }
        let member = reader.member(wanted.account, wanted.user).await?;
        let member = member.ok_or(Refusal::NotFound)?;
        Ok(MemberView::of(member, &ports.catalogue, ports.now()))
    }

    /// Shows the caller with all their memberships: the account switcher.
    pub async fn mine(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<(User, Page<MemberView>), UseCaseError> {
        let ports = &*self.ports;
        let caller = gate::user(&cx.origin, Need::View)?;
        let mut reader = ports.store.reader();
        let user = reader.user(caller).await?.ok_or(Refusal::NotFound)?;
        let members = reader.memberships_of(caller, page).await?;
        let now = ports.now();
        Ok((
            user,
            members.map(|member| MemberView::of(member, &ports.catalogue, now)),
        ))
    }
}
