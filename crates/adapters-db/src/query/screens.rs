//! The port of these lists.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    membership::member::Person,
    ports::{ClientFilter, ClientRow, EmployeeFilter, EmployeeRow, ScreenQueries, StoreError},
};

use super::{clients, employees, linked_people};
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
    ) -> Result<Option<ClientRow>, StoreError> {
        clients::one(self, partner, reader, client).await
    }

    async fn employees(
        &mut self,
        partner: AccountId,
        filter: &EmployeeFilter,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<EmployeeRow>, StoreError> {
        employees::list(self, partner, filter, now, page).await
    }

    async fn linked_people(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Vec<Person>, StoreError> {
        linked_people::list(self, partner, client).await
    }
}
