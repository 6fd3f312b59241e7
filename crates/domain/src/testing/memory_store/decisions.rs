use async_trait::async_trait;

use super::{revision, unit::Look};
use crate::{
    decision::Facts,
    ports::{AccountRef, DecisionQueries, StoreError, UserRef},
    revision::Revision,
};

#[async_trait]
impl<L: Look> DecisionQueries for L {
    async fn decision_facts(
        &mut self,
        user: &UserRef,
        account: &AccountRef,
    ) -> Result<(Facts, Revision), StoreError> {
        self.look(|view| {
            let state = view.state;
            let user = match user {
                UserRef::Id(id) => state.users.get(id),
                UserRef::External(id) => state.user_called(id),
            };
            let account = match account {
                AccountRef::Id(id) => state.accounts.get(id),
                AccountRef::External(id) => state.account_called(id),
            };
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
}
