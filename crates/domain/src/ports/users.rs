use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        reference::UserRef,
        text::ExternalId,
    },
    membership::member::Person,
    people::{email::EmailAddress, user::User},
};

port! {
    /// Reads people.
    pub trait UserQueries {
        /// The person of that id.
        async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

        /// The person with that address.
        async fn user_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError>;

        /// The person whom the platform calls so, byte for byte.
        async fn user_by_external_id(
            &mut self,
            id: &ExternalId,
        ) -> Result<Option<User>, StoreError>;

        /// The ids of the people named so, of those that there are: one statement for each 1,000
        /// names.
        async fn users_named(
            &mut self,
            names: &[UserRef],
        ) -> Result<BTreeMap<UserRef, UserId>, StoreError>;

        /// Several people in short, in no order, those that there are.
        async fn people_among(&mut self, ids: &[UserId]) -> Result<Vec<Person>, StoreError>;

        /// All people in the order of their ids.
        async fn users(&mut self, page: &PageRequest) -> Result<Page<User>, StoreError>;

        /// The accounts where the person is a super admin whose membership is active and has no
        /// end, whatever the person's own status: those where D5 is to be asked.
        async fn accounts_counting_on(
            &mut self,
            user: UserId,
        ) -> Result<Vec<AccountId>, StoreError>;
    }
}

port! {
    /// Writes people.
    pub trait UserRepository {
        /// Keeps a new person. [`Taken::Email`](super::Taken) or
        /// [`Taken::ExternalId`](super::Taken) where one of those is taken.
        async fn insert_user(&mut self, user: &User) -> Result<(), StoreError>;

        /// Keeps a changed person.
        async fn save_user(&mut self, user: &mut User) -> Result<(), StoreError>;
    }
}
