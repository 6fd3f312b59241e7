use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    membership::{decision::Facts, member::Member},
    people::{account::AccountStatus, user::UserStatus},
};

/// The facts about some users, some accounts and the memberships between them.
#[derive(Debug, Clone, Default)]
pub struct FactsAmong {
    users: BTreeMap<UserRef, (UserId, UserStatus)>,
    accounts: BTreeMap<AccountRef, (AccountId, AccountStatus)>,
    members: BTreeMap<(AccountId, UserId), Member>,
}

impl FactsAmong {
    /// Adds a user, found by either id.
    pub fn add_user(&mut self, id: UserId, external_id: Option<ExternalId>, status: UserStatus) {
        let names = [Some(UserRef::Id(id)), external_id.map(UserRef::External)];
        let names = names.into_iter().flatten();
        self.users.extend(names.map(|name| (name, (id, status))));
    }

    /// Adds an account, found by either id.
    pub fn add_account(
        &mut self,
        id: AccountId,
        external_id: Option<ExternalId>,
        status: AccountStatus,
    ) {
        let external = external_id.map(AccountRef::External);
        let names = [Some(AccountRef::Id(id)), external].into_iter().flatten();
        self.accounts.extend(names.map(|name| (name, (id, status))));
    }

    /// Adds a membership.
    pub fn add_member(&mut self, member: Member) {
        let place = (member.account.id, member.user.id);
        self.members.insert(place, member);
    }

    /// The facts about one of the users in one of the accounts.
    pub fn of(&self, user: &UserRef, account: &AccountRef) -> Facts {
        let user = self.users.get(user).copied();
        let account = self.accounts.get(account).copied();
        let member = account
            .zip(user)
            .and_then(|((account, _), (user, _))| self.members.get(&(account, user)));
        Facts {
            user,
            account,
            member: member.cloned(),
        }
    }
}

port! {
    /// Reads the facts that decisions depend on.
    pub trait DecisionQueries {
        /// The facts about a user in an account and the revision they were read at: one statement.
        async fn decision_facts(
            &mut self,
            user: &UserRef,
            account: &AccountRef,
        ) -> Result<(Facts, Revision), StoreError>;

        /// The facts about each of these users in each of these accounts and the revision they were
        /// read at: one statement, with a row for each pair.
        async fn decision_facts_among(
            &mut self,
            users: &[UserRef],
            accounts: &[AccountRef],
        ) -> Result<(FactsAmong, Revision), StoreError>;
    }
}
