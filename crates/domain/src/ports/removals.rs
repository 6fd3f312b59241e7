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

/// The memberships that a review looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewScope {
    /// Those of these users in these clients; `None`: all users, all clients.
    Chosen {
        /// The clients.
        clients: Option<Vec<AccountId>>,
        /// The users.
        employees: Option<Vec<UserId>>,
    },
    /// Those that another review has looked at, if they are still there.
    Review(ReviewId),
}

/// A possible new owner of assets in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverCandidate {
    /// The user.
    pub user: UserId,
    /// The name that others see.
    pub name: Name,
}

port! {
    /// Reads what reviews of removals show: a fixed number of statements, however many items there
    /// are.
    pub trait RemovalQueries {
        /// Memberships that act for the partner, sorted by the client's name as the partner sees it
        /// and the user's name, at most `most`.
        async fn acting_members(
            &mut self,
            partner: AccountId,
            scope: &ReviewScope,
            most: usize,
        ) -> Result<Vec<ActingMember>, StoreError>;

        /// Those of these accounts with which the partner has a relationship, ended or not.
        async fn clients_among(
            &mut self,
            partner: AccountId,
            accounts: &[AccountId],
        ) -> Result<BTreeSet<AccountId>, StoreError>;

        /// Those of these users who are members of the partner account, or act for the partner
        /// anywhere, whatever the status.
        async fn people_of_partner(
            &mut self,
            partner: AccountId,
            people: &[UserId],
        ) -> Result<BTreeSet<UserId>, StoreError>;

        /// The memberships of these users in these accounts, in no order; missing ones are left
        /// out.
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

        /// Active members by name, at most `most` in each account: any members in the `open`
        /// accounts, only those who act for the partner in the `closed` ones.
        /// [`may_receive_from_partner`](crate::work::removal::may_receive_from_partner) decides who
        /// may receive assets.
        async fn candidates(
            &mut self,
            partner: AccountId,
            open: &[AccountId],
            closed: &[AccountId],
            now: Time,
            most: usize,
        ) -> Result<BTreeMap<AccountId, Vec<HandoverCandidate>>, StoreError>;

        /// The review with this id.
        async fn review(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError>;

        /// What a review has shown of all its items.
        async fn reviewed(
            &mut self,
            id: ReviewId,
        ) -> Result<BTreeMap<ClientEmployee, Seen>, StoreError>;

        /// Whether a review has this item.
        async fn is_reviewed(&mut self, id: ReviewId, pair: ClientEmployee)
        -> Result<bool, StoreError>;
    }
}

port! {
    /// Writes reviews.
    pub trait RemovalRepository {
        /// Stores a new review with what it has shown.
        async fn insert_review(
            &mut self,
            review: &Review,
            items: &BTreeMap<ClientEmployee, Seen>,
        ) -> Result<(), StoreError>;

        /// Marks a review as confirmed. Returns `false` and changes nothing if it was confirmed
        /// before; of two confirmations at once, one is first.
        async fn spend_review(&mut self, id: ReviewId) -> Result<bool, StoreError>;

        /// Deletes the reviews that expired before this time, and returns their number.
        async fn forget_reviews(&mut self, lapsed_before: Time) -> Result<u64, StoreError>;
    }
}
