use async_trait::async_trait;

use super::StoreError;
use crate::{
    decision::Facts,
    ids::{AccountId, UserId},
    revision::Revision,
    text::ExternalId,
};

/// A user, by either id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserRef {
    /// Latchkey's id.
    Id(UserId),
    /// The platform's.
    External(ExternalId),
}

/// An account, by either id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountRef {
    /// Latchkey's id.
    Id(AccountId),
    /// The platform's.
    External(ExternalId),
}

/// Reads what decisions rest on.
#[async_trait]
pub trait DecisionQueries {
    /// The facts about a user in an account and the revision they were read at: one statement.
    async fn decision_facts(
        &mut self,
        user: &UserRef,
        account: &AccountRef,
    ) -> Result<(Facts, Revision), StoreError>;
}
