use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, UserId},
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    membership::Membership,
    ports::{DecisionSearchQueries, SearchedMember, StoreError},
};

use super::{
    committed::revision,
    state::State,
    unit::{Look, Memory, View},
};

/// The first memberships that match, joined, each with an id that it leads to.
fn searched(
    view: &View<'_>,
    limit: u16,
    matches: impl Fn(&Membership) -> bool,
    external_id: impl Fn(&State, &Membership) -> Option<ExternalId>,
) -> (Vec<SearchedMember>, Revision) {
    let state = view.state;
    let all = state.memberships.values();
    let mut matching: Vec<_> = all.filter(|membership| matches(membership)).collect();
    matching.sort_by_key(|membership| membership.id);
    matching.truncate(usize::from(limit));
    let searched = matching.into_iter().map(|membership| SearchedMember {
        member: state.join(membership),
        external_id: external_id(state, membership),
    });
    (searched.collect(), revision(view.revision))
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
impl<S: Look> DecisionSearchQueries for Memory<S> {
    async fn searched_members(
        &mut self,
        account: &AccountRef,
        after: Option<MembershipId>,
        limit: u16,
    ) -> Result<(Vec<SearchedMember>, Revision), StoreError> {
        self.look(|view| {
            let account = account_id(view.state, account);
            searched(
                view,
                limit,
                |membership| Some(membership.account) == account && Some(membership.id) > after,
                |state, membership| state.users.get(&membership.user)?.external_id.clone(),
            )
        })
    }

    async fn searched_memberships(
        &mut self,
        user: &UserRef,
        after: Option<MembershipId>,
        limit: u16,
    ) -> Result<(Vec<SearchedMember>, Revision), StoreError> {
        self.look(|view| {
            let user = user_id(view.state, user);
            searched(
                view,
                limit,
                |membership| Some(membership.user) == user && Some(membership.id) > after,
                |state, membership| state.accounts.get(&membership.account)?.external_id.clone(),
            )
        })
    }
}
