//! Reading memberships: an account's members, one of them, and all of one's own.

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        refusal::Refusal,
        text::SearchText,
    },
    gate::{self, Caller, Need},
    membership::{AccessKind, Status, member::Member},
    people::{token::Scope, user::User},
    permission::BuiltIn,
    ports::{MemberFilter, PartnerFilter, Reader},
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{account, named},
    steps::member_view::MemberView,
};

/// Filters of the list of members.
#[derive(Debug, Clone, Default)]
pub struct ListMembers {
    /// The kind of access.
    pub access: Option<AccessKind>,
    /// For whom they act.
    pub partner: Option<WantedPartner>,
    /// The status.
    pub status: Option<Status>,
    /// Part of the name or address.
    pub text: Option<SearchText>,
}

/// For whom the wanted members act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedPartner {
    /// For nobody.
    Nobody,
    /// For this partner.
    Partner(AccountRef),
}

impl Memberships {
    /// Lists an account's members, for its super admins, holders of `users.edit`, and the platform.
    pub async fn members(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        wanted: ListMembers,
        page: &PageRequest,
    ) -> Result<Page<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
        let (_, account) =
            account::viewer_of(ports, cx, &mut *reader, account, rights, scope).await?;
        let partner = match &wanted.partner {
            None => None,
            Some(WantedPartner::Nobody) => Some(PartnerFilter::Nobody),
            Some(WantedPartner::Partner(partner)) => {
                let partner = named::account(ports, partner).await?;
                Some(PartnerFilter::Partner(partner))
            }
        };
        let filter = MemberFilter {
            access: wanted.access,
            partner,
            status: wanted.status,
            text: wanted.text,
        };
        let members = reader.members(account, &filter, page).await?;
        self.shown(&mut *reader, members).await
    }

    /// Shows one member; everybody sees their own membership.
    pub async fn member(
        &self,
        cx: &RequestContext,
        wanted: TargetMember,
    ) -> Result<MemberView, UseCaseError> {
        let ports = &*self.ports;
        let caller = gate::caller(&cx.origin, Need::View, Scope::Provision)?;
        let wanted = wanted.find_to_read(ports, cx).await?;
        let mut reader = ports.store.reader();
        if caller != Caller::User(wanted.user) {
            let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
            account::viewer(ports, cx, &mut *reader, wanted.account, rights, scope).await?;
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
        Ok((user, self.shown(&mut *reader, members).await?))
    }

    /// A page as the account and the members themselves see it.
    async fn shown(
        &self,
        reader: &mut dyn Reader,
        members: Page<Member>,
    ) -> Result<Page<MemberView>, UseCaseError> {
        let (ports, at) = (&*self.ports, self.ports.clock_reading());
        let mut views = members.map(|member| MemberView::of(member, &ports.catalogue, at.now));
        MemberView::add_known_to(&mut views.items, reader, at).await?;
        Ok(views)
    }
}
