use std::collections::{BTreeMap, BTreeSet};

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, ReviewId, UserId},
        text::Name,
        time::Time,
    },
    membership::{member::Member, super_admins::SuperAdmins},
    work::removal::{ActingMember, ClientEmployee, Review, Seen},
};

/// Which memberships a review looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewScope {
    /// Those of these people in these clients; `None`: of all, in all.
    Chosen {
        /// The clients.
        clients: Option<Vec<AccountId>>,
        /// The people.
        employees: Option<Vec<UserId>>,
    },
    /// Those that another review has looked at, as far as they are still there.
    Review(ReviewId),
}

/// Who might be handed assets in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverCandidate {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: Name,
}

port! {
    /// Reads what removals are reviewed by: a fixed number of statements, however many items there
    /// are.
    pub trait RemovalQueries {
        /// Memberships that act for the partner, by the client's name as the partner sees it and
        /// the person's, at most `most`.
        async fn acting_members(
            &mut self,
            partner: AccountId,
            scope: &ReviewScope,
            most: usize,
        ) -> Result<Vec<ActingMember>, StoreError>;

        /// Those of the accounts to which the partner has a relationship, ended or not.
        async fn clients_among(
            &mut self,
            partner: AccountId,
            accounts: &[AccountId],
        ) -> Result<BTreeSet<AccountId>, StoreError>;

        /// Those of the people who are members of the partner's account, or act for it anywhere,
        /// whatever the status.
        async fn people_of_partner(
            &mut self,
            partner: AccountId,
            people: &[UserId],
        ) -> Result<BTreeSet<UserId>, StoreError>;

        /// The memberships of these people in these accounts, in no order, those that there are.
        async fn members_at(
            &mut self,
            places: &[ClientEmployee],
        ) -> Result<Vec<Member>, StoreError>;

        /// The permanent super admins of each of the accounts (D5); an account without any is left
        /// out.
        async fn super_admins_of(
            &mut self,
            accounts: &[AccountId],
        ) -> Result<BTreeMap<AccountId, SuperAdmins>, StoreError>;

        /// Active members by name, at most `most` in each account: any in the accounts `open`, only
        /// those who act for the partner in the accounts `closed`. Who may receive is said by
        /// [`may_receive_from_partner`](crate::work::removal::may_receive_from_partner).
        async fn candidates(
            &mut self,
            partner: AccountId,
            open: &[AccountId],
            closed: &[AccountId],
            now: Time,
            most: usize,
        ) -> Result<BTreeMap<AccountId, Vec<HandoverCandidate>>, StoreError>;

        /// The review of that id.
        async fn review(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError>;

        /// What a review has shown of all its items.
        async fn reviewed(
            &mut self,
            id: ReviewId,
        ) -> Result<BTreeMap<ClientEmployee, Seen>, StoreError>;

        /// Whether a review has that item.
        async fn is_reviewed(&mut self, id: ReviewId, pair: ClientEmployee)
        -> Result<bool, StoreError>;
    }
}

port! {
    /// Writes reviews.
    pub trait RemovalRepository {
        /// Keeps a new review with what it has shown.
        async fn insert_review(
            &mut self,
            review: &Review,
            items: &BTreeMap<ClientEmployee, Seen>,
        ) -> Result<(), StoreError>;

        /// Takes note that a review was confirmed. `false`, and nothing changed, where it was
        /// before: of two confirmations at once one is first.
        async fn spend_review(&mut self, id: ReviewId) -> Result<bool, StoreError>;

        /// Forgets the reviews that lapsed before this time; tells how many.
        async fn forget_reviews(&mut self, lapsed_before: Time) -> Result<u64, StoreError>;
    }
}
