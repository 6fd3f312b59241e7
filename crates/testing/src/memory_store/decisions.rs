use async_trait::async_trait;
use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    membership::decision::Facts,
    people::{account::Account, user::User},
    ports::{DecisionQueries, FactsAmong, StoreError},
};

use super::{
    committed::revision,
    state::State,
    unit::{Look, Memory},
};

fn user<'s>(state: &'s State, named: &UserRef) -> Option<&'s User> {
    match named {
        UserRef::Id(id) => state.users.get(id),
        UserRef::External(id) => state.user_called(id),
    }
}

fn account<'s>(state: &'s State, named: &AccountRef) -> Option<&'s Account> {
    match named {
        AccountRef::Id(id) => state.accounts.get(id),
        AccountRef::External(id) => state.account_called(id),
    }
}

#[async_trait]
impl<S: Look> DecisionQueries for Memory<S> {
    async fn decision_facts(
        &mut self,
        user_asked: &UserRef,
        account_asked: &AccountRef,
    ) -> Result<(Facts, Revision), StoreError> {
        self.look(|view| {
            let state = view.state;
            let user = user(state, user_asked);
            let account = account(state, account_asked);
            let member = account
                .zip(user)
                .and_then(|(account, user)| state.member(account.id, user.id));
            let facts = Facts {
                user: user.map(|user| (user.id, user.status)),
                account: account.map(|account| (account.id, account.status)),
                member,
            };
            (facts, revision(view.revision))
        })
    }

    async fn decision_facts_among(
        &mut self,
        users: &[UserRef],
        accounts: &[AccountRef],
    ) -> Result<(FactsAmong, Revision), StoreError> {
        self.look(|view| {
            let state = view.state;
            let mut facts = FactsAmong::default();
            let users = users.iter().filter_map(|named| user(state, named));
            let accounts = accounts.iter().filter_map(|named| account(state, named));
            for account in accounts.clone() {
                facts.add_account(account.id, account.external_id.clone(), account.status);
            }
            for user in users {
                facts.add_user(user.id, user.external_id.clone(), user.status);
                let members = accounts.clone().map(|account| (account.id, user.id));
                for member in members.filter_map(|(account, user)| state.member(account, user)) {
                    facts.add_member(member);
                }
            }
            (facts, revision(view.revision))
        })
    }
}
