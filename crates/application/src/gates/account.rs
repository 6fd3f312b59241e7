//! The gate of the account side: who has a right in the account (A8, A11), and what the platform reads
//! there (I7).

use latchkey_domain::{
    base::{
        ids::AccountId, page::PageRequest, reference::AccountRef, refusal::Refusal, time::Time,
    },
    gate::{self, AccountManager, Caller, Need},
    membership::{AccessKind, member::Member, super_admins::SuperAdmins},
    people::token::Scope,
    permission::BuiltIn,
    ports::{MemberFilter, PartnerFilter, Reader},
};

use super::named;
use crate::frame::{context::RequestContext, error::UseCaseError, ports::Ports};

/// What the gate looks at of a caller: their membership in the account, and its super admins where
/// they matter.
struct OwnPlace {
    member: Option<Member>,
    super_admins: SuperAdmins,
}

impl OwnPlace {
    async fn load(
        cx: &RequestContext,
        reader: &mut dyn Reader,
        account: AccountId,
        (need, now): (Need, Time),
    ) -> Result<Self, UseCaseError> {
        let user = gate::user(&cx.origin, need)?;
        let member = reader.member(account, user).await?;
        let super_admins = match &member {
            Some(own) => super_admins_beside(reader, own, now).await?,
            None => SuperAdmins::default(),
        };
        Ok(Self {
            member,
            super_admins,
        })
    }

    fn manager(
        &self,
        ports: &Ports,
        cx: &RequestContext,
        right: BuiltIn,
        need: Need,
    ) -> Result<AccountManager, Refusal> {
        let (member, super_admins) = (self.member.as_ref(), &self.super_admins);
        let (catalogue, now) = (&ports.catalogue, ports.now());
        gate::account_manager(
            &cx.origin,
            member,
            super_admins,
            right,
            need,
            catalogue,
            now,
        )
    }
}

/// The super admins of an account, as its gate looks at them. They matter only to a member who acts for a
/// partner (A8), and are read only then.
pub(crate) async fn super_admins_beside(
    reader: &mut dyn Reader,
    own: &Member,
    now: Time,
) -> Result<SuperAdmins, UseCaseError> {
    let membership = &own.membership;
    if membership.partner.is_none() {
        return Ok(SuperAdmins::default());
    }
    let (account, user) = (membership.account, membership.user);
    let permanent = reader.permanent_super_admins(account).await?;
    let own_side = MemberFilter {
        access: Some(AccessKind::SuperAdmin),
        partner: Some(PartnerFilter::Nobody),
        ..MemberFilter::default()
    };
    let page = PageRequest::first();
    let own_side = reader.members(account, &own_side, &page).await?;
    let mut own_side = own_side.items.iter();
    let is_there = own_side.any(|it| it.is_own_super_admin_beside(user, now));
    Ok(permanent.with_own_beside(is_there))
}

/// Checks that the caller has a right on the account side (A8, A11).
pub(crate) async fn account_manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: AccountId,
    right: BuiltIn,
    need: Need,
) -> Result<AccountManager, UseCaseError> {
    let own = OwnPlace::load(cx, reader, account, (need, ports.now())).await?;
    Ok(own.manager(ports, cx, right, need)?)
}

/// The same for an account given by reference.
pub(crate) async fn account_manager_of(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: &AccountRef,
    right: BuiltIn,
    need: Need,
) -> Result<AccountManager, UseCaseError> {
    let account = named::account_for_user(ports, cx, need, account).await?;
    account_manager(ports, cx, reader, account, right, need).await
}

/// Checks that the caller may read on the account side: a user who has one of these rights there (A11),
/// or the platform by a token with the scope (I7).
pub(crate) async fn viewer(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: AccountId,
    rights: &[BuiltIn],
    scope: Scope,
) -> Result<Caller, UseCaseError> {
    let caller = gate::caller(&cx.origin, Need::View, scope)?;
    match caller {
        Caller::User(_) => {
            let own = OwnPlace::load(cx, reader, account, (Need::View, ports.now())).await?;
            let mut refused = Refusal::MissingPermission;
            for right in rights {
                match own.manager(ports, cx, *right, Need::View) {
                    Ok(_) => return Ok(caller),
                    Err(refusal) => refused = refusal,
                }
            }
            Err(refused.into())
        }
        Caller::Platform => {
            must_exist(reader, account).await?;
            Ok(caller)
        }
    }
}

/// The same for an account given by reference, which it looks up.
pub(crate) async fn viewer_of(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: &AccountRef,
    rights: &[BuiltIn],
    scope: Scope,
) -> Result<(Caller, AccountId), UseCaseError> {
    let place = [account];
    let [account] = named::place_for_caller(ports, cx, Need::View, scope, place).await?;
    let caller = viewer(ports, cx, reader, account, rights, scope).await?;
    Ok((caller, account))
}

/// Rejects an account that does not exist, for the platform, which has no membership there.
pub(crate) async fn must_exist(
    reader: &mut dyn Reader,
    account: AccountId,
) -> Result<(), UseCaseError> {
    reader.account(account).await?.ok_or(Refusal::NotFound)?;
    Ok(())
}
