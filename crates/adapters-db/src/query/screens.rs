//! The port of these lists.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        text::SearchText,
        time::Time,
    },
    membership::member::Person,
    ports::{
        AddableEmployee, ClientFilter, ClientRow, ClockReading, EmployeeFilter, EmployeeRow,
        KnownOnOwnBehalf, NamedClient, ScreenQueries, StoreError,
    },
};

use super::{clients, employees, linkable_clients, linked_people, own_behalf};
use crate::connection::{Connection, Session};

#[async_trait]
impl<C: Connection> ScreenQueries for Session<C> {
    async fn clients(
        &mut self,
        partner: AccountId,
        reader: UserId,
        filter: &ClientFilter,
        page: &PageRequest,
    ) -> Result<Page<ClientRow>, StoreError> {
        clients::list(self, partner, reader, filter, page).await
    }

    async fn client(
        &mut self,
        partner: AccountId,
        reader: UserId,
        client: AccountId,
        now: Time,
    ) -> Result<Option<ClientRow>, StoreError> {
        clients::one(self, partner, reader, client, now).await
    }

    async fn employees(
        &mut self,
        partner: AccountId,
        filter: &EmployeeFilter,
        at: ClockReading,
        page: &PageRequest,
    ) -> Result<Page<EmployeeRow>, StoreError> {
        employees::list(self, partner, filter, at, page).await
    }

    async fn employee(
        &mut self,
        partner: AccountId,
        user: UserId,
        at: ClockReading,
    ) -> Result<Option<EmployeeRow>, StoreError> {
        employees::one(self, partner, user, at).await
    }

    async fn linked_people(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Vec<Person>, StoreError> {
        linked_people::list(self, partner, client).await
    }

    async fn own_behalf_people(
        &mut self,
        partner: AccountId,
        client: AccountId,
        now: Time,
    ) -> Result<Vec<Person>, StoreError> {
        own_behalf::list(self, partner, client, now).await
    }

    async fn known_on_own_behalf(
        &mut self,
        members: &[(AccountId, UserId)],
        at: ClockReading,
    ) -> Result<Vec<KnownOnOwnBehalf>, StoreError> {
        own_behalf::known(self, members, at).await
    }

    async fn addable_employees(
        &mut self,
        partner: AccountId,
        client: AccountId,
        text: Option<&SearchText>,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<AddableEmployee>, StoreError> {
        employees::addable(self, partner, client, text, now, page).await
    }

    async fn linkable_clients(
        &mut self,
        partner: AccountId,
        user: UserId,
        page: &PageRequest,
    ) -> Result<Page<NamedClient>, StoreError> {
        linkable_clients::list(self, partner, user, page).await
    }
}
