use async_trait::async_trait;

use super::{
    Order, by_id, page_of, revision,
    state::State,
    unit::{Look, View},
};
use crate::{
    ids::{AccountId, UserId},
    membership::Membership,
    page::{Page, PageRequest},
    ports::{AccountRef, DecisionSearchQueries, SearchedMember, StoreError, UserRef},
    revision::Revision,
    text::ExternalId,
};

/// A page of the memberships that match, joined, each with an id that it leads to.
fn searched(
    view: &View<'_>,
    page: &PageRequest,
    matches: impl Fn(&Membership) -> bool,
    external_id: impl Fn(&State, &Membership) -> Option<ExternalId>,
) -> (Page<SearchedMember>, Revision) {
    let state = view.state;
    let all = state.memberships.values();
    let matching = all.filter(|membership| matches(membership)).collect();
    let page = page_of(matching, Order::Up, page, |membership: &&Membership| {
        by_id(membership.id.uuid())
    });
    let searched = page.map(|membership| SearchedMember {
        member: state.join(membership),
        external_id: external_id(state, membership),
    });
    (searched, revision(view.revision))
}

fn user_id(state: &State, user: &UserRef) -> Option<UserId> {
    match user {
        UserRef::Id(id) => Some(*id),
        UserRef::External(id) => state.user_called(id).map(|user| user.id),
    }
}

fn account_id(state: &State, account: &AccountRef) -> Option<AccountId> {
    match account {
        AccountRef::Id(id) => Some(*id),
        AccountRef::External(id) => state.account_called(id).map(|account| account.id),
    }
}

#[async_trait]
impl<L: Look> DecisionSearchQueries for L {
    async fn searched_members(
        &mut self,
        account: &AccountRef,
        page: &PageRequest,
    ) -> Result<(Page<SearchedMember>, Revision), StoreError> {
        self.look(|view| {
            let account = account_id(view.state, account);
            searched(
                view,
                page,
                |membership| Some(membership.account) == account,
                |state, membership| state.users.get(&membership.user)?.external_id.clone(),
            )
        })
    }

    async fn searched_memberships(
        &mut self,
        user: &UserRef,
        page: &PageRequest,
    ) -> Result<(Page<SearchedMember>, Revision), StoreError> {
        self.look(|view| {
            let user = user_id(view.state, user);
            searched(
                view,
                page,
                |membership| Some(membership.user) == user,
                |state, membership| state.accounts.get(&membership.account)?.external_id.clone(),
            )
        })
    }
}
