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

/// A membership that a search looks at: whether it is found is decided as any other question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchedMember {
    /// The membership with all that a decision rests on.
    pub member: Member,
    /// The platform's own id of what is searched for: of the user in an account, of the account of a
    /// user.
    pub external_id: Option<ExternalId>,
}

port! {
    /// Reads what searches decide: memberships, whatever they give.
    pub trait DecisionSearchQueries {
        /// Everybody's memberships in an account, in the order of their ids, at most as many as the
        /// limit from that one on, and the revision they were read at: one statement. There are
        /// none in an account that nobody knows.
        async fn searched_members(
            &mut self,
            account: &AccountRef,
            after: Option<MembershipId>,
            limit: u16,
        ) -> Result<(Vec<SearchedMember>, Revision), StoreError>;

        /// A user's memberships everywhere, in the same way. Whoever is nobody has none.
        async fn searched_memberships(
            &mut self,
            user: &UserRef,
            after: Option<MembershipId>,
            limit: u16,
        ) -> Result<(Vec<SearchedMember>, Revision), StoreError>;
    }
}
