use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        reference::UserRef,
        text::ExternalId,
        time::Time,
    },
    membership::member::Person,
    people::{
        email::EmailAddress,
        erased_address::{AddressHash, AddressKey},
        user::User,
    },
};

port! {
    /// Reads users.
    pub trait UserQueries {
        /// The user with this id.
        async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

        /// The user with this address.
        async fn user_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError>;

        /// The user with this external id, compared byte for byte.
        async fn user_by_external_id(
            &mut self,
            id: &ExternalId,
        ) -> Result<Option<User>, StoreError>;

        /// The ids of the users with these references; unknown ones are left out. One statement for
        /// each 1,000 references.
        async fn users_named(
            &mut self,
            names: &[UserRef],
        ) -> Result<BTreeMap<UserRef, UserId>, StoreError>;

        /// Several users in short, in no order; unknown ones are left out.
        async fn people_among(&mut self, ids: &[UserId]) -> Result<Vec<Person>, StoreError>;

        /// All users in the order of their ids.
        async fn users(&mut self, page: &PageRequest) -> Result<Page<User>, StoreError>;

        /// The key under which the addresses of erased people are hashed. It is made with the database
        /// and never changes.
        async fn address_key(&mut self) -> Result<AddressKey, StoreError>;

        /// The people erased since then who had the address with this hash at any time. Somebody who only
        /// changed it is none of them.
        async fn erased_as(
            &mut self,
            address: &AddressHash,
            since: Time,
        ) -> Result<Vec<UserId>, StoreError>;

        /// The accounts where the user is super admin by an active membership without an end,
        /// whatever the user's own status: those that the rule on the last super admin concerns
        /// (D5).
        async fn accounts_counting_on(
            &mut self,
            user: UserId,
        ) -> Result<Vec<AccountId>, StoreError>;
    }
}

port! {
    /// Writes users.
    pub trait UserRepository {
        /// Stores a new user. [`Taken::Email`](super::Taken) or [`Taken::ExternalId`](super::Taken)
        /// if one of those is taken.
        async fn insert_user(&mut self, user: &User) -> Result<(), StoreError>;

        /// Saves a changed user.
        async fn save_user(&mut self, user: &mut User) -> Result<(), StoreError>;

        /// Notes the hash of an address that a person gives up, by a change or by being erased. Noting it
        /// again changes nothing.
        async fn note_address(
            &mut self,
            address: &AddressHash,
            user: UserId,
            at: Time,
        ) -> Result<(), StoreError>;

        /// Counts the time for which the noted addresses of an erased person are remembered from here.
        async fn remember_addresses_from(
            &mut self,
            erased: UserId,
            at: Time,
        ) -> Result<(), StoreError>;

        /// Removes what is kept of an erased person outside their own row (T3): in consents and in
        /// the labels of their tokens the name that they have now takes the place of the text, names
        /// that accounts gave them are gone, and answers kept under idempotency keys that name them
        /// are emptied. However much that is, it
        /// takes a fixed number of statements.
        async fn forget_person(&mut self, erased: &User) -> Result<(), StoreError>;
    }
}
