use super::{StoreError, port::port};
use crate::{
    base::{
        ids::MembershipId,
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    membership::member::Member,
};

/// A membership that a search looks at. Whether it is found is decided like any other question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchedMember {
    /// The membership with everything a decision depends on.
    pub member: Member,
    /// The external id of what is searched for: of the user when searching an account, of the
    /// account when searching for a user.
    pub external_id: Option<ExternalId>,
}

port! {
    /// Reads the memberships that searches decide on, whatever they give.
    pub trait DecisionSearchQueries {
        /// The memberships in an account in the order of their ids, from a position on and at most
        /// as many as the limit, and the revision they were read at: one statement. An unknown
        /// account has none.
        async fn searched_members(
            &mut self,
            account: &AccountRef,
            after: Option<MembershipId>,
            limit: u16,
        ) -> Result<(Vec<SearchedMember>, Revision), StoreError>;

        /// A user's memberships in all accounts, in the same way. An unknown user has none.
        async fn searched_memberships(
            &mut self,
            user: &UserRef,
            after: Option<MembershipId>,
            limit: u16,
        ) -> Result<(Vec<SearchedMember>, Revision), StoreError>;
    }
}
